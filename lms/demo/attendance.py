"""Who was in the room at the demo company's sessions: most by the code, some late, one who stayed away and said why, and the training
certificates that follow."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from certificates.training.issuing import set_terms
from courses.attendance.actions.arriving import keep_arrivals
from courses.attendance.actions.noting import Mark, give_reason, note
from courses.attendance.rules.presence import AbsenceKind, Stay
from courses.queries.courses import get_course
from courses.sessions.models import SessionDay
from lms.core.audit import Actor
from lms.core.db import db
from lms.people.models import Person


def give_certificates(course_code: str, *, actor: Actor, at: datetime) -> None:
    """The course gives training certificates to those who attend a session of it."""
    course = get_course(course_code)
    set_terms(
        course=course, title=course.title, hours=None, on_completion=False, on_attendance=True, actor=actor, at=at
    )


def keep_list(session_id: int, people: Sequence[Person], *, trainer: Actor) -> None:
    """Nobody's list is perfect: the last but one comes 40 minutes late, the last stays away."""
    for day in db.session.scalars(select(SessionDay).where(SessionDay.session_id == session_id)).all():
        there, late, away = people[:-2], people[-2], people[-1]
        keep_arrivals(
            day_id=day.id,
            arrivals={one.id: day.starts_at - timedelta(minutes=9 - place % 9) for place, one in enumerate(there)},
        )
        came = day.starts_at + timedelta(minutes=40)
        note(day=day, mark=Mark(late.id, Stay(True, came_at=came)), actor=trainer, at=came)
        note(day=day, mark=Mark(away.id, Stay(False)), actor=trainer, at=day.ends_at - timedelta(minutes=10))


def explain_absence(session_id: int, person: Person, *, at: datetime) -> None:
    """Whoever stayed away says why."""
    give_reason(
        session_id=session_id,
        person_id=person.id,
        kind=AbsenceKind.URGENT_JOB,
        text="客户停机，临时派工",
        actor=person,
        at=at,
    )
