"""What follows when a session has ended: everybody's part is told upwards, and who did not come is asked why."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, select

from courses.attendance.queries.completing import has_done_all_lessons, other_sessions
from courses.attendance.queries.parts import Held, attended, held_sessions, stayed_away
from courses.attendance.rules.presence import Attended as Part
from courses.events import Attended, CourseCompleted, SessionEnded
from courses.models import Course, CourseCompletion
from courses.rules import Delivery
from lms.core import audit, events
from lms.core.audit import System
from lms.core.db import db
from lms.core.notices import notify
from lms.core.paths import path_to
from lms.people.notices import recipient_of
from lms.people.queries.people import list_people

SETTLING = System("attendance")
IN_THE_ROOM = frozenset({Delivery.CLASSROOM, Delivery.ON_THE_JOB})
"""Courses that are completed by attending a session of theirs."""


def session_ended(event: SessionEnded) -> None:
    """Tell everybody's part, and ask those who did not come why. Whoever was there is thanked by the session itself."""
    session = held_sessions([event.session_id])[event.session_id]
    parts = attended([event.session_id]).get(event.session_id, {})
    if not parts:
        return
    publish_changes(session_id=event.session_id, before={}, at=event.at)
    absent = stayed_away(event.session_id)
    for person in list_people(absent):
        link = path_to("attendance.absence", session_id=session.id)
        notify(recipient_of(person), "session.missed", link=link, at=event.at, session=session.title)


def publish_changes(*, session_id: int, before: Mapping[int, Part], at: datetime) -> None:
    """Tell upwards of everybody whose part in a session that is over came to something else than before."""
    session = held_sessions([session_id])[session_id]
    for person_id, part in attended([session_id]).get(session_id, {}).items():
        was = before.get(person_id)
        if part.enough == (was.enough if was is not None else False):
            continue
        if part.enough:
            _complete(session, person_id, at)
        else:
            _take_back(session, person_id, at)
        events.publish(
            Attended(
                person_id, session_id, session.version_id, session.course_code, part.enough, part.percent, at,
            )
        )  # fmt: skip


def _complete(session: Held, person_id: int, at: datetime) -> None:
    """Who attends a session of a course that is held in a room has completed the course."""
    delivery = db.session.scalar(select(Course.delivery).where(Course.id == session.course_id))
    known = select(CourseCompletion.id).where(
        CourseCompletion.person_id == person_id, CourseCompletion.version_id == session.version_id
    )
    if delivery not in IN_THE_ROOM or db.session.scalar(known) is not None:
        return
    db.session.add(CourseCompletion(person_id=person_id, version_id=session.version_id, completed_at=at))
    db.session.flush()
    audit.record(
        "course.completed", "person", person_id, actor=SETTLING, at=at, course=session.course_code,
        session=session.number,
    )  # fmt: skip
    events.publish(CourseCompleted(person_id, session.version_id, session.course_code, at, session.id))


def _take_back(session: Held, person_id: int, at: datetime) -> None:
    """It turned out that somebody was not there: the course is not completed either, unless another session or its lessons
    completed it."""
    delivery = db.session.scalar(select(Course.delivery).where(Course.id == session.course_id))
    if delivery not in IN_THE_ROOM:
        return
    others = attended(other_sessions(session.version_id, but=session.id))
    if any(person_id in parts and parts[person_id].enough for parts in others.values()):
        return
    if has_done_all_lessons(session.version_id, person_id):
        return
    gone = delete(CourseCompletion).where(
        CourseCompletion.person_id == person_id, CourseCompletion.version_id == session.version_id
    )
    db.session.execute(gone)
    audit.record(
        "course.completion_taken_back", "person", person_id, actor=SETTLING, at=at, course=session.course_code,
        session=session.number,
    )  # fmt: skip
