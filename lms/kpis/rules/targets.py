"""Which target holds for whom in a month, and whether a figure reaches it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeVar

STAGES = ("newcomer", "growing", "settled")
"""Stages of development by months of service: up to 6, up to 24, more."""
NEWCOMER_MONTHS, GROWING_MONTHS = 6, 24
REACHED, MISSED, OPEN = "reached", "missed", "open"


class TargetRow(Protocol):
    """What a row of the table of targets says of its scope and time."""

    id: int
    kpi_id: int
    unit_id: int | None
    post_id: int | None
    stage: str | None
    value: float | None
    from_month: date
    until_month: date | None


Row = TypeVar("Row", bound=TargetRow)


@dataclass(frozen=True)
class Bearer:
    """Whom a target may concern: the units from the root down to one's own; of a person also post and day of hire."""

    unit_ids: tuple[int, ...] = ()
    post_id: int | None = None
    hired_on: date | None = None


def stage_in(hired_on: date, month: date) -> str:
    """The stage of development in a month, by whole months since the hire."""
    served = (month.year - hired_on.year) * 12 + month.month - hired_on.month
    if served < NEWCOMER_MONTHS:
        return "newcomer"
    return "growing" if served < GROWING_MONTHS else "settled"


def covers(row: TargetRow, month: date) -> bool:
    """Does the row speak about the month?"""
    return row.from_month <= month and (row.until_month is None or month <= row.until_month)


def target_in(rows: Iterable[Row], bearer: Bearer, month: date) -> Row | None:
    """The target of one KPI that holds in a month: of each scope the newest row that covers it, of the scopes the
    nearest: the own stage before any stage, then the own post, then the unit closest by. A scope whose newest row has no
    value has none."""
    newest: dict[tuple[int | None, int | None, str | None], Row] = {}
    for row in rows:
        scope = (row.unit_id, row.post_id, row.stage)
        if covers(row, month) and _concerns(row, bearer, month) and (scope not in newest or newest[scope].id < row.id):
            newest[scope] = row
    standing = [row for row in newest.values() if row.value is not None]
    return max(standing, key=lambda row: _nearness(row, bearer), default=None)


def _concerns(row: TargetRow, bearer: Bearer, month: date) -> bool:
    if row.unit_id is not None and row.unit_id not in bearer.unit_ids:
        return False
    if row.post_id is not None and row.post_id != bearer.post_id:
        return False
    return row.stage is None or (bearer.hired_on is not None and stage_in(bearer.hired_on, month) == row.stage)


def _nearness(row: TargetRow, bearer: Bearer) -> tuple[bool, bool, int]:
    depth = bearer.unit_ids.index(row.unit_id) + 1 if row.unit_id in bearer.unit_ids else 0
    return row.stage is not None, row.post_id is not None, depth


def standing(value: float | None, low: float | None, high: float | None, target: float, direction: str) -> str | None:
    """Reached or missed only where the whole interval says so; open where it holds the target. None without a figure or
    where more is neither better nor worse."""
    if value is None or direction == "none":
        return None
    low, high = (value, value) if low is None or high is None else (low, high)
    if direction == "down":
        low, high, target = -high, -low, -target
    if low >= target:
        return REACHED
    return MISSED if high < target else OPEN


def newest_of_scopes(rows: Iterable[Row], month: date) -> list[Row]:
    """Of each KPI and scope the newest row that holds in a month or later, in the order of KPI and scope."""
    newest: dict[tuple[int, int, int, str], Row] = {}
    for row in rows:
        scope = (row.kpi_id, row.unit_id or 0, row.post_id or 0, row.stage or "")
        if (row.until_month is None or row.until_month >= month) and (scope not in newest or newest[scope].id < row.id):
            newest[scope] = row
    return [newest[scope] for scope in sorted(newest)]
