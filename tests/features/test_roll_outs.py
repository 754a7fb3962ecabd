"""Roll-outs: the order is drawn once by lot, kept with its seed, foreseen, taken away; estimates then go by the schedule."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest
from flask import Flask
from sqlalchemy import delete, func, select, update

from courses.models import CourseCompletion
from lms.core import clock
from lms.core.access import Role
from lms.core.audit import System
from lms.core.db import db, transaction
from lms.core.errors import RuleBroken
from lms.core.jobs import run_waiting
from lms.evaluation.actions.roll_outs import draw_order
from lms.evaluation.models import EffectEstimate, RollOut, RollOutPlace
from lms.evaluation.panels import build
from lms.evaluation.rules.roll_outs import Draw
from lms.kpis.rules.periods import Span, shift
from lms.people.models import Person
from tests.browsing import send
from tests.factories import Factory
from tests.features.effects_scene import COURSE, KPI, Scene, make_scene

NOBODY: list[int | None] = [None] * 40


@pytest.fixture
def scene(make: Factory) -> Scene:
    return make_scene(make, NOBODY, lambda person, month: 0.7 + 0.002 * month)


def drawn(scene: Scene, **given: Any) -> int:
    """A roll-out drawn long ago, as if its first month had lain ahead then."""
    plain: dict[str, Any] = {
        "subject_kind": "course", "subject_code": COURSE, "kpi_code": KPI, "unit_id": None, "families": ("field",),
        "assigned": "person", "strata": (), "waves": 4, "apart": 2, "first": f"{scene.months[12]:%Y-%m}", "seed": 5,
    }  # fmt: skip
    long_ago = datetime.combine(scene.months[11], datetime.min.time(), UTC)
    with transaction():
        return draw_order(draw=Draw(**plain | given), plan={}, actor=System(), at=long_ago, today=long_ago.date()).id


def places(roll_out_id: int) -> dict[int, int]:
    return dict(db.session.execute(select(RollOutPlace.person_id, RollOutPlace.wave).where(RollOutPlace.roll_out_id == roll_out_id)).all())  # type: ignore[arg-type]  # fmt: skip


def test_an_order_is_drawn_foreseen_taken_away_and_withdrawn(app: Flask, make: Factory, scene: Scene) -> None:
    browser = make.browser(make.person(Role.MANAGER, everywhere=True))
    first = shift(clock.today().replace(day=1), 1)
    form = {
        "subject": f"course:{COURSE}", "kpi": KPI, "unit": "0", "families": ["field"], "assigned": "person", "waves": "4",
        "apart": "2", "first": f"{first:%Y-%m}", "strata": ["tenure"],
    }  # fmt: skip
    boxes = re.findall(
        r'<input[^>]*name="families"[^>]*>', browser.get("/evaluation/roll-outs/new").get_data(as_text=True)
    )
    assert len(boxes) > 1
    assert not any("required" in box for box in boxes), "a browser would want every box checked, and draw nothing"
    assert send(browser, "/evaluation/roll-outs/new", form | {"waves": "1"}).status_code == 422
    assert "three months apart" in send(browser, "/evaluation/roll-outs/new", form | {"waves": "2"}).get_data(
        as_text=True
    )
    _preview(browser, form)
    answer, second = (send(browser, "/evaluation/roll-outs/new", form) for _pressed_twice in range(2))
    assert answer.status_code == second.status_code == 302
    run_waiting()
    there = browser.get(answer.location).location
    page = browser.get(there).get_data(as_text=True)
    assert "This roll-out will probably show an effect on first-time fix rate of about" in page
    assert "工程师" not in page
    assert "Field engineers" in page
    kept = db.session.scalars(select(RollOut)).one()
    assert Counter(places(kept.id).values()) == {1: 11, 2: 10, 3: 10, 4: 10}  # the manager works there too
    assert kept.plan["smallest"]["effect"] > 0
    assert [one["waves"] for one in kept.plan["alternatives"]] == [2, 3, 4, 5, 6]
    again = send(browser, "/evaluation/roll-outs/new", form).get_data(as_text=True)
    said = f"41 of these people already have their place in draw {kept.id} of this training, from {first:%Y-%m} on."
    assert f'<a href="#unit">For whom</a>: {said}' in again
    assert said in browser.get(second.location).text
    _agents_are_others(make, browser, form)
    table = send(browser, f"{there}/waves?kind=csv").data.decode("utf-8-sig")
    assert table.count("\r\n") == 42
    assert send(browser, f"{there}/waves?kind=xlsx").data[:2] == b"PK"
    assert send(browser, f"{there}/withdraw", {"reason": "The trainer is ill."}).status_code == 302
    assert "The trainer is ill." in browser.get(there).get_data(as_text=True)
    assert send(browser, f"{there}/withdraw", {"reason": "Twice."}).status_code == 422
    assert send(browser, "/evaluation/roll-outs/new", form).status_code == 302
    assert "Withdrawn" in browser.get("/evaluation/roll-outs").get_data(as_text=True)


def _preview(browser: Any, form: dict[str, Any]) -> None:
    """The smallest effect stands beside the same form, and nothing is drawn."""
    asked = send(browser, "/evaluation/roll-outs/new", form | {"preview": "1", "waves": "5"})
    run_waiting()
    there = browser.get(asked.location).location
    page = browser.get(there).get_data(as_text=True)
    assert "This roll-out will probably show an effect on first-time fix rate of about" in page
    assert "Nothing is drawn yet." in page
    assert "41 people or units would be drawn" in page
    assert 'value="5"' in page.partition('id="waves"')[2][:120]
    assert db.session.scalar(select(func.count()).select_from(RollOut)) == 0
    db.session.rollback()


def _agents_are_others(make: Factory, browser: Any, form: dict[str, Any]) -> None:
    """People of whom nobody was drawn before may be drawn."""
    post = make.post("agent", family="agent")
    agents = [make.person(Role.LEARNER).id for _number in range(8)]
    with transaction() as session:
        session.execute(update(Person).where(Person.id.in_(agents)).values(post_id=post.id))
    assert send(browser, "/evaluation/roll-outs/new", form | {"families": ["agent"], "preview": "1"}).status_code == 302


def test_the_same_seed_gives_the_same_order_and_strata_are_alike(make: Factory, scene: Scene) -> None:
    one = places(drawn(scene))
    with transaction() as session:
        session.execute(delete(RollOutPlace))
        session.execute(delete(RollOut))
    assert places(drawn(scene)) == one
    with transaction() as session:
        session.execute(delete(RollOutPlace))
        session.execute(delete(RollOut))
        session.execute(update(Person).where(Person.id.in_(scene.people[:8])).values(product_line="industrial"))
    by_line = places(drawn(scene, strata=("line",)))
    assert Counter(by_line[person] for person in scene.people[:8]) == {1: 2, 2: 2, 3: 2, 4: 2}
    dealt = db.session.execute(select(RollOutPlace.stratum, func.count()).group_by(RollOutPlace.stratum)).all()
    assert sorted(tuple(one) for one in dealt) == [("home", 32), ("industrial", 8)]
    roll_out = db.session.scalars(select(RollOut)).one()
    source = build(roll_out.kpi, Span(scene.months[0], scene.months[-1]), "course", COURSE, unit_id=None, assigned="person", least=3, roll_out=roll_out)  # fmt: skip
    assert source.panel.stratum is not None
    assert np.bincount(source.panel.stratum).tolist() == [
        32,
        8,
    ]  # where few are drawn, the lot is repeated within these
    db.session.rollback()
    with transaction() as session:
        assert len(session.scalars(select(RollOut)).all()) == 1
    with pytest.raises(RuleBroken, match="roll_out_running"):
        drawn(scene, seed=6)


def test_estimates_go_by_the_schedule_whether_people_came_or_not(make: Factory, scene: Scene) -> None:
    drawn(scene)
    with transaction() as session:  # somebody came at another time
        session.add(CourseCompletion(person_id=scene.people[0], version_id=scene.version, completed_at=clock.now()))
    one = db.session.get_one(EffectEstimate, scene.ask())
    assert (one.timing, one.method, one.people) == ("scheduled", "staggered", 30)
    assert one.limits[0]["code"] == "scheduled"
    assert one.report["settings"]["randomised"] is True
    assert one.report["warnings"][0]["code"] == "last_cohort_compared"


def test_whole_units_are_the_clusters_and_few_of_them_are_permuted(make: Factory, scene: Scene) -> None:
    units = [make.unit(f"S{n}") for n in range(10)]
    with transaction() as session:
        for n, person in enumerate(scene.people):
            session.execute(update(Person).where(Person.id == person).values(unit_id=units[n // 4].id))
    kept = drawn(scene, assigned="unit", waves=3)
    by_unit = {
        place.unit_id: place.wave
        for place in db.session.scalars(select(RollOutPlace).where(RollOutPlace.roll_out_id == kept))
    }
    assert sorted(Counter(by_unit.values()).values()) == [3, 3, 4]
    with transaction() as session:
        session.execute(update(Person).where(Person.id == scene.people[0]).values(unit_id=units[9].id))
    one = db.session.get_one(EffectEstimate, scene.ask())
    assert one.report["clusters"] == 10
    assert one.report["permutation"]["draws"] == 999 or one.verdict == "refused"
    assert {"code": "moved", "values": {"n": 1}} in one.limits


def test_two_waves_are_two_arms(make: Factory) -> None:
    scene = make_scene(make, NOBODY, lambda person, month: 0.7)
    order = places(drawn(scene, waves=2, apart=6))
    with transaction() as session:
        session.execute(delete(RollOutPlace))
        session.execute(delete(RollOut))
    first = [n for n, person in enumerate(scene.people) if order[person] == 1]
    assert len(first) == 20
    drawn(scene, waves=2, apart=6)
    one = db.session.get_one(EffectEstimate, scene.ask())
    assert (one.method, one.verdict, one.people, one.compared) == ("two_arms", "inconclusive", 20, 20)
    page = (
        make.browser(make.person(Role.HR, everywhere=True)).get(f"/evaluation/effects/{one.id}").get_data(as_text=True)
    )
    assert "20 people drawn by lot to be trained first" in page
