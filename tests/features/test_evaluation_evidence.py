"""What the upper levels of the chain rest on: exams before and after, estimates, and claims without behaviour."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from assessments.models import Attempt, Blueprint, Exam
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
from lms.evaluation.rules.planning import Depth
from lms.evaluation.rules.verdicts import Finding, Signal
from lms.kpis.models import Kpi
from lms.kpis.shipping import ship as ship_kpis
from tests.browsing import send
from tests.conftest import Clock
from tests.factories import Factory
from tests.features.evaluation_scene import CODE, PAGE, Scene, make_scene

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


def _replan(before: str | None, after: str | None, kpi: str | None) -> None:
    with transaction() as session:
        planned = get_planned("course", CODE)
        publish_plan(
            subject=planned.subject, depth=Depth.CONDUCT, levels=planned.plan.levels, rounds=planned.rounds,
            exam_before=before, exam_after=after,
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
    # One exam counts its first attempt against its last: nobody sat it twice.
    _replan("last", "last", None)
    assert _finding(2).reason == "no_pairs"


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
    page = browser.get(path).text
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
