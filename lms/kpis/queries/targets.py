"""Reads of targets."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import or_, select

from lms.core.db import db
from lms.core.errors import NotFound
from lms.kpis.models import Target
from lms.people.models import Person


def list_targets(kpi_ids: Collection[int], first: date, last: date) -> dict[int, list[Target]]:
    """The rows of each KPI that say anything about the months, oldest first."""
    query = select(Target).where(
        Target.kpi_id.in_(kpi_ids),
        Target.from_month <= last,
        or_(Target.until_month.is_(None), Target.until_month >= first),
    )
    found: dict[int, list[Target]] = {kpi_id: [] for kpi_id in kpi_ids}
    for row in db.session.scalars(query.order_by(Target.id)):
        found[row.kpi_id].append(row)
    return found


def list_all_targets(kpi_id: int | None = None) -> list[Target]:
    """Every row ever made, of one KPI or of all, newest first."""
    query = select(Target).order_by(Target.id.desc())
    return list(db.session.scalars(query if kpi_id is None else query.where(Target.kpi_id == kpi_id)))


def get_target(target_id: int) -> Target:
    """A row by id. Raises NotFound."""
    row = db.session.get(Target, target_id)
    if row is None:
        raise NotFound
    return row


def covers_past(like: Target, before: date) -> bool:
    """Did the scope of a row have a target in a month of its own that lies before another?"""
    query = select(Target.id).where(
        Target.kpi_id == like.kpi_id,
        Target.unit_id.is_not_distinct_from(like.unit_id),
        Target.post_id.is_not_distinct_from(like.post_id),
        Target.stage.is_not_distinct_from(like.stage),
        Target.from_month < before,
        or_(Target.until_month.is_(None), Target.until_month >= like.from_month),
    )
    return db.session.scalar(query.limit(1)) is not None


def find_owner(employee_no: str) -> Person | None:
    """Somebody by the number that the roster knows them by, who has not left."""
    query = select(Person).where(Person.employee_no == employee_no.strip(), Person.left_on.is_(None))
    return db.session.scalar(query)
