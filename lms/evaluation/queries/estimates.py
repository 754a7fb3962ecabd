"""Stored estimates of effects on KPIs: the newest, the approved, the list that a reader may see."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import defer, joinedload

from lms.core.access import Permission
from lms.core.db import db
from lms.core.errors import NotFound
from lms.evaluation.models import EffectApproval, EffectEstimate
from lms.evaluation.queries.costs import in_reach
from lms.kpis.models import Kpi
from lms.people.session import User

Estimate = EffectEstimate


def find_newest(
    subject_kind: str, subject_code: str, kpi_code: str, *, unit_id: int | None = None, approved: bool = False
) -> Estimate | None:
    """The newest estimate of a training's effect on a KPI, over the whole organisation or within a unit; with `approved`
    the newest that somebody signed for. `.att`, `.se`, `.low`, `.high` and `.df` are None where the verdict is a refusal."""
    query = (
        select(Estimate)
        .join(Kpi, Kpi.id == Estimate.kpi_id)
        .where(
            Estimate.subject_kind == subject_kind, Estimate.subject_code == subject_code, Kpi.code == kpi_code,
            Estimate.unit_id.is_(None) if unit_id is None else Estimate.unit_id == unit_id,
        )
        .order_by(Estimate.id.desc())
        .limit(1)
    )  # fmt: skip
    return db.session.scalar(query.join(EffectApproval) if approved else query)


def list_newest(subject_kind: str | None = None, subject_code: str | None = None) -> list[Estimate]:
    """The newest estimate of each training, KPI and unit, without their reports; of one training where it is named."""
    query = select(func.max(Estimate.id)).group_by(
        Estimate.subject_kind, Estimate.subject_code, Estimate.kpi_id, Estimate.unit_id
    )
    if subject_kind is not None:
        query = query.where(Estimate.subject_kind == subject_kind, Estimate.subject_code == subject_code)
    return list(db.session.scalars(_briefly(select(Estimate).where(Estimate.id.in_(query)))))


def select_newest(user: User) -> Select[Any]:
    """The newest estimate of each training, KPI and unit within the reader's reach, newest first, without reports."""
    newest = select(func.max(Estimate.id)).group_by(
        Estimate.subject_kind, Estimate.subject_code, Estimate.kpi_id, Estimate.unit_id
    )
    reach = in_reach(user, Permission.SEE_EVALUATIONS, Estimate.unit_id)
    return _briefly(select(Estimate).where(Estimate.id.in_(newest), reach)).order_by(Estimate.id.desc())


def get_estimate(estimate_id: int, user: User, permission: Permission = Permission.SEE_EVALUATIONS) -> Estimate:
    """An estimate within the reach of a permission: one over the whole organisation needs the whole. Raises NotFound."""
    found = db.session.scalar(
        select(Estimate)
        .where(Estimate.id == estimate_id, in_reach(user, permission, Estimate.unit_id))
        .options(joinedload(Estimate.kpi), joinedload(Estimate.approval))
    )
    if found is None:
        raise NotFound
    return found


def _briefly(query: Select[Any]) -> Select[Any]:
    return query.options(defer(Estimate.report), joinedload(Estimate.kpi), joinedload(Estimate.approval))
