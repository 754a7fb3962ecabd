"""Reads of the practical tasks themselves."""

from __future__ import annotations

from sqlalchemy import func, select

from assessments.models import PracticalTask
from lms.core.db import db


def list_tasks() -> list[PracticalTask]:
    """The newest version of every task, by family and code."""
    newest = select(func.max(PracticalTask.id)).group_by(PracticalTask.code)
    query = select(PracticalTask).where(PracticalTask.id.in_(newest)).order_by(PracticalTask.family, PracticalTask.code)
    return list(db.session.scalars(query))
