"""Reads of alert rules."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from lms.core.db import db
from lms.core.errors import NotFound
from lms.kpis.models import AlertRule, AlertRuleVersion, KpiVersion
from lms.kpis.rules.alerts import Colour, Kind, Measure, Period, Side, Terms


def get_rule(code: str) -> AlertRule:
    """A rule by its code. Raises NotFound."""
    rule = find_rule(code)
    if rule is None:
        raise NotFound
    return rule


def find_rule(code: str) -> AlertRule | None:
    """A rule by its code."""
    return db.session.scalar(select(AlertRule).where(AlertRule.code == code))


def list_current(*, retired: bool = False) -> list[AlertRuleVersion]:
    """What every rule says today, in the order in which the rules were added."""
    newest = select(func.max(AlertRuleVersion.id)).group_by(AlertRuleVersion.rule_id)
    query = (
        select(AlertRuleVersion)
        .join(AlertRuleVersion.rule)
        .where(AlertRuleVersion.id.in_(newest))
        .options(joinedload(AlertRuleVersion.rule), joinedload(AlertRuleVersion.kpi))
        .order_by(AlertRule.id)
    )
    return list(db.session.scalars(query if retired else query.where(AlertRule.retired_at.is_(None))))


def list_versions(rule: AlertRule) -> list[AlertRuleVersion]:
    """Everything the rule ever said, the newest first."""
    query = select(AlertRuleVersion).where(AlertRuleVersion.rule_id == rule.id)
    return list(db.session.scalars(query.order_by(AlertRuleVersion.number.desc())))


def terms_of(version: AlertRuleVersion, *, least_sample: int) -> Terms:
    """A version as the rules take it; the KPI's own least sample where it names none."""
    return Terms(
        kind=Kind(version.kind),
        side=Side(version.side),
        colour=Colour(version.colour),
        period=Period(version.period),
        measure=Measure(version.measure),
        limit=version.bound or 0,
        periods=version.periods,
        worse_after=version.worse_after,
        worse_colour=Colour(version.worse_colour) if version.worse_colour else None,
        margin=version.margin,
        clear_after=version.clear_after,
        least_sample=least_sample if version.least_sample is None else version.least_sample,
        certain=version.certain,
    )


def definitions_on(kpi_ids: Collection[int], day: date) -> dict[int, KpiVersion]:
    """What KPIs mean on a day: of each the newest version whose first month has begun, or its very first."""
    found: dict[int, KpiVersion] = {}
    query = select(KpiVersion).where(KpiVersion.kpi_id.in_(kpi_ids)).order_by(KpiVersion.number)
    for version in db.session.scalars(query):
        if version.kpi_id not in found or version.from_month <= day:
            found[version.kpi_id] = version
    return found
