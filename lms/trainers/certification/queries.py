"""Reads of applications: those of a person, those that wait, a trial lecture with its judges, and what it came to."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload, selectinload

from assessments.models import Exam, SurveyInvitation
from assessments.queries.cut_scores import JUDGING_ROLES
from assessments.queries.results import exam_results
from lms.core.access import Permission, Role
from lms.core.db import db
from lms.core.errors import NotFound
from lms.people.models import Person, RoleAssignment
from lms.people.queries.people import list_holders
from lms.people.queries.scope import visible
from lms.people.session import User
from lms.trainers.certification.rules import Mark, Result, Seat, Verdict, result, verdict
from lms.trainers.grades.learners import OUT_OF, heard
from lms.trainers.models import TrainerApplication, TrainerDecision, TrialJudge, TrialLecture

LISTENERS = "trial_lecture"
"""The kind of context under which questionnaires keep a trial lecture."""
_WHOLE = (
    joinedload(TrainerApplication.person).joinedload(Person.unit),
    joinedload(TrainerApplication.version),
    joinedload(TrainerApplication.decision),
    selectinload(TrainerApplication.lectures)
    .selectinload(TrialLecture.judges)
    .options(joinedload(TrialJudge.judge), joinedload(TrialJudge.release), joinedload(TrialJudge.judgement)),
    selectinload(TrainerApplication.lectures).joinedload(TrialLecture.rubric),
)


def find_open(person_id: int) -> TrainerApplication | None:
    """The application of a person that is not decided yet, with what the grade asks."""
    query = (
        select(TrainerApplication)
        .outerjoin(TrainerDecision, TrainerDecision.application_id == TrainerApplication.id)
        .where(TrainerApplication.person_id == person_id, TrainerDecision.id.is_(None))
        .options(joinedload(TrainerApplication.version))
        .order_by(TrainerApplication.id.desc())
        .limit(1)
    )
    return db.session.scalar(query)


def list_applications_of(person_id: int) -> list[TrainerApplication]:
    """Everything that somebody ever applied for, the newest first."""
    query = select(TrainerApplication).where(TrainerApplication.person_id == person_id).options(*_WHOLE)
    return list(db.session.scalars(query.order_by(TrainerApplication.id.desc())))


def list_open(user: User) -> list[TrainerApplication]:
    """The applications within the reader's units that are not decided, the oldest first."""
    query = (
        select(TrainerApplication)
        .join(Person, Person.id == TrainerApplication.person_id)
        .outerjoin(TrainerDecision, TrainerDecision.application_id == TrainerApplication.id)
        .where(TrainerDecision.id.is_(None), visible(user, Permission.MANAGE_TRAINERS))
        .options(*_WHOLE)
        .order_by(TrainerApplication.id)
    )
    return list(db.session.scalars(query))


def get_application(user: User, application_id: int) -> TrainerApplication:
    """An application: one's own, or one within the units where the reader sees trainers. Raises NotFound."""
    seen = or_(
        TrainerApplication.person_id == user.id,
        TrainerApplication.person_id.in_(select(Person.id).where(visible(user, Permission.SEE_TRAINERS))),
    )
    row = db.session.scalar(
        select(TrainerApplication).where(TrainerApplication.id == application_id, seen).options(*_WHOLE)
    )
    if row is None:
        raise NotFound
    return row


def get_seat(judge_id: int, lecture_id: int) -> TrialJudge:
    """The place of a judge at a trial lecture. Raises NotFound for whoever was not asked, or was released."""
    query = (
        select(TrialJudge)
        .where(TrialJudge.lecture_id == lecture_id, TrialJudge.judge_id == judge_id)
        .options(joinedload(TrialJudge.release), joinedload(TrialJudge.judgement))
    )
    seat = db.session.scalar(query)
    if seat is None or seat.release is not None:
        raise NotFound
    return seat


def get_lecture(lecture_id: int) -> TrialLecture:
    """A trial lecture with its judges. Raises NotFound."""
    query = (
        select(TrialLecture)
        .where(TrialLecture.id == lecture_id)
        .options(
            joinedload(TrialLecture.rubric),
            joinedload(TrialLecture.application).joinedload(TrainerApplication.version),
            joinedload(TrialLecture.application).joinedload(TrainerApplication.person).joinedload(Person.unit),
            joinedload(TrialLecture.application).joinedload(TrainerApplication.decision),
            selectinload(TrialLecture.judges).options(
                joinedload(TrialJudge.judge), joinedload(TrialJudge.release), joinedload(TrialJudge.judgement)
            ),
        )
    )
    row = db.session.scalar(query)
    if row is None:
        raise NotFound
    return row


