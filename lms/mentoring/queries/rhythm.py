"""Reads of when people work."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import select

from lms.core.db import db
from lms.mentoring.models import WorkRhythm


def rhythms_of(person_ids: Collection[int], today: date) -> dict[int, WorkRhythm]:
    """Shift and rest days of each person as they hold on a day; those of whom nothing is known are left out."""
    query = select(WorkRhythm).where(WorkRhythm.person_id.in_(person_ids), WorkRhythm.from_day <= today)
    rows = db.session.scalars(query.order_by(WorkRhythm.from_day, WorkRhythm.id))
    return {row.person_id: row for row in rows}
