"""A practical examination that wants a second assessor: asked by itself, rated alone, settled by a third, escalated."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select

from assessments.actions.second_assessors import chase_assessors
from assessments.models import AssessorAsk, PracticalExam, PracticalOpinion, Rubric
from assessments.practical_questions import CANDIDATES, Candidate
from lms.core import clock, events
from lms.core.access import Role
from lms.core.db import db, transaction
from lms.core.notices import Notice
from lms.people.models import Person
from tests.browsing import send
from tests.conftest import Clock
from tests.factories import Factory
from tests.features.mentoring_scene import RUBRIC, Scene, set_scene
from tests.features.test_practical_exams import rate

LIST = "/practical-exams"
GOOD, FAIR, BAD = (
    {"criterion-safety": "2", "criterion-method": "2"},
    {"criterion-safety": "2", "criterion-method": "1"},
    {"criterion-safety": "1", "criterion-method": "0", "comment": "Not yet."},
)


@pytest.fixture
def scene(app: Flask, make: Factory) -> Iterator[Scene]:
    """A learner who waits for an examination by a rubric that wants two assessors."""
    found = set_scene(make)
    answers = app.extensions["answers"]
    before = answers.pop(CANDIDATES, [])
    since, learner = clock.now(), found.learner.id
    db.session.rollback()

    def waiting() -> list[Candidate]:
        held = db.session.scalars(select(PracticalExam.learner_id)).all()
        return [] if learner in held else [Candidate(learner, RUBRIC, since)]

    events.provide(app, CANDIDATES, waiting)
    yield found
    answers[CANDIDATES] = before


def told(person: Person, part: str) -> int:
    db.session.rollback()  # what was read before the page was sent is old
    found = db.session.scalars(select(Notice.kind).where(Notice.recipient_id == person.id)).all()
    db.session.rollback()
    return sum(part in kind for kind in found)


def results() -> list[tuple[float, bool]]:
    db.session.rollback()
    found = [(row.percent, row.passed) for row in db.session.scalars(select(PracticalExam))]
    db.session.rollback()
    return found


def test_the_second_is_asked_rates_alone_and_the_mean_counts(scene: Scene, fixed_clock: Clock) -> None:
    make = scene.make
    first, second, late = (make.person(Role.ASSESSOR, unit=scene.unit) for _ in range(3))
    both = make.person(Role.ASSESSOR, Role.SUPERVISOR, unit=scene.unit, name_latin="Su Pervisor", name_zh="")
    mentoring = make.person(Role.ASSESSOR, Role.MENTOR, unit=scene.unit)
    scene.appoint(scene.learner, mentoring)
    elsewhere = make.person(Role.ASSESSOR, unit=make.unit())
    manager = make.browser(make.person(Role.MANAGER, everywhere=True))
    page = manager.get("/practicals/rubrics").text
    assert "1 assessor" in page
    assert send(manager, f"/practicals/rubrics/{RUBRIC}", {"assessors": "7"}, follow=True).text.count(
        "One assessor, or 2."
    )
    assert send(manager, f"/practicals/rubrics/{RUBRIC}", {"assessors": "2"}).status_code == 302
    assert db.session.scalars(select(Rubric.assessors).order_by(Rubric.number)).all() == [1, 2]
    db.session.rollback()
    one, other = make.browser(first), make.browser(second)
    answer = rate(one, scene.learner, **GOOD)
    assert answer.location == LIST
    assert rate(one, scene.learner, **GOOD).location == LIST  # the same form again
    assert results() == []
    # Asked: those of the unit who may, never mentor, supervisor or the first; nobody of another unit.
    asked = set(db.session.scalars(select(AssessorAsk.person_id)))
    db.session.rollback()
    assert asked == {second.id, late.id}
    assert told(second, "practical_second_wanted") == 1
    assert [told(p, "practical_second_wanted") for p in (first, both, mentoring, elsewhere)] == [0, 0, 0, 0]
    # Whose turn it is, said to each.
    seen = one.get(LIST).text
    assert "Waits for another" in seen
    assert str(second.name.en) in seen
    assert "Your turn" in other.get(LIST).text
    assert f"{LIST}/{scene.learner.id}/{RUBRIC}" in other.get("/").text
    assert f"{LIST}/{scene.learner.id}/{RUBRIC}" not in one.get("/").text
    learner = make.browser(scene.learner)
    own = learner.get(f"{LIST}/{scene.learner.id}/{RUBRIC}").text
    assert "Another assessor rates it too, alone" in own
    assert str(second.name.en) not in own
    assert "You rate alone" in other.get(f"{LIST}/{scene.learner.id}/{RUBRIC}/rate").text
    # Neither the first once more nor the supervisor.
    assert "rated this examination already" in rate(one, scene.learner, form_token="token-again", **GOOD).text
    assert (
        "not the learner&#39;s supervisor"
        in rate(make.browser(both), scene.learner, form_token="token-both", **GOOD).text
    )
    done = rate(other, scene.learner, form_token="token-other", **{**GOOD, "held_on": "2026-01-01"})
    assert results() == [(100.0, True)]
    opinions = db.session.scalars(select(PracticalOpinion).order_by(PracticalOpinion.id)).all()
    assert [(o.percent, o.held_on) for o in opinions] == [(100.0, clock.today()), (100.0, clock.today())]
    db.session.rollback()
    for browser in (one, other, learner):
        result = browser.get(done.location).text
        assert f"How {first.name.en} rated" in result
        assert f"How {second.name.en} rated" in result
    assert told(scene.learner, "practical_exam_passed") == 1
    assert "Nobody waits" in make.browser(late).get(LIST).text


def test_a_third_settles_and_silence_is_told(scene: Scene, app: Flask, fixed_clock: Clock) -> None:
    make = scene.make
    first, second, third = (make.person(Role.ASSESSOR, unit=scene.unit) for _ in range(3))
    manager, hr = make.person(Role.MANAGER, unit=scene.unit), make.person(Role.HR, everywhere=True)
    send(make.browser(manager), f"/practicals/rubrics/{RUBRIC}", {"assessors": "2"})
    rate(make.browser(first), scene.learner, **GOOD)
    with transaction():
        assert chase_assessors(at=clock.now()) == 0
    fixed_clock.forward(days=3)
    late = make.person(Role.ASSESSOR, unit=scene.unit)
    with transaction():
        assert chase_assessors(at=clock.now()) == 1
    assert [told(p, "practical_second_missing") for p in (manager, hr)] == [1, 1]
    assert [told(p, "practical_second_wanted") for p in (second, third, late)] == [1, 1, 1]  # nobody twice
    fixed_clock.forward(days=3)
    with transaction():
        chase_assessors(at=clock.now())
    assert told(manager, "practical_second_missing") == 1
    assert rate(make.browser(second), scene.learner, form_token="token-two", **BAD).status_code == 302
    assert results() == []
    assert [told(p, "practical_third_wanted") for p in (first, second, third, late)] == [0, 0, 1, 1]
    assert "Asked to settle it" in make.browser(third).get(LIST).text
    answer = rate(make.browser(third), scene.learner, form_token="token-three", **FAIR)
    assert answer.status_code == 302, answer.text[4000:9000]
    assert results() == [(80.0, True)]  # the median of 100, 30 and 80
    settled = db.session.scalars(select(PracticalOpinion.settles).order_by(PracticalOpinion.id)).all()
    assert settled == [False, False, True]
    db.session.rollback()


def test_where_nobody_may_the_manager_hears_at_once(scene: Scene) -> None:
    first, manager = scene.make.person(Role.ASSESSOR, unit=scene.unit), scene.make.person(Role.MANAGER, everywhere=True)
    send(scene.make.browser(manager), f"/practicals/rubrics/{RUBRIC}", {"assessors": "2"})
    browser = scene.make.browser(first)
    assert rate(browser, scene.learner, **GOOD).status_code == 302
    assert told(manager, "practical_second_missing") == 1
    assert "Nobody could be asked to rate it too" in browser.get(LIST).text


def test_a_repeat_on_a_day_that_has_its_result_is_refused_in_words(
    scene: Scene, app: Flask, fixed_clock: Clock
) -> None:
    first, second = (scene.make.person(Role.ASSESSOR, unit=scene.unit) for _ in range(2))
    one, other = scene.make.browser(first), scene.make.browser(second)
    send(
        scene.make.browser(scene.make.person(Role.MANAGER, unit=scene.unit)),
        f"/practicals/rubrics/{RUBRIC}",
        {"assessors": "2"},
    )
    rate(one, scene.learner, **BAD)
    done = rate(other, scene.learner, form_token="token-other", **{**BAD, "comment": "Isolate first."})
    assert results() == [(30.0, False)]
    page = one.get(done.location).text
    assert page.index(f"How {first.name.en} rated") < page.index("Not yet.") < page.index(f"How {second.name.en} rated")
    assert page.index("Isolate first.") > page.index(f"How {second.name.en} rated")
    assert done.location in one.get(LIST).text  # whoever rated finds it again, not only the last of them
    since = clock.now()
    app.extensions["answers"].pop(CANDIDATES)
    events.provide(app, CANDIDATES, lambda: [Candidate(scene.learner.id, RUBRIC, since)])  # admitted once more
    again = rate(one, scene.learner, form_token="token-again", **GOOD)
    assert again.status_code == 422
    assert "has its result already" in again.text
    fixed_clock.forward(days=1)
    assert rate(one, scene.learner, form_token="token-next", **GOOD).location == LIST
    assert one.get(f"{LIST}/{scene.learner.id}/{RUBRIC}/rate").location == LIST  # the back button
