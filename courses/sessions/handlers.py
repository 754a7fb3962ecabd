"""What sessions do when something happened below."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from courses.sessions.actions.signups import leave_sessions
from courses.sessions.actions.telling import organisers, tell
from courses.sessions.models import CourseSession
from courses.sessions.queries.lines import SPAN, list_sessions, taught_by
from lms.core.clock import local_date
from lms.core.db import db
from lms.people.events import PersonLeft
from lms.people.models import Person


def person_left(event: PersonLeft) -> None:
    """Whoever leaves gives their seats in later sessions back; whoever organises what they teach is told."""
    leave_sessions(person_id=event.person_id, last_day=event.last_day, actor=event.actor, at=event.at)
    teaches = list_sessions(
        taught_by(event.person_id), CourseSession.cancelled_at.is_(None), SPAN.c.starts_at > event.at
    )
    name = db.session.get_one(Person, event.person_id).name
    for line in teaches:
        if local_date(line.starts_at) > event.last_day:
            planned_by = db.session.scalar(select(CourseSession.planned_by).where(CourseSession.id == line.id))
            people = organisers(line, planned_by, event.at) - {event.person_id}
            tell(line, people, "session_trainer_left", at=event.at, person=name)


HANDLERS: tuple[tuple[type[Any], Any], ...] = ((PersonLeft, person_left),)
