"""Reads of months: which are closed, and which changed since."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.core.errors import NotFound
from lms.kpis.models import MonthReopened
from lms.people.models import Person
from lms.performance.models import CardClosing, CardReopening
from lms.performance.rules.closing import Closing, State, changed_since, state_of


@dataclass(frozen=True)
class Record:
    """One closing of a month: who, when, how many cards; and when, by whom and why it was opened again."""

    id: int
    number: int
    asked_at: datetime
    finished_at: datetime | None
    job_id: int | None
    by: Bilingual | None
    cards: int
    reopened_at: datetime | None
    reason: str | None
    reopened_by: Bilingual | None


@dataclass(frozen=True)
class MonthState:
    """How a month stands. `added` and `replaced` count the orders that came in after it was closed."""

    month: date
    state: State
    records: tuple[Record, ...]
    added: int
    replaced: int

    @property
    def changed(self) -> bool:
        """Did figures of a closed month change since?"""
        return self.state is State.CLOSED and bool(self.added or self.replaced)


def find_last_closed() -> date | None:
    """The last month that is closed, or being closed."""
    query = (
        select(func.max(CardClosing.month))
        .outerjoin(CardReopening, CardReopening.closing_id == CardClosing.id)
        .where(CardReopening.id.is_(None))
    )
    return db.session.scalar(query)


def closed_months(months: Collection[date]) -> set[date]:
    """Those of the months that are closed, or being closed."""
    return {found.month for found in list_months(tuple(months)) if found.state is not State.OPEN} if months else set()


def list_months(months: tuple[date, ...]) -> list[MonthState]:
    """How months stand, in three statements."""
    records: dict[date, list[Record]] = defaultdict(list)
    for month, record in _records(months):
        records[month].append(record)
    changes: dict[date, list[Any]] = defaultdict(list)
    late = select(MonthReopened.month, MonthReopened.at, MonthReopened.added, MonthReopened.replaced)
    for row in db.session.execute(late.where(MonthReopened.month.in_(months))):
        changes[row.month].append(row)
    return [_month(month, records[month], changes[month]) for month in months]


def get_month(month: date) -> MonthState:
    """How one month stands."""
    return list_months((month,))[0]


def _month(month: date, records: list[Record], changes: list[Any]) -> MonthState:
    state = state_of([Closing(r.number, r.finished_at is not None, r.reopened_at is not None) for r in records])
    closed_at = max((r.asked_at for r in records), default=None)
    since = [c for c in changes if closed_at is not None and changed_since(closed_at, [c.at])]
    return MonthState(
        month, state, tuple(records), sum(c.added for c in since), sum(c.replaced for c in since)
    )  # fmt: skip


def _records(months: tuple[date, ...]) -> list[tuple[date, Record]]:
    closer, opener = Person.__table__.alias("closer"), Person.__table__.alias("opener")
    query = (
        select(
            CardClosing, CardReopening.reopened_at, CardReopening.reason,
            closer.c.name_zh, closer.c.name_latin, opener.c.name_zh, opener.c.name_latin,
        )
        .outerjoin(CardReopening, CardReopening.closing_id == CardClosing.id)
        .outerjoin(closer, closer.c.id == CardClosing.asked_by)
        .outerjoin(opener, opener.c.id == CardReopening.reopened_by)
        .where(CardClosing.month.in_(months))
        .order_by(CardClosing.month, CardClosing.number)
    )  # fmt: skip
    return [
        (
            closing.month,
            Record(
                closing.id, closing.number, closing.asked_at, closing.finished_at, closing.job_id,
                _name(closer_zh, closer_latin), closing.cards, reopened_at, reason, _name(opener_zh, opener_latin),
            ),
        )
        for closing, reopened_at, reason, closer_zh, closer_latin, opener_zh, opener_latin in db.session.execute(
            query
        )
    ]  # fmt: skip


def _name(zh: str | None, latin: str | None) -> Bilingual | None:
    return Bilingual(zh or latin or "", latin or zh or "") if zh or latin else None


def get_closing(closing_id: int) -> CardClosing:
    """A closing by id. Raises NotFound."""
    closing = db.session.get(CardClosing, closing_id)
    if closing is None:
        raise NotFound
    return closing
