"""Who may not decide about whose certification: nobody about themselves, their own mentee or trainee, or somebody whose
examination they signed or marked (ISO/IEC 17024: who decides has neither trained nor examined)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select

from assessments.models import (
    Attempt,
    EssayMark,
    Exam,
    PracticalExam,
    PracticalOpinion,
    Rubric,
    ScenarioCard,
    Simulation,
    SimulationAssessor,
)
from certificates.models import Tier
from certificates.questions import may_certify
from certificates.rules.requirements import Kind, codes_of, leaves
from courses.attendance.models import Attendance
from courses.models import Course, CourseVersion
from courses.sessions.models import CourseSession, SessionDay, SessionTrainer
from lms.core.db import db
from lms.core.errors import Refusal


def against_deciding(
    decider_id: int, person_ids: Collection[int], tiers: Collection[Tier], at: datetime
) -> dict[int, tuple[Refusal, ...]]:
    """What stands against deciding about each of some people and these tiers, every reason at once; those against whom
    nothing stands are left out. Four statements and what is asked above, however many people."""
    people = set(person_ids)
    codes: dict[str, set[str]] = {Kind.EXAM: set(), Kind.PRACTICAL_EXAM: set(), Kind.COURSE: set()}
    for tier in tiers:
        asked = [
            *tier.requirements,
            *(one for cycle in tier.renewal.get("cycles", ()) for one in cycle["requirements"]),
        ]
        for one in leaves(asked):
            if one["kind"] in codes:
                codes[one["kind"]].update(codes_of(one))
    found: dict[int, list[Refusal]] = {}

    def against(person_id: int, code: str) -> None:
        found.setdefault(person_id, []).append(Refusal(code))

    if decider_id in people:
        against(decider_id, "certificate_is_own")
    for person_id in _examined(decider_id, people, codes[Kind.PRACTICAL_EXAM]):
        against(person_id, "certifies_own_candidate")
    for person_id in _marked(decider_id, people, codes[Kind.EXAM]):
        against(person_id, "certifies_own_marking")
    for person_id in _taught(decider_id, people, codes[Kind.COURSE]):
        against(person_id, "certifies_own_trainee")
    for person_id, refusals in may_certify(decider_id, people, at).items():
        found.setdefault(person_id, []).extend(refusals)
    return {person_id: tuple(some) for person_id, some in found.items()}


def _examined(decider_id: int, people: Collection[int], codes: Collection[str]) -> set[int]:
    """Those whose practical examination, or simulated call, the decider rated."""
    if not codes:
        return set()
    held = (
        select(PracticalExam.learner_id)
        .join(Rubric, Rubric.id == PracticalExam.rubric_id)
        .where(PracticalExam.assessor_id == decider_id, PracticalExam.learner_id.in_(people), Rubric.code.in_(codes))
    )
    simulated = (
        select(SimulationAssessor.learner_id)
        .join(Simulation, Simulation.id == SimulationAssessor.simulation_id)
        .join(ScenarioCard, ScenarioCard.id == Simulation.card_id)
        .join(Rubric, Rubric.id == ScenarioCard.rubric_id)
        .where(
            SimulationAssessor.assessor_id == decider_id,
            SimulationAssessor.learner_id.in_(people),
            Rubric.code.in_(codes),
        )
    )
    among_others = (
        select(PracticalOpinion.learner_id)
        .join(Rubric, Rubric.id == PracticalOpinion.rubric_id)
        .where(
            PracticalOpinion.assessor_id == decider_id, PracticalOpinion.learner_id.in_(people), Rubric.code.in_(codes)
        )
    )
    return set(db.session.scalars(held.union(simulated, among_others)))


def _marked(decider_id: int, people: Collection[int], codes: Collection[str]) -> set[int]:
    """Those of whose exam the decider marked an answer."""
    if not codes:
        return set()
    query = (
        select(Attempt.person_id)
        .join(EssayMark, EssayMark.attempt_id == Attempt.id)
        .join(Exam, Exam.id == Attempt.exam_id)
        .where(EssayMark.marked_by == decider_id, Attempt.person_id.in_(people), Exam.code.in_(codes))
    )
    return set(db.session.scalars(query))


def _taught(decider_id: int, people: Collection[int], codes: Collection[str]) -> set[int]:
    """Those who sat in a session of a course that the tier asks for, which the decider taught."""
    if not codes:
        return set()
    query = (
        select(Attendance.person_id)
        .join(SessionDay, SessionDay.id == Attendance.session_day_id)
        .join(CourseSession, CourseSession.id == SessionDay.session_id)
        .join(SessionTrainer, SessionTrainer.session_id == CourseSession.id)
        .join(CourseVersion, CourseVersion.id == CourseSession.course_version_id)
        .join(Course, Course.id == CourseVersion.course_id)
        .where(
            SessionTrainer.person_id == decider_id, SessionTrainer.removed_at.is_(None),
            CourseSession.cancelled_at.is_(None), Attendance.person_id.in_(people), Course.code.in_(codes),
        )
    )  # fmt: skip
    return set(db.session.scalars(query))
