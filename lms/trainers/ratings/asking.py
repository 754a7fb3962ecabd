"""Asking those who attended a session about its trainers, once, as soon as it is over."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from functools import cache
from typing import Any

from sqlalchemy import or_, select

from assessments.actions.invitations import invite
from assessments.models import Questionnaire, QuestionnaireVersion
from assessments.survey_questions import ContextFacts
from courses.events import Attended
from courses.models import Course, CourseVersion
from courses.sessions.models import CourseSession, SessionDay, SessionTrainer
from lms.core import clock
from lms.core.among import among
from lms.core.audit import System
from lms.core.db import db, read
from lms.people.models import Person
from lms.trainers.grades.learners import QUESTIONNAIRE

SESSION = "course_session"
DAYS = 14
BY_RULE = System("feedback on trainers")


def session_attended(event: Attended) -> None:
    """Invite somebody who was there to say how each trainer did; who taught is never asked about themselves."""
    if not event.enough or not _is_published():
        return
    respondent = db.session.get_one(Person, event.person_id)
    today = clock.local_date(event.at)
    for trainer in db.session.scalars(_trainers(event.session_id)):
        if trainer.id != respondent.id:
            invite(
                questionnaire_code=QUESTIONNAIRE, respondent=respondent, about=trainer, role="learner",
                context=(SESSION, event.session_id), opens_on=today, due_on=today + timedelta(days=DAYS), actor=BY_RULE, at=event.at,
            )  # fmt: skip


def _is_published() -> bool:
    query = select(QuestionnaireVersion.id).join(
        Questionnaire, Questionnaire.id == QuestionnaireVersion.questionnaire_id
    )
    query = query.where(Questionnaire.code == QUESTIONNAIRE, QuestionnaireVersion.published_at.is_not(None))
    return db.session.scalar(query.limit(1)) is not None


def _trainers(session_id: int) -> Any:
    """Those who teach a session to its end."""
    t, d = SessionTrainer, SessionDay
    first = select(d.ends_at).where(d.session_id == session_id, d.dropped_at.is_(None)).order_by(d.ends_at).limit(1)
    return (
        select(Person)
        .join(t, t.person_id == Person.id)
        .where(t.session_id == session_id, or_(t.removed_at.is_(None), t.removed_at > first.scalar_subquery()))
        .order_by(Person.id)
    )


def survey_contexts(kind: str, ids: Collection[int], _aims: bool) -> dict[int, ContextFacts] | None:
    """What sessions are called where people are asked about their trainers."""
    if kind != SESSION:
        return None
    return {row.id: ContextFacts(row.title or row.course_title) for row in read(_named(), sessions=list(ids))}


@cache
def _named() -> Any:
    """The statement behind it, built once: everybody's first page says which questionnaires wait."""
    return (
        select(CourseSession.id, CourseSession.title, Course.title.label("course_title"))
        .join(CourseVersion, CourseVersion.id == CourseSession.course_version_id)
        .join(Course, Course.id == CourseVersion.course_id)
        .where(among(CourseSession.id, "sessions"))
    )


HANDLERS: tuple[tuple[Any, Any], ...] = ((Attended, session_attended),)
