"""Reads of KPI definitions."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from lms.core.db import db
from lms.core.errors import NotFound
from lms.kpis.models import Kpi


def list_kpis(*, retired: bool = False) -> list[Kpi]:
    """The KPIs in their order with all their versions; those given up only when asked for."""
    query = select(Kpi).options(joinedload(Kpi.versions)).order_by(Kpi.position, Kpi.code)
    return list(db.session.scalars(query if retired else query.where(Kpi.retired_at.is_(None))).unique())


def get_kpi(code: str) -> Kpi:
    """A KPI by its code, given up or not, with all its versions. Raises NotFound."""
    kpi = db.session.scalars(select(Kpi).where(Kpi.code == code).options(joinedload(Kpi.versions))).unique().first()
    if kpi is None:
        raise NotFound
    return kpi
