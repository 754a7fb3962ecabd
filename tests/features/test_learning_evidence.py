"""What people learned: exams before and after, tests weeks later, and ratings in practice."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from assessments.models import Attempt, Rubric
from lms.core import clock
from lms.core.access import Role
from lms.core.bilingual import Bilingual
from lms.core.db import db, transaction
from lms.core.notices import Notice
from lms.evaluation.queries.pre_tests import list_rating_candidates
from lms.evaluation.rules.retention import KeptSums, kept_of
from lms.evaluation.rules.verdicts import Signal
from tests.browsing import send
from tests.conftest import Clock
from tests.factories import Factory
from tests.features.evaluation_scene import CODE, PAGE, Scene, morning
from tests.features.evidence_scene import AFTER, BEFORE, attempted, finding, rate, replan, sit, trained


@pytest.fixture
def scene(make: Factory) -> Scene:
    return trained(make)


def _retention_notices() -> dict[str, int]:
    query = select(Notice.kind, func.count()).where(Notice.kind.startswith("retention_")).group_by(Notice.kind)
    found = {kind: int(count) for kind, count in db.session.execute(query)}
    db.session.rollback()
    return found


def test_a_gain_between_two_exams_speaks_and_one_between_attempts_does_not(scene: Scene, make: Factory) -> None:
    sit(scene)
    replan(None, "last", None)
    alone = finding(2)
    assert (alone.signal, alone.reason, alone.n) == (Signal.UNKNOWN, "no_pairs", 6)
    replan("first", "last", None)
    found = finding(2)
    mean = sum(b - a for a, b in zip(BEFORE, AFTER, strict=True)) / 6
    assert (found.signal, found.n) == (Signal.GOOD, 6)
    assert found.values["mean"] == pytest.approx(mean)
    assert 0 < found.values["low"] < mean < found.values["high"]
    page = make.browser(scene.manager).get(PAGE).text
    assert f"{mean:+.1f} points" in page
    assert "Effect size" in page
    assert "d " in page
    # One exam counts its first attempt against its last: nobody sat it twice.
    replan("last", "last", None)
    assert finding(2).reason == "no_pairs"


def test_weeks_later_people_are_asked_what_they_still_know(scene: Scene, make: Factory, fixed_clock: Clock) -> None:
    sit(scene)
    replan("first", "last", None, weeks=8)
    page = make.browser(scene.manager).get(f"{PAGE}/plan").text
    assert "the exam after drawn anew" in page
    fixed_clock.forward(days=55)
    morning()
    assert _retention_notices() == {}
    fixed_clock.forward(days=1)
    morning()
    morning()
    assert _retention_notices() == {"retention_open": 6}
    # The exam is open once, for those who were asked, and says what for.
    learner = make.browser(scene.learners[0])
    assert "What do you still know?" in learner.get("/").text
    page = learner.get("/exams/last").text
    assert "decides nothing about you" in page
    assert "1 of 1" in page
    assert "Begin the exam now" not in make.browser(scene.mentor).get("/exams/last").text
    later = (66, 78, 70, 60, 72)
    for person, score in zip(scene.learners[:5], later, strict=True):
        attempted("last", person, score)
    assert "Begin the exam now" not in learner.get("/exams/last").text
    assert "What do you still know?" not in learner.get("/").text
    # Whoever has not sat it is reminded, twice at most and then no more.
    for days in (10, 1, 1, 7, 7):
        fixed_clock.forward(days=days)
        morning()
    assert _retention_notices() == {"retention_open": 6, "retention_reminder": 2}
    # Neither the gain nor who passed is touched by it; of the gain the page tells what is left.
    found = finding(2)
    five = list(zip(BEFORE, AFTER, later, strict=False))
    kept = kept_of(KeptSums.of([(float(a), float(b), float(c)) for a, b, c in five]))
    assert kept is not None
    assert kept.low is not None
    assert (found.signal, found.n) == (Signal.GOOD, 6)
    assert found.values["mean"] == pytest.approx(30.0)
    assert [found.values[one] for one in ("kept", "kept_low", "kept_high", "kept_n", "tested", "tests")] == [
        pytest.approx(kept.share), pytest.approx(kept.low), pytest.approx(kept.high), 5, 5, 6,
    ]  # fmt: skip
    page = make.browser(scene.manager).get(PAGE).text.replace("\xa0", " ")
    assert "After 8 weeks; 5 of 6 who were asked have sat it" in page
    assert "8 weeks later 82 % of it was left" in page
    assert "Left of the gain" in page
    # A gain that is gone after some weeks is no good gain.
    with transaction() as session:
        last = session.scalars(select(Attempt).order_by(Attempt.id.desc()).limit(5)).all()
        for attempt, score in zip(reversed(last), BEFORE, strict=False):
            attempt.score = score + 3
    assert (finding(2).signal, finding(2).reason) == (Signal.MIXED, "gain_faded")


def test_a_test_before_is_open_until_the_first_lesson(scene: Scene, make: Factory) -> None:
    sit(scene)
    replan("first", "last", None)
    new = make.browser(make.person(Role.LEARNER, unit=scene.station))
    page = new.get(f"/courses/{CODE}").text
    assert "Before you begin" in page
    assert "/exams/first" in page
    page = new.get("/exams/first").text
    assert "known before the training" in page
    assert "Begin the exam now" in page
    assert "Begin the exam now" not in new.get("/exams/last").text
    done = make.browser(scene.learners[0])
    assert "Before you begin" not in done.get(f"/courses/{CODE}").text
    assert "Begin the exam now" not in done.get("/exams/first").text


def test_ratings_before_and_after_show_what_was_learned_in_practice(
    scene: Scene, make: Factory, fixed_clock: Clock
) -> None:
    assessor = make.person(Role.ASSESSOR, everywhere=True)
    with transaction() as session:
        level = {"points": 0, "zh": "否", "en": "No"}
        session.add(
            Rubric(
                code="call", title=Bilingual("来电处理", "Handling a call"), scenario=Bilingual("一", "a"), pass_mark=60,
                criteria=[{"key": "k", "weight": 1, "title": {"zh": "听", "en": "Listens"}, "levels": [level, {**level, "points": 1}]}],
                added_at=clock.now(),
            )
        )  # fmt: skip
    replan(None, None, None, rubric="call")
    assert "Handling a call" in make.browser(scene.manager).get(f"{PAGE}/plan").text
    browser = make.browser(assessor)
    assert "Handling a call" not in browser.get("/practical-exams").text
    # Who looks into the course is rated before; who was, once more when they have finished.
    new = make.person(Role.LEARNER, unit=scene.station)
    send(make.browser(new), f"/lessons/{scene.lesson}/place", {"place": "10"})
    assert "Handling a call" in browser.get("/practical-exams").text
    for person, percent in zip(scene.learners, BEFORE, strict=True):
        rate(person, assessor, percent, days=-3)
    rate(new, assessor, 40, days=0)
    waiting = {one[0] for one in list_rating_candidates(clock.now())}
    assert waiting == {person.id for person in scene.learners}
    fixed_clock.forward(days=3)
    for person, percent in zip(scene.learners, AFTER, strict=True):
        rate(person, assessor, percent, days=0)
    assert list_rating_candidates(clock.now()) == []
    found = finding(2)
    assert (found.signal, found.reason, found.n) == (Signal.GOOD, "gain_practice", 6)
    assert found.values["practice"]["mean"] == pytest.approx(30.0)
    page = make.browser(scene.manager).get(PAGE).text
    assert "Gain in practice" in page
    assert "In practice, by rating: +30.0 points" in page
