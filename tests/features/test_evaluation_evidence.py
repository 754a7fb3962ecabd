"""What the upper levels of the chain rest on: exams before and after, estimates, and claims without behaviour."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select

from assessments.models import Attempt, Blueprint, Exam, PracticalExam, Rubric
from lms.core import clock
from lms.core.access import Role
from lms.core.bilingual import Bilingual
from lms.core.db import db, transaction
from lms.core.jobs import Job
from lms.core.notices import Notice
from lms.evaluation.actions.due import call_for_results
from lms.evaluation.actions.plans import publish_defaults, publish_plan
from lms.evaluation.evidence import chains
from lms.evaluation.models import EffectApproval, EffectEstimate, RoiCase, RoiVersion
from lms.evaluation.plan_jobs import ROUND
from lms.evaluation.queries.plans import get_planned
from lms.evaluation.queries.pre_tests import list_rating_candidates
from lms.evaluation.rules.planning import Depth, LevelTwo
from lms.evaluation.rules.retention import KeptSums, kept_of
from lms.evaluation.rules.verdicts import Finding, Signal
from lms.kpis.models import Kpi
from lms.kpis.shipping import ship as ship_kpis
from lms.people.models import Person
from tests.browsing import send
from tests.conftest import Clock
from tests.factories import Factory
from tests.features.counting import statements
from tests.features.evaluation_scene import CODE, PAGE, Scene, make_scene, morning

BEFORE, AFTER = (40, 55, 60, 30, 50, 45), (70, 80, 75, 65, 80, 90)


@pytest.fixture
def scene(make: Factory) -> Scene:
    found = make_scene(make)
    with transaction():
        ship_kpis(actor=ROUND, at=clock.now())
        publish_defaults(actor=ROUND, at=clock.now())
    for person in found.learners:
        found.finish(person)
    return found


def _sit(scene: Scene) -> None:
    """Two exams, which everybody sat: one before, one after."""
    with transaction() as session:
        blueprint = Blueprint(code="b", added_at=clock.now())
        session.add(blueprint)
        session.flush()
        said = Bilingual("考", "Exam")
        exams = [
            Exam(code=c, title=said, blueprint_id=blueprint.id, minutes=30, pass_mark=70) for c in ("first", "last")
        ]
        session.add_all(exams)
        session.flush()
        for exam, scores in zip(exams, (BEFORE, AFTER), strict=True):
            for person, score in zip(scene.learners, scores, strict=True):
                session.add(
                    Attempt(
                        exam_id=exam.id, blueprint_id=blueprint.id, person_id=person.id, started_at=clock.now(),
                        deadline=clock.now() + timedelta(minutes=30), finished_at=clock.now(), pass_mark=70, score=score,
                        points=100, passed=score >= 70,
                    )
                )  # fmt: skip


def _replan(
    before: str | None, after: str | None, kpi: str | None, *, weeks: int | None = None, rubric: str | None = None
) -> None:
    with transaction() as session:
        planned = get_planned("course", CODE)
        publish_plan(
            subject=planned.subject, depth=Depth.CONDUCT, levels=planned.plan.levels, rounds=planned.rounds,
            tests=LevelTwo(before, after, retention_weeks=weeks, rubric=rubric),
            kpi=session.scalars(select(Kpi).where(Kpi.code == kpi)).one() if kpi else None, reason="x", actor=ROUND,
            at=clock.now(),
        )  # fmt: skip


def _finding(level: int) -> Finding:
    (chain,) = chains([get_planned("course", CODE)], None, whole=True, subject=("course", CODE))
    db.session.rollback()
    return chain.finding(level)


def _estimate(code: str, att: float) -> None:
    with transaction() as session:
        kpi = session.scalars(select(Kpi).where(Kpi.code == code)).one()
        today = clock.today()
        session.add(
            EffectEstimate(
                subject_kind="course", subject_code=CODE, kpi_id=kpi.id, first_month=today, last_month=today, as_of=today,
                method="staggered", timing="completed", verdict="effect", unit="points", att=att, se=1.0, low=att - 2,
                high=att + 2, df=40, people=84, compared=213, report={}, settings={}, limits=[], made_at=clock.now(),
            )
        )  # fmt: skip


def test_a_gain_between_two_exams_speaks_and_one_between_attempts_does_not(scene: Scene, make: Factory) -> None:
    _sit(scene)
    _replan(None, "last", None)
    alone = _finding(2)
    assert (alone.signal, alone.reason, alone.n) == (Signal.UNKNOWN, "no_pairs", 6)
    _replan("first", "last", None)
    found = _finding(2)
    mean = sum(b - a for a, b in zip(BEFORE, AFTER, strict=True)) / 6
    assert (found.signal, found.n) == (Signal.GOOD, 6)
    assert found.values["mean"] == pytest.approx(mean)
    assert 0 < found.values["low"] < mean < found.values["high"]
    page = make.browser(scene.manager).get(PAGE).text
    assert f"{mean:+.1f} points" in page
    assert "Effect size" in page
    assert "d " in page
    # One exam counts its first attempt against its last: nobody sat it twice.
    _replan("last", "last", None)
    assert _finding(2).reason == "no_pairs"


def test_weeks_later_people_are_asked_what_they_still_know(scene: Scene, make: Factory, fixed_clock: Clock) -> None:
    _sit(scene)
    _replan("first", "last", None, weeks=8)
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
        _attempt("last", person, score)
    assert "Begin the exam now" not in learner.get("/exams/last").text
    assert "What do you still know?" not in learner.get("/").text
    # Whoever has not sat it is reminded, twice at most and then no more.
    for days in (10, 1, 1, 7, 7):
        fixed_clock.forward(days=days)
        morning()
    assert _retention_notices() == {"retention_open": 6, "retention_reminder": 2}
    # Neither the gain nor who passed is touched by it; of the gain the page tells what is left.
    found = _finding(2)
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
    assert (_finding(2).signal, _finding(2).reason) == (Signal.MIXED, "gain_faded")


def test_a_test_before_is_open_until_the_first_lesson(scene: Scene, make: Factory) -> None:
    _sit(scene)
    _replan("first", "last", None)
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
    _replan(None, None, None, rubric="call")
    assert "Handling a call" in make.browser(scene.manager).get(f"{PAGE}/plan").text
    browser = make.browser(assessor)
    assert "Handling a call" not in browser.get("/practical-exams").text
    # Who looks into the course is rated before; who was, once more when they have finished.
    new = make.person(Role.LEARNER, unit=scene.station)
    send(make.browser(new), f"/lessons/{scene.lesson}/place", {"place": "10"})
    assert "Handling a call" in browser.get("/practical-exams").text
    for person, percent in zip(scene.learners, BEFORE, strict=True):
        _rate(person, assessor, percent, days=-3)
    _rate(new, assessor, 40, days=0)
    waiting = {one[0] for one in list_rating_candidates(clock.now())}
    assert waiting == {person.id for person in scene.learners}
    fixed_clock.forward(days=3)
    for person, percent in zip(scene.learners, AFTER, strict=True):
        _rate(person, assessor, percent, days=0)
    assert list_rating_candidates(clock.now()) == []
    found = _finding(2)
    assert (found.signal, found.reason, found.n) == (Signal.GOOD, "gain_practice", 6)
    assert found.values["practice"]["mean"] == pytest.approx(30.0)
    page = make.browser(scene.manager).get(PAGE).text
    assert "Gain in practice" in page
    assert "In practice, by rating: +30.0 points" in page


def _retention_notices() -> dict[str, int]:
    query = select(Notice.kind, func.count()).where(Notice.kind.startswith("retention_")).group_by(Notice.kind)
    found = {kind: int(count) for kind, count in db.session.execute(query)}
    db.session.rollback()
    return found


def _attempt(code: str, person: Person, score: float) -> None:
    with transaction() as session:
        exam = session.scalars(select(Exam).where(Exam.code == code)).one()
        session.add(
            Attempt(
                exam_id=exam.id, blueprint_id=exam.blueprint_id, person_id=person.id, started_at=clock.now(),
                deadline=clock.now() + timedelta(minutes=30), finished_at=clock.now(), pass_mark=70, score=score,
                points=100, passed=score >= 70,
            )
        )  # fmt: skip


def _rate(person: Person, assessor: Person, percent: float, *, days: int) -> None:
    at = clock.now() + timedelta(days=days)
    with transaction() as session:
        rubric = session.scalars(select(Rubric)).one()
        session.add(
            PracticalExam(
                rubric_id=rubric.id, learner_id=person.id, assessor_id=assessor.id, held_on=clock.local_date(at), signed_at=at,
                ratings={"k": 1}, percent=percent, passed=percent >= 60, comment="", form_token=f"{person.id}-{at}",
            )
        )  # fmt: skip


def test_a_case_takes_its_evidence_from_the_records(scene: Scene, make: Factory) -> None:
    _sit(scene)
    _replan("first", "last", "csat")
    _estimate("csat", 4.1)
    with transaction() as session:
        title = Bilingual("礼仪回报", "Return on manners")
        case = RoiCase(subject_kind="course", subject_code=CODE, title=title, made_at=clock.now())
        content = {
            "title": "x", "people": "6", "evidence": {"level3": "Two calls heard."}, "costs": {"total": "100"},
            "benefit": [{"code": "b1", "amount": "150", "isolation": "comparison", "source": "Ledger"}],
        }  # fmt: skip
        case.versions.append(RoiVersion(number=1, stage="result", content=content, made_at=clock.now()))
        session.add(case)
        session.flush()
        path = f"/evaluation/roi/{case.id}"
    browser = make.browser(make.person(Role.HR, everywhere=True))
    with statements() as asked:
        page = browser.get(path).text
    assert len([one for one in asked if one != "BEGIN"]) <= 12
    said = (
        "+30.0 points. Score after less score before", "Exams: Exam, Exam", "0 of 6 answered; too few to be shown",
        "Note: Two calls heard.", "+4.10. ", "84 trained people against 213", "nobody has signed for it yet",
    )  # fmt: skip
    assert [words for words in said if words not in page] == []
    assert "No record for level 1." in page  # what was only noted counts, what is missing does not
    assert "The records of each level come by themselves" in browser.get(f"{path}/edit").text
    book = load_workbook(io.BytesIO(send(browser, f"{path}/workbook").data))
    rows: list[list[Any]] = [[cell.value or "" for cell in row] for row in book["Evidence"].iter_rows(min_row=4)]
    assert rows[1][1].startswith("+30.0 points")
    assert rows[1][2:4] == ["Exams: Exam, Exam", clock.today().isoformat()]
    assert (rows[2][4], rows[3][2][:8]) == ("Two calls heard.", "Estimate")
    # The next estimate stands in the case without anybody's doing.
    _estimate("csat", 6.5)
    assert "+6.50. " in browser.get(path).text


def test_what_falls_due_calls_for_itself(scene: Scene, make: Factory, fixed_clock: Clock) -> None:
    def told() -> list[str]:
        with transaction():
            asked, count = call_for_results(actor=ROUND, at=clock.now())
        query = select(Notice.kind).where(
            Notice.recipient_id == scene.manager.id, Notice.kind.startswith("evaluation_")
        )
        kinds = sorted(db.session.scalars(query))
        db.session.rollback()
        return [*kinds, f"{asked} {count}"]

    browser = make.browser(scene.manager)
    assert told() == ["0 0"]
    assert "Falls due" not in browser.get("/evaluation").text
    fixed_clock.forward(days=95)
    # Nobody declared a KPI: whoever decides is told, once.
    assert told() == ["evaluation_declare", "0 1"]
    assert told() == ["evaluation_declare", "0 0"]
    assert "Declare the KPI that it was to move" in browser.get("/evaluation").text
    # The estimate asks for itself, and not again while it may still come to nothing.
    _replan(None, None, "csat")
    assert told() == ["evaluation_declare", "1 0"]
    assert told() == ["evaluation_declare", "0 0"]
    job = db.session.scalars(select(Job).where(Job.kind == "evaluation.estimate")).one()
    assert (job.arguments["subject_code"], job.arguments["kpi_code"]) == (CODE, "csat")
    db.session.rollback()
    fixed_clock.forward(days=30)
    assert told()[-1] == "1 0"
    # What it came to waits for a signature of those who decide.
    _estimate("csat", 4.1)
    assert told() == ["evaluation_approve", "evaluation_declare", "0 1"]
    assert "Sign for the estimate of the effect" in browser.get("/evaluation").text
    with transaction() as session:
        estimate = session.scalars(select(EffectEstimate)).one()
        session.add(
            EffectApproval(estimate_id=estimate.id, reason="x", signed_by=scene.manager.id, signed_at=clock.now())
        )
    assert told()[-1] == "0 0"
    assert "Falls due" not in browser.get("/evaluation").text


def test_results_without_behaviour_are_flagged_and_only_the_declared_kpi_counts(scene: Scene, make: Factory) -> None:
    assert _finding(4).reason == "no_kpi"
    _estimate("csat", 4.1)
    assert (_finding(4).signal, _finding(4).reason) == (Signal.MIXED, "effect_undeclared")
    _replan(None, None, "csat")
    found = _finding(4)
    assert (found.signal, found.reason, found.n, found.flag) == (Signal.GOOD, "effect_good", 84, "gap")
    browser = make.browser(scene.manager)
    page = browser.get("/evaluation").text
    assert "No evidence of behaviour" in page
    page = browser.get(PAGE).text
    assert "+4.10" in page
    assert "is claimed without evidence of behaviour" in page
    _estimate("csat", -3.0)  # a newer one, and it went the wrong way
    found = _finding(4)
    assert found.signal == Signal.WEAK
    assert "Retire" in browser.get(PAGE).text
