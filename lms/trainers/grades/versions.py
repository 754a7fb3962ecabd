"""Reads of what the grades ask."""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, select

from lms.core.db import db
from lms.core.errors import NotFound
from lms.trainers.models import TrainerGradeVersion


def versions_on(day: date) -> dict[int, TrainerGradeVersion]:
    """What each grade asks on a day, by level; the levels of which nothing was said yet are left out."""
    v = TrainerGradeVersion
    query = select(v).where(v.from_day <= day).order_by(v.level, v.from_day, v.number)
    return {version.level: version for version in db.session.scalars(query)}


def list_versions(level: int) -> list[TrainerGradeVersion]:
    """Everything that one grade ever asked, the newest first."""
    v = TrainerGradeVersion
    return list(db.session.scalars(select(v).where(v.level == level).order_by(v.from_day.desc(), v.number.desc())))


def get_version(level: int, day: date) -> TrainerGradeVersion:
    """What a grade asks on a day. Raises NotFound."""
    found = versions_on(day).get(level)
    if found is None:
        raise NotFound
    return found


def next_number(level: int) -> int:
    """The number of the version to come."""
    v = TrainerGradeVersion
    return (db.session.scalar(select(func.max(v.number)).where(v.level == level)) or 0) + 1
