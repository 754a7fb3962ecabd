"""What trainers answer to packages below: whether somebody may teach, who is away, what trial lectures are called, who may sit
a subject test."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from assessments.rules.sitting import ExamAccess
from assessments.survey_questions import ContextFacts
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.core.rules import Refusal
from lms.trainers.certification.queries import LISTENERS
from lms.trainers.models import TrainerApplication, TrainerDecision, TrainerGradeVersion, TrialLecture
from lms.trainers.profiles.queries import days_away
from lms.trainers.rights.queries import Day, grades_are_kept
from lms.trainers.rights.rules import Level


def may_teach(person_id: int, course_code: str, day: date) -> tuple[Refusal, ...]:
    """What stands against somebody's teaching a course on a day. Where no grade was ever granted, nothing does. Absence is no part of
    it: `trainers_away` answers that, and nobody is warned twice."""
    return refusals_to_teach([person_id], course_code, day).get(person_id, ())


def refusals_to_teach(
    person_ids: Collection[int], course_code: str, day: date, assists: bool = False
) -> dict[int, tuple[Refusal, ...]]:
    """The same for many at once; `assists`: beside whoever leads."""
    if not grades_are_kept():
        return {}
    held, wanted = Day(list(person_ids), day), Level.ASSIST if assists else Level.TEACH
    return {
        person_id: tuple(one for one in held.against(person_id, course_code, wanted) if one.code != "teacher_away")
        for person_id in person_ids
    }


def trainers_away(person_ids: Collection[int], first: date, last: date) -> dict[int, set[date]]:
    """The days on which trainers are absent."""
    return days_away(person_ids, first, last)


def survey_contexts(kind: str, ids: Collection[int], _aims: bool) -> dict[int, ContextFacts] | None:
    """What trial lectures are called where listeners are asked."""
    if kind != LISTENERS:
        return None
    rows = db.session.execute(select(TrialLecture.id, TrialLecture.topic).where(TrialLecture.id.in_(list(ids))))
    return {row.id: ContextFacts(Bilingual(f"试讲：{row.topic}", f"Trial lecture: {row.topic}")) for row in rows}


def exam_access(person_id: int, exam_code: str, at: datetime) -> ExamAccess | None:
    """Whoever has applied may sit the subject test; attempts count from the application on. No opinion of others."""
    query = (
        select(TrainerApplication.applied_at, TrainerGradeVersion.certification)
        .join(TrainerGradeVersion, TrainerGradeVersion.id == TrainerApplication.version_id)
        .outerjoin(TrainerDecision, TrainerDecision.application_id == TrainerApplication.id)
        .where(
            TrainerApplication.person_id == person_id, TrainerApplication.exam_code == exam_code,
            TrainerDecision.id.is_(None), TrainerApplication.applied_at <= at,
        )
        .order_by(TrainerApplication.id.desc())
        .limit(1)
    )  # fmt: skip
    found = db.session.execute(query).one_or_none()
    if found is None:
        return None
    least = found.certification.get("exam_min")
    note = (
        _l("This is the subject test of your application as a trainer.") if least is None
        else _l("This is the subject test of your application as a trainer: %(least)s of 100 points are needed.", least=f"{least:g}")
    )  # fmt: skip
    return ExamAccess(True, found.applied_at, note=note, least=least)


def lecture_rubrics() -> set[str]:
    """By which rubrics trial lectures are judged: the grades say by how many judges."""
    return {one["rubric"] for one in db.session.scalars(select(TrainerGradeVersion.certification)) if "rubric" in one}
