"""Stored estimates of effects on KPIs: the newest, the approved, the list that a reader may see."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import defer, joinedload

from lms.core.access import Permission
from lms.core.db import db
from lms.core.errors import NotFound
from lms.evaluation.models import EffectApproval, EffectEstimate
from lms.evaluation.queries.costs import in_reach
from lms.kpis.models import Kpi
from lms.people.session import User

Estimate = EffectEstimate
Key = tuple[str, str, int, int | None]
"""Kind and code of the training, KPI, unit."""


@dataclass(frozen=True)
class Standing:
    """What is held to be known of a training and a KPI: the newest estimate that somebody signed for, else the newest.
    `newer` came after a signed one and waits beside it."""

    estimate: Estimate
    newer: Estimate | None = None

    @property
    def newest(self) -> Estimate:
        """The last one, signed or not."""
        return self.newer or self.estimate


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


def list_standing(subject_kind: str | None = None, subject_code: str | None = None) -> list[Standing]:
    """What stands of each training, KPI and unit, without reports; of one training where it is named."""
    query = select(Estimate).where(_counts()).order_by(Estimate.id.desc())
    if subject_kind is not None:
        query = query.where(Estimate.subject_kind == subject_kind, Estimate.subject_code == subject_code)
    found: dict[Key, list[Estimate]] = {}
    for one in db.session.scalars(_with_kpis(query)).unique():
        found.setdefault(key_of(one), []).append(one)
    return [Standing(own[-1], own[0] if len(own) > 1 else None) for own in found.values()]


def key_of(one: Estimate) -> Key:
    """What an estimate is about."""
    return one.subject_kind, one.subject_code, one.kpi_id, one.unit_id


def stands(found: Sequence[Standing], kpi_id: int | None) -> Standing | None:
    """The one that level 4 of a training rests on: that of the declared KPI, else the last one signed for, else the last."""
    declared = [one for one in found if one.estimate.kpi_id == kpi_id]
    signed = [one for one in found if one.estimate.approval is not None]
    return max(declared or signed or found, key=lambda one: one.estimate.id, default=None)


def list_signed(subject_kind: str, subject_code: str, unit_id: int | None) -> list[Estimate]:
    """Every estimate of a training that somebody signed for, over the whole organisation or within a unit."""
    query = select(Estimate).join(EffectApproval).where(
        Estimate.subject_kind == subject_kind, Estimate.subject_code == subject_code,
        Estimate.unit_id.is_(None) if unit_id is None else Estimate.unit_id == unit_id,
    )  # fmt: skip
    return list(db.session.scalars(_with_kpis(query).order_by(Estimate.id)).unique())


def reasons_of(ids: Collection[int]) -> dict[int, list[dict[str, Any]]]:
    """Why estimates have the verdict they have, without the rest of their reports."""
    if not ids:
        return {}
    rows = db.session.execute(select(Estimate.id, Estimate.report["reasons"]).where(Estimate.id.in_(ids)))
    return {number: reasons or [] for number, reasons in rows}


def select_standing(user: User) -> Select[Any]:
    """The newest estimate of each training, KPI and unit within the reader's reach, and the newest signed one before it; newest
    first, without reports."""
    reach = in_reach(user, Permission.SEE_EVALUATIONS, Estimate.unit_id)
    return _briefly(select(Estimate).where(_counts(), reach)).order_by(Estimate.id.desc())


def _counts() -> ColumnElement[bool]:
    """The newest of its training, KPI and unit, or the newest of those that somebody signed for."""
    newest = select(func.max(Estimate.id)).group_by(
        Estimate.subject_kind, Estimate.subject_code, Estimate.kpi_id, Estimate.unit_id
    )
    return or_(
        Estimate.id.in_(newest), Estimate.id.in_(newest.join(EffectApproval, EffectApproval.estimate_id == Estimate.id))
    )


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


def _with_kpis(query: Select[Any]) -> Select[Any]:
    """Without reports, and with all versions of the KPIs: what is said of an estimate needs them."""
    return _briefly(query).options(joinedload(Estimate.kpi).joinedload(Kpi.versions))


def _briefly(query: Select[Any]) -> Select[Any]:
    return query.options(defer(Estimate.report), joinedload(Estimate.kpi), joinedload(Estimate.approval))
