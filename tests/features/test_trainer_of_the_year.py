"""The trainer of the year on the page: everybody's figures, what is missing, and only the first by the rule can be named."""

from __future__ import annotations

from datetime import date

import pytest

from lms.core import clock
from lms.core.access import Role
from lms.core.audit import System
from lms.core.db import db, transaction
from lms.trainers.fees.actions import set_rules
from lms.trainers.fees.models import TrainerHonour
from lms.trainers.ratings.models import TrainerRating, TrainerRatingRun
from tests.browsing import send
from tests.factories import Factory
from tests.features.fee_scene import RULES, attend, set_scene, teach

pytestmark = pytest.mark.one_database
YEAR = {
    "least_hours": "2", "least_ratings": 5, "full_hours": "8", "full_courses": 1, "rating": "60", "hours": "25", "courses": "15",
}  # fmt: skip


def test_the_first_by_the_rule_is_named_once_the_year_is_closed(make: Factory) -> None:
    scene = set_scene(make)
    manager, hr = make.browser(scene.manager), make.browser(scene.hr)
    with transaction() as session:
        set_rules(
            from_day=date(2025, 1, 1), currency="CNY", content=RULES | {"year": YEAR}, reason="Board", actor=System(),
            at=clock.now(),
        )  # fmt: skip
        run = TrainerRatingRun(
            from_day=date(2024, 1, 1), until_day=date(2025, 12, 31), answers=20, model={"bottom": 1, "top": 5},
            worked_out_at=clock.now(),
        )  # fmt: skip
        session.add(run)
        session.flush()
        for person, n, mean in ((scene.ada, 12, 4.0), (scene.bao, 8, 4.6)):
            session.add(
                TrainerRating(
                    run_id=run.id, person_id=person.id, n=n, raw_mean=mean, adjusted_mean=mean, low=mean - 0.3, high=mean + 0.3,
                    weight=0.5, verdict="alike", why=None, levels={},
                )
            )  # fmt: skip
    for day, lead in ((date(2025, 12, 2), scene.ada), (date(2025, 12, 3), scene.ada), (date(2025, 12, 9), scene.bao)):
        attend(scene.learner, *teach(scene, day, lead=lead))
    assert "Nothing to compare yet" in hr.get("/trainers/year/2025").get_data(as_text=True)
    assert send(manager, "/trainers/fees/2025-12/prepare", {}).status_code == 302
    run_id = hr.get("/trainers/fees/2025-12").get_data(as_text=True).split('name="run" value="')[1].split('"')[0]
    assert send(hr, f"/trainers/year/2025/name/{scene.bao.id}").status_code == 422  # December is not closed
    assert send(hr, "/trainers/fees/2025-12/approve", {"run": run_id}).status_code == 302
    page = hr.get("/trainers/year/2025").get_data(as_text=True)
    # Bao: 60 × 3.6/4 + 25 × 2/8 + 15; Ada: 60 × 3/4 + 25 × 4/8 + 15.
    assert page.index("75.25") < page.index("72.50")
    assert page.count("Name as trainer of the year") == 1
    assert "Name as trainer" not in manager.get("/trainers/year/2025").get_data(as_text=True)
    assert send(manager, f"/trainers/year/2025/name/{scene.bao.id}").status_code == 403
    second = send(hr, f"/trainers/year/2025/name/{scene.ada.id}")
    assert "somebody else stands first" in second.get_data(as_text=True)
    assert send(hr, "/trainers/year/2025/name/999").status_code == 404
    assert send(hr, f"/trainers/year/2025/name/{scene.bao.id}").status_code == 302
    assert "named already" in send(hr, f"/trainers/year/2025/name/{scene.bao.id}").get_data(as_text=True)
    assert "is the trainer of the year 2025" in hr.get("/trainers/year/2025").get_data(as_text=True)
    assert "Congratulations" in make.browser(scene.bao).get("/notices").get_data(as_text=True)
    # Whoever is named reads the rule and the own figures there, and comes from the notice and from the own fees.
    own = make.browser(scene.bao)
    named = own.get("/trainers/year/2025").get_data(as_text=True)
    assert "By the rule" in named
    assert ("75.25" in named, "72.50" in named, "/trainers/fees/mine" in named) == (True, False, True)
    assert "/trainers/year/" in own.get("/trainers/fees/mine").get_data(as_text=True)
    assert make.browser(scene.learner).get("/trainers/year/2025").status_code == 403
    figures = {one["person"]: one["points"] for one in db.session.get_one(TrainerHonour, 2025).figures["trainers"]}
    assert figures == {scene.bao.id: "75.25", scene.ada.id: "72.50"}
    db.session.rollback()
    elsewhere = make.browser(make.person(Role.MANAGER, unit=make.unit("ELSE")))
    assert "75.25" not in elsewhere.get("/trainers/year/2025").get_data(as_text=True)  # out of reach
    assert "2026" in hr.get("/trainers/year/2026").get_data(as_text=True)
    assert hr.get("/trainers/year/1999").status_code == 404
