"""What evaluation does when something happened below."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from courses.attendance.queries import attended
from courses.attendance.queries.parts import Held, held_sessions
from courses.events import Attended, CourseCompleted, SessionEnded
from lms.core import clock
from lms.core.db import db
from lms.evaluation.actions.spent import book_spent
from lms.evaluation.actions.tasks import ask_attended, ask_finisher
from lms.evaluation.plan_jobs import ROUND
from lms.evaluation.queries.attendance import session_pools
from lms.evaluation.queries.finishes import COURSE, ON_DUTY, PROGRAMME, Finish, find_intake
from lms.evaluation.queries.plans import list_planned
from lms.onboarding.events import ProgrammeEnded
from lms.onboarding.models import Enrolment, Programme, ProgrammeVersion
from lms.trainers.fees.events import MoneySpent


def course_completed(event: CourseCompleted) -> None:
    """Ask at once what is asked at the end; a course without a plan gets one with the next daily round. Whoever completed it by
    attending a session is asked with the others of that session."""
    if event.session_id is not None:
        return
    for planned in list_planned(subject=(COURSE, event.course_code)):
        finish = Finish(
            event.person_id, event.version_id, clock.local_date(event.at), find_intake(event.person_id, event.at)
        )
        ask_finisher(planned=planned, finish=finish, actor=ROUND, at=event.at)


def session_ended(event: SessionEnded) -> None:
    """Those who attended are asked at once, in a pool of their own where they are enough."""
    session = held_sessions([event.session_id])[event.session_id]
    there = [person for person, part in attended([session.id]).get(session.id, {}).items() if part.enough]
    _ask(session, there, event.at)


def attendance_changed(event: Attended) -> None:
    """Somebody turned out to have been there after the session had ended: asked now."""
    session = held_sessions([event.session_id])[event.session_id]
    if event.enough and session.ended_at is not None and event.at > session.ended_at:
        _ask(session, [event.person_id], event.at)


def _ask(session: Held, person_ids: list[int], at: datetime) -> None:
    pools = session_pools(session.course_code, person_ids)
    on = clock.local_date(at)
    finished = [
        Finish(person, session.version_id, on, pools.get(person) or find_intake(person, at)) for person in person_ids
    ]
    for planned in list_planned(subject=(COURSE, session.course_code)) if finished else ():
        ask_attended(planned=planned, finished=finished, actor=ROUND, at=at)


def programme_ended(event: ProgrammeEnded) -> None:
    """The same for a programme that ended with going on duty."""
    if event.kind != ON_DUTY:
        return
    enrolment = db.session.get_one(Enrolment, event.enrolment_id)
    version = db.session.get_one(ProgrammeVersion, enrolment.version_id)
    programme = db.session.get_one(Programme, version.programme_id)
    for planned in list_planned(subject=(PROGRAMME, programme.code)):
        finish = Finish(
            event.person_id, enrolment.version_id, clock.local_date(event.at), find_intake(event.person_id, event.at)
        )
        ask_finisher(planned=planned, finish=finish, actor=ROUND, at=event.at)


HANDLERS: tuple[tuple[Any, Any], ...] = (
    (CourseCompleted, course_completed),
    (SessionEnded, session_ended),
    (Attended, attendance_changed),
    (ProgrammeEnded, programme_ended),
    (MoneySpent, book_spent),
)