def list_to_judge(judge_id: int) -> list[TrialLecture]:
    """The trial lectures that somebody is asked to judge and has not judged, by day."""
    query = (
        select(TrialLecture)
        .join(TrialJudge, TrialJudge.lecture_id == TrialLecture.id)
        .where(
            TrialJudge.judge_id == judge_id, TrialLecture.called_off_at.is_(None),
            ~TrialJudge.judgement.has(), ~TrialJudge.release.has(),
            ~TrialLecture.application.has(TrainerApplication.decision.has()),
        )
        .options(
            joinedload(TrialLecture.application).joinedload(TrainerApplication.person),
            joinedload(TrialLecture.application).joinedload(TrainerApplication.version),
        )
        .order_by(TrialLecture.starts_at)
    )  # fmt: skip
    return list(db.session.scalars(query))


def standing_lecture(application: TrainerApplication) -> TrialLecture | None:
    """The lecture that counts: the last that was not called off."""
    return next((one for one in reversed(application.lectures) if one.called_off_at is None), None)


def seats_of(lecture: TrialLecture) -> list[Seat]:
    """The judges as the rule reads them."""
    return [
        Seat(
            seat.judge_id,
            seat.judgement.percent if seat.judgement else None,
            tuple(seat.judgement.failed_musts) if seat.judgement else (),
            seat.release is not None,
        )
        for seat in lecture.judges
    ]


def verdict_of(lecture: TrialLecture, certification: dict[str, Any]) -> Verdict:
    """How a trial lecture stands."""
    return verdict(
        seats_of(lecture), needed=int(certification.get("judges", 0)), pass_mark=float(certification.get("lecture_min") or lecture.rubric.pass_mark)
    )  # fmt: skip


def marks_of(application: TrainerApplication) -> dict[str, Mark | None]:
    """The marks of an application as they stand: the subject test since it was handed in, the trial lecture, the listeners."""
    certification, lecture = application.version.certification, standing_lecture(application)
    marks: dict[str, Mark | None] = {"exam": None, "lecture": None, "feedback": None}
    code = application.exam_code
    if code is not None:
        found = exam_results([application.person_id], [code], application.applied_at).get((application.person_id, code))
        if found is not None and found.percent is not None:
            marks["exam"] = Mark(found.percent, bool(found.passed), record_id=found.attempt_id)
    if lecture is not None:
        done = verdict_of(lecture, certification)
        if done.percent is not None:
            marks["lecture"] = Mark(done.percent, bool(done.passed), done.judged, lecture.id)
        marks["feedback"] = feedback_of(lecture)
    return marks


def awaits_test(application: TrainerApplication) -> bool:
    """Is the subject test still to be taken, or to be passed by the mark that the grade asks for?"""
    code = application.exam_code
    if code is None:
        return False
    found = exam_results([application.person_id], [code], application.applied_at).get((application.person_id, code))
    least = application.version.certification.get("exam_min") or 0
    return found is None or not found.passed or (found.percent or 0) < least


def feedback_of(lecture: TrialLecture) -> Mark | None:
    """What the listeners said, as a share of the best; None where so few answered that it is not shown."""
    mean, n = heard([lecture.candidate_id], (LISTENERS, lecture.id)).get(lecture.candidate_id, (0.0, 0))
    return Mark(round(mean / OUT_OF * 100, 1), n=n, record_id=lecture.id) if n else None


def asked_listeners(lecture_id: int) -> set[int]:
    """Who was asked for feedback on a trial lecture."""
    asked = select(SurveyInvitation.respondent_id).where(
        SurveyInvitation.context_kind == LISTENERS, SurveyInvitation.context_id == lecture_id
    )
    return set(db.session.scalars(asked))


def result_of(application: TrainerApplication) -> Result | None:
    """What the parts come to; None for a re-review, which asks for no test and no lecture."""
    if application.kind == "renewal":
        return None
    return result(application.version.certification, marks_of(application))


def supervisors_of(person: Person, today: date) -> set[int]:
    """Everybody who is the supervisor of somebody's unit or of one above it."""
    return {one.id for one in list_holders(Role.SUPERVISOR, person.unit, today)}


def list_able_judges(candidate: Person, today: date) -> list[Person]:
    """Who may be asked to judge a candidate: trainers, assessors and training managers who work here, without the candidate
    and the candidate's supervisors; by name."""
    role = RoleAssignment
    held = select(role.person_id).where(
        role.role.in_(JUDGING_ROLES), role.from_day <= today, or_(role.until_day.is_(None), role.until_day >= today)
    )
    query = (
        select(Person)
        .where(
            Person.id.in_(held), Person.id != candidate.id, Person.id.not_in(supervisors_of(candidate, today)),
            or_(Person.left_on.is_(None), Person.left_on >= today),
        )
        .options(joinedload(Person.unit))
        .order_by(Person.name_latin, Person.id)
    )  # fmt: skip
    return list(db.session.scalars(query))


def subject_tests(codes: Collection[str]) -> dict[str, Any]:
    """The exams of the bank to choose from, by code, with their titles; without codes, all that are in use."""
    query = select(Exam.code, Exam.title).where(Exam.retired_at.is_(None)).order_by(Exam.code)
    if codes:
        query = query.where(Exam.code.in_(codes))
    return {row.code: row.title for row in db.session.execute(query)}
