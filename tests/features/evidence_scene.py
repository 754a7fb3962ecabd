"""Six people who finished a course that is evaluated, with exams, ratings and estimates as a test wants them."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from assessments.models import Attempt, Blueprint, Exam, PracticalExam, Rubric
from lms.core import clock
from lms.core.bilingual import Bilingual
from lms.core.db import db, transaction
from lms.evaluation.actions.plans import publish_defaults, publish_plan
from lms.evaluation.evidence import chains
from lms.evaluation.models import EffectEstimate
from lms.evaluation.plan_jobs import ROUND
from lms.evaluation.queries.plans import get_planned
from lms.evaluation.rules.planning import Depth, LevelTwo
from lms.evaluation.rules.verdicts import Finding
from lms.kpis.models import Kpi
from lms.kpis.shipping import ship as ship_kpis
from lms.people.models import Person
from tests.factories import Factory
from tests.features.evaluation_scene import CODE, Scene, make_scene

BEFORE, AFTER = (40, 55, 60, 30, 50, 45), (70, 80, 75, 65, 80, 90)


def trained(make: Factory) -> Scene:
    found = make_scene(make)
    with transaction():
        ship_kpis(actor=ROUND, at=clock.now())
        publish_defaults(actor=ROUND, at=clock.now())
    for person in found.learners:
        found.finish(person)
    return found


def sit(scene: Scene) -> None:
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


def replan(
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


def finding(level: int) -> Finding:
    (chain,) = chains([get_planned("course", CODE)], None, whole=True, subject=("course", CODE))
    db.session.rollback()
    return chain.finding(level)


def estimated(code: str, att: float, verdict: str = "effect", method: str = "staggered") -> None:
    with transaction() as session:
        kpi = session.scalars(select(Kpi).where(Kpi.code == code)).one()
        today = clock.today()
        session.add(
            EffectEstimate(
                subject_kind="course", subject_code=CODE, kpi_id=kpi.id, first_month=today, last_month=today, as_of=today,
                method=method, timing="completed", verdict=verdict, unit="points", att=att, se=1.0, low=att - 2,
                high=att + 2, df=40, people=84, compared=213, report={}, settings={}, limits=[], made_at=clock.now(),
            )
        )  # fmt: skip


def refused(code: str, reason: str, **values: float) -> None:
    with transaction() as session:
        kpi = session.scalars(select(Kpi).where(Kpi.code == code)).one()
        today = clock.today()
        report = {"verdict": "refused", "reasons": [{"code": reason, "values": values}]}
        session.add(
            EffectEstimate(
                subject_kind="course", subject_code=CODE, kpi_id=kpi.id, first_month=today, last_month=today, as_of=today,
                method="staggered", timing="completed", verdict="refused", unit="points", people=22, compared=17,
                report=report, settings={}, limits=[], made_at=clock.now(),
            )
        )  # fmt: skip


def attempted(code: str, person: Person, score: float) -> None:
    with transaction() as session:
        exam = session.scalars(select(Exam).where(Exam.code == code)).one()
        session.add(
            Attempt(
                exam_id=exam.id, blueprint_id=exam.blueprint_id, person_id=person.id, started_at=clock.now(),
                deadline=clock.now() + timedelta(minutes=30), finished_at=clock.now(), pass_mark=70, score=score,
                points=100, passed=score >= 70,
            )
        )  # fmt: skip


def rate(person: Person, assessor: Person, percent: float, *, days: int) -> None:
    at = clock.now() + timedelta(days=days)
    with transaction() as session:
        rubric = session.scalars(select(Rubric)).one()
        session.add(
            PracticalExam(
                rubric_id=rubric.id, learner_id=person.id, assessor_id=assessor.id, held_on=clock.local_date(at), signed_at=at,
                ratings={"k": 1}, percent=percent, passed=percent >= 60, comment="", form_token=f"{person.id}-{at}",
            )
        )  # fmt: skip
