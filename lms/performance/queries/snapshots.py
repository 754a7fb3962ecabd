"""Reads of closed months and of the cards taken down then."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, select

from lms.core.db import db
from lms.performance.models import CardClosing, CardReopening, CardSnapshot
from lms.performance.rules.score import CardResult, Observed


@dataclass(frozen=True)
class Frozen:
    """A card as it was when its month was closed."""

    month: date
    number: int
    closed_at: datetime
    version_id: int
    score: float | None
    coverage: float
    observed: dict[str, Observed]
    targets: dict[str, float]


def list_closed(
    first: date, last: date, *, person_id: int | None = None, unit_id: int | None = None
) -> tuple[dict[date, Frozen], dict[date, datetime]]:
    """Of the months that are closed and were not opened again: the cards of a person or a unit, and the moment when the
    last card of anybody was taken down."""
    whose: ColumnElement[bool] = (
        CardSnapshot.person_id == person_id if person_id is not None else CardSnapshot.unit_id == unit_id
    )
    query = (
        select(
            CardClosing.month, CardClosing.number, CardClosing.finished_at, CardSnapshot.version_id,
            CardSnapshot.score, CardSnapshot.coverage, CardSnapshot.figures,
        )
        .select_from(CardClosing)
        .outerjoin(CardSnapshot, (CardSnapshot.closing_id == CardClosing.id) & whose)
        .outerjoin(CardReopening, CardReopening.closing_id == CardClosing.id)
        .where(
            CardClosing.month >= first, CardClosing.month <= last, CardClosing.finished_at.is_not(None),
            CardReopening.id.is_(None),
        )
        .order_by(CardClosing.month, CardClosing.number)
    )  # fmt: skip
    rows = db.session.execute(query).all()
    frozen = {
        row.month: Frozen(
            row.month,
            row.number,
            row.finished_at,
            row.version_id,
            row.score,
            row.coverage,
            {measure: Observed(*kept[:5]) for measure, kept in row.figures.items()},
            {measure: kept[5] for measure, kept in row.figures.items()},
        )
        for row in rows
        if row.version_id is not None
    }
    return frozen, {row.month: row.finished_at for row in rows}


def frozen_figures(card: CardResult) -> dict[str, list[Any]]:
    """The figures of a card and the targets they were held against, as they are kept."""
    return {
        one.line.measure: [
            one.observed.value, one.observed.n, one.observed.low, one.observed.high, one.observed.why, one.line.target
        ]
        for one in card.lines
    }  # fmt: skip


def scores_before(month: date, number: int, person_ids: Collection[int]) -> dict[int, float | None]:
    """The scores that people had at the closing of a month before this one."""
    query = (
        select(CardSnapshot.person_id, CardSnapshot.score)
        .join(CardClosing, CardClosing.id == CardSnapshot.closing_id)
        .where(CardClosing.month == month, CardClosing.number == number - 1, CardSnapshot.person_id.in_(person_ids))
    )
    return {person_id: score for person_id, score in db.session.execute(query) if person_id is not None}
