"""Sessions that one person had a seat in or came to, and the training certificates they hold; newest first."""

from __future__ import annotations

from sqlalchemy import func, or_, select

from certificates.training.queries import list_own
from courses.attendance.models import AbsenceReason, Attendance
from courses.attendance.queries import attended
from courses.attendance.queries.parts import held_sessions
from courses.sessions.models import CourseSession, SessionDay, SignUp
from courses.sessions.queries.people import last_steps
from courses.sessions.rules.states import Step
from lms.core import clock
from lms.core.db import db
from lms.reports.session_records import SessionRecord, TrainingRecord


def sessions_of(person_id: int) -> tuple[SessionRecord, ...]:
    """Those that are over, with what the person's part came to; where nobody kept a list, nothing is said of it."""
    noted = (
        select(SessionDay.session_id)
        .join(Attendance, Attendance.session_day_id == SessionDay.id)
        .where(Attendance.person_id == person_id)
    )
    seated = select(SignUp.session_id).where(
        SignUp.id.in_(last_steps(SignUp.person_id == person_id)), SignUp.step == Step.SEATED
    )
    query = select(CourseSession.id).where(
        CourseSession.ended_at.is_not(None), CourseSession.cancelled_at.is_(None),
        or_(CourseSession.id.in_(noted), CourseSession.id.in_(seated)),
    )  # fmt: skip
    numbers = list(db.session.scalars(query))
    if not numbers:
        return ()
    parts, held, reasons = attended(numbers, [person_id]), held_sessions(numbers), _reasons(person_id)
    found = []
    for number, session in held.items():
        part = parts.get(number, {}).get(person_id)
        if part is None or session.ended_at is None or not session.days:
            continue
        days = [clock.local_date(span.starts_at) for span in session.days.values()]
        found.append(
            SessionRecord(
                number, session.number, session.title, session.kind, min(days), max(days), session.ended_at, part.percent,
                part.enough, part.known, reasons.get(number),
            )
        )  # fmt: skip
    return tuple(sorted(found, key=lambda one: (one.ended_at, one.id), reverse=True))


def _reasons(person_id: int) -> dict[int, str]:
    last = select(func.max(AbsenceReason.id)).where(AbsenceReason.person_id == person_id)
    rows = db.session.execute(
        select(AbsenceReason.session_id, AbsenceReason.kind).where(
            AbsenceReason.id.in_(last.group_by(AbsenceReason.session_id))
        )
    )
    return {row.session_id: row.kind for row in rows}


def trainings_of(person_id: int) -> tuple[TrainingRecord, ...]:
    """The training certificates, those withdrawn too."""
    return tuple(
        TrainingRecord(one.id, one.number, one.code, one.title, one.kind, one.issued_on, one.withdrawn)
        for one in list_own([person_id])
    )
