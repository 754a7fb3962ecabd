"""Reads of when people work."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import Date, bindparam, select

from lms.core.among import among
from lms.core.db import db
from lms.mentoring.models import WorkRhythm

RHYTHMS = (
    select(WorkRhythm.person_id, WorkRhythm.shift, WorkRhythm.rest_days, WorkRhythm.from_day)
    .where(among(WorkRhythm.person_id, "people"), WorkRhythm.from_day <= bindparam("today", type_=Date))
    .order_by(WorkRhythm.from_day, WorkRhythm.id)
)
"""What `people` have said of when they work, by `today`, the last word last. To be read with other records."""


def rhythms_of(person_ids: Collection[int], today: date) -> dict[int, WorkRhythm]:
    """Shift and rest days of each person as they hold on a day; those of whom nothing is known are left out."""
    query = select(WorkRhythm).where(WorkRhythm.person_id.in_(person_ids), WorkRhythm.from_day <= today)
    rows = db.session.scalars(query.order_by(WorkRhythm.from_day, WorkRhythm.id))
    return {row.person_id: row for row in rows}
