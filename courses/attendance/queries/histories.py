"""What was noted about somebody on a day, by whom and why."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from courses.attendance.models import Attendance
from lms.core.db import db
from lms.people.models import Person


def notes_of(day_id: int, person_id: int) -> list[Any]:
    """All notes, the last first, with the name of who noted."""
    a = Attendance
    query = (
        select(
            a.id,
            a.how,
            a.came_at,
            a.left_at,
            a.noted_at,
            a.noted_by,
            a.reason,
            a.device_at,
            Person.name_zh,
            Person.name_latin,
        )
        .join(Person, Person.id == a.noted_by, isouter=True)
        .where(a.session_day_id == day_id, a.person_id == person_id)
        .order_by(a.id.desc())
    )
    return list(db.session.execute(query))
