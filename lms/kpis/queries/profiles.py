"""Reads of source profiles and of loads."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select

from lms.core.db import db
from lms.core.errors import NotFound
from lms.kpis.models import MonthReopened, SourceProfile, Subject, WorkOrderLoad


def find_profile(name: str) -> SourceProfile | None:
    """The newest version of a profile."""
    return db.session.scalar(
        select(SourceProfile).where(SourceProfile.name == name).order_by(SourceProfile.version.desc()).limit(1)
    )


def get_profile(profile_id: int) -> SourceProfile:
    """One version of a profile, which must exist."""
    row = db.session.get(SourceProfile, profile_id)
    if row is None:
        raise NotFound
    return row


def list_profiles() -> Sequence[SourceProfile]:
    """The newest version of each profile, by name."""
    newest = select(SourceProfile.name, func.max(SourceProfile.version).label("version")).group_by(SourceProfile.name)
    latest = newest.subquery()
    query = select(SourceProfile).join(
        latest, (latest.c.name == SourceProfile.name) & (latest.c.version == SourceProfile.version)
    )
    return db.session.scalars(query.order_by(SourceProfile.name)).all()


def list_loads(*, limit: int = 50, offset: int = 0) -> Sequence[WorkOrderLoad]:
    """Loads, the newest first."""
    return db.session.scalars(select(WorkOrderLoad).order_by(WorkOrderLoad.id.desc()).limit(limit).offset(offset)).all()


def list_reopened(first: date, last: date) -> Sequence[MonthReopened]:
    """Months that a load changed after they were over."""
    query = select(MonthReopened).where(MonthReopened.month.between(first, last))
    return db.session.scalars(query.order_by(MonthReopened.month, MonthReopened.id)).all()


def list_unmatched(*, limit: int = 200, offset: int = 0) -> Sequence[Subject]:
    """Technicians whom nobody stands behind yet, by source and key."""
    query = select(Subject).where(Subject.level == "technician", Subject.person_id.is_(None))
    return db.session.scalars(query.order_by(Subject.source, Subject.key).limit(limit).offset(offset)).all()


def count_unmatched() -> int:
    """How many technicians nobody stands behind yet."""
    query = select(func.count()).select_from(Subject).where(Subject.level == "technician", Subject.person_id.is_(None))
    return db.session.scalar(query) or 0
