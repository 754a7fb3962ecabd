"""Certificates by rule: a course completed, a session attended, where the course says so."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import func, select

from certificates.training.faces import ATTENDANCE, COMPLETION
from certificates.training.issuing import Earned, issue, withdraw
from certificates.training.models import TrainingCertificate
from certificates.training.queries import find_terms
from courses.attendance.actions.settling import IN_THE_ROOM
from courses.attendance.queries import attended
from courses.attendance.queries.parts import held_sessions
from courses.events import Attended, CourseCompleted
from courses.models import CourseVersion, Lesson, LessonCompletion
from lms.core import clock
from lms.core.audit import System
from lms.core.db import db
from lms.people.models import Person

BY_RULE = System("training certificates")


def course_completed(event: CourseCompleted) -> None:
    """A certificate for the course, where it gives one. A course that is held in a room gives that of the session instead."""
    version = db.session.get_one(CourseVersion, event.version_id)
    terms = find_terms(version.course_id)
    if terms is None or not terms.on_completion:
        return
    if terms.on_attendance and version.course.delivery in IN_THE_ROOM:
        return
    own = select(func.min(LessonCompletion.completed_at), func.sum(Lesson.minutes))
    own = own.join(Lesson, Lesson.id == LessonCompletion.lesson_id)
    row = db.session.execute(
        own.where(Lesson.version_id == version.id, LessonCompletion.person_id == event.person_id)
    ).one()
    last = clock.local_date(event.at)
    first = clock.local_date(row[0]) if row[0] else last
    earned = Earned(COMPLETION, version.course, version.id, None, _hours(row[1] or 0), min(first, last), last)
    person = db.session.get_one(Person, event.person_id)
    issue(person=person, terms=terms, earned=earned, actor=BY_RULE, at=event.at)


def session_attended(event: Attended) -> None:
    """A certificate of attendance, where the course gives one; taken back where it turns out that somebody was not there."""
    if not event.enough:
        _take_back(event)
        return
    session = held_sessions([event.session_id])[event.session_id]
    terms = find_terms(session.course_id)
    if terms is None or not terms.on_attendance:
        return
    version = db.session.get_one(CourseVersion, event.version_id)
    part = attended([session.id])[session.id][event.person_id]
    days = [clock.local_date(span.starts_at) for span in session.days.values()]
    earned = Earned(ATTENDANCE, version.course, version.id, session.id, _hours(part.minutes), min(days), max(days))
    person = db.session.get_one(Person, event.person_id)
    issue(person=person, terms=terms, earned=earned, actor=BY_RULE, at=event.at)


def _take_back(event: Attended) -> None:
    query = select(TrainingCertificate).where(
        TrainingCertificate.person_id == event.person_id, TrainingCertificate.session_id == event.session_id
    )
    for certificate in db.session.scalars(query):
        if certificate.withdrawal is None:
            withdraw(certificate=certificate, reason=CORRECTED, actor=BY_RULE, at=event.at)


CORRECTED = "出勤记录已更正 / attendance was corrected"
"""The reason of a withdrawal by rule, for readers of both languages."""


def _hours(minutes: int) -> Decimal | None:
    """Hours to a half; None where there is less than a quarter."""
    halves = round(minutes / 30)
    return Decimal(halves) / 2 if halves else None


HANDLERS: tuple[tuple[Any, Any], ...] = ((CourseCompleted, course_completed), (Attended, session_attended))
