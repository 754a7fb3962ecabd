"""Entering costs and taking them back. Nothing is ever changed or removed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from lms.core import audit
from lms.core.audit import Actor
from lms.core.db import db
from lms.core.errors import Refusal, RuleBroken
from lms.evaluation.models import CostEntry, HourlyRate
from lms.evaluation.queries.costs import reversed_ids
from lms.evaluation.queries.learner_hours import HoursProposal
from lms.evaluation.rules.returns.case import CATEGORIES, SPREADABLE
from lms.people.models import Post

MOST = Decimal(10) ** 11


@dataclass(frozen=True)
class Cost:
    """One cost as somebody enters it."""

    subject_kind: str
    subject_code: str
    category: str
    stage: str
    amount: Decimal
    currency: str
    from_day: date
    until_day: date | None = None
    unit_id: int | None = None
    name: str = ""
    source: str = ""
    document: str = ""
    spread_over: int | None = None
    spread_used: int | None = None


def refusals_of(cost: Cost) -> tuple[Refusal, ...]:
    """Why a cost cannot be entered."""
    told = []
    if cost.category not in CATEGORIES:
        told.append(Refusal("cost_category", {"word": cost.category}))
    if not Decimal(0) <= cost.amount <= MOST or cost.amount != round(cost.amount, 2):
        told.append(Refusal("cost_amount"))
    if cost.until_day is not None and cost.until_day < cost.from_day:
        told.append(Refusal("cost_days"))
    if (cost.spread_over is None) != (cost.spread_used is None):
        told.append(Refusal("cost_spread"))
    elif cost.spread_over is not None and cost.spread_used is not None:
        if cost.category not in SPREADABLE:
            told.append(Refusal("cost_not_spreadable"))
        if not 0 <= cost.spread_used <= cost.spread_over or cost.spread_over == 0:
            told.append(Refusal("cost_spread"))
    return tuple(told)


def enter_cost(*, cost: Cost, actor: Actor, at: datetime) -> CostEntry:
    """One more entry in a ledger."""
    if refusals := refusals_of(cost):
        raise RuleBroken(*refusals)
    entry = CostEntry(
        subject_kind=cost.subject_kind,
        subject_code=cost.subject_code,
        unit_id=cost.unit_id,
        category=cost.category,
        stage=cost.stage,
        hundredths=int(cost.amount * 100),
        currency=cost.currency,
        from_day=cost.from_day,
        until_day=cost.until_day,
        name=cost.name,
        source=cost.source,
        document=cost.document,
        spread_over=cost.spread_over,
        spread_used=cost.spread_used,
        made_by=actor.id,
        made_at=at,
    )
    return _keep(entry, actor, at)


def reverse_cost(*, entry: CostEntry, actor: Actor, at: datetime) -> CostEntry:
    """Take an entry back by one of the opposite amount; both stay on record."""
    if entry.reverses_id is not None:
        raise RuleBroken(Refusal("cost_is_reversal"))
    if reversed_ids([entry.id]):
        raise RuleBroken(Refusal("cost_reversed"))
    opposite = CostEntry(
        subject_kind=entry.subject_kind,
        subject_code=entry.subject_code,
        unit_id=entry.unit_id,
        category=entry.category,
        stage=entry.stage,
        hundredths=-entry.hundredths,
        currency=entry.currency,
        from_day=entry.from_day,
        until_day=entry.until_day,
        name=entry.name,
        source=entry.source,
        document=entry.document,
        spread_over=entry.spread_over,
        spread_used=entry.spread_used,
        reverses_id=entry.id,
        made_by=actor.id,
        made_at=at,
    )
    return _keep(opposite, actor, at)


def enter_hours(*, proposals: Sequence[HoursProposal], actor: Actor, at: datetime) -> list[CostEntry]:
    """Learners' paid time as the records show it, for every proposal that has a rate."""
    entries = []
    for one in proposals:
        if one.rate is None or one.hundredths is None:
            continue
        entry = CostEntry(
            subject_kind=one.kind,
            subject_code=one.code,
            unit_id=one.unit_id,
            category="learners_time",
            stage="actual",
            hundredths=one.hundredths,
            currency=one.rate.currency,
            from_day=one.month,
            until_day=one.last_day,
            name="",
            source="",
            document="",
            minutes=one.minutes,
            rate_id=one.rate.id,
            origin=one.origin,
            made_by=actor.id,
            made_at=at,
        )
        entries.append(_keep(entry, actor, at))
    return entries


def set_rate(
    *, post: Post | None, grade: str, amount: Decimal, currency: str, from_day: date, source: str, actor: Actor, at: datetime
) -> HourlyRate:  # fmt: skip
    """What an hour costs from a day on. Earlier days keep the rate that they had."""
    if not Decimal(0) <= amount <= MOST or amount != round(amount, 2):
        raise RuleBroken(Refusal("cost_amount"))
    rate = HourlyRate(
        post_id=post.id if post else None,
        grade=grade or None,
        hundredths=int(amount * 100),
        currency=currency,
        from_day=from_day,
        source=source,
        made_by=actor.id,
        made_at=at,
    )
    db.session.add(rate)
    db.session.flush()
    audit.record("cost.rate_set", "hourly_rate", rate.id, actor=actor, at=at, amount=f"{amount:f}", currency=currency, from_day=from_day.isoformat())  # fmt: skip
    return rate


def _keep(entry: CostEntry, actor: Actor, at: datetime) -> CostEntry:
    db.session.add(entry)
    db.session.flush()
    verb = "cost.entered" if entry.reverses_id is None else "cost.reversed"
    audit.record(verb, "cost_entry", entry.id, actor=actor, at=at, code=entry.subject_code, category=entry.category, amount=f"{entry.amount:f}", currency=entry.currency)  # fmt: skip
    return entry
