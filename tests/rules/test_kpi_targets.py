"""Targets: which one holds for whom in which month, and when it counts as reached."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest

from lms.kpis.rules.targets import Bearer, newest_of_scopes, stage_in, standing, target_in

M = date(2026, 3, 1)


@dataclass
class Row:
    id: int
    value: float | None = 85.0
    unit_id: int | None = None
    post_id: int | None = None
    stage: str | None = None
    from_month: date = date(2026, 1, 1)
    until_month: date | None = None
    kpi_id: int = 1


PERSON = Bearer((1, 4, 9), 7, date(2025, 11, 3))


@pytest.mark.parametrize(
    ("rows", "bearer", "month", "expected"),
    [
        ([], PERSON, M, None),
        ([Row(1)], PERSON, M, 1),
        ([Row(1)], Bearer(), M, 1),
        ([Row(1)], PERSON, date(2025, 12, 1), None),
        ([Row(1, until_month=date(2026, 2, 1))], PERSON, M, None),
        ([Row(1), Row(2, 90.0, from_month=M)], PERSON, M, 2),
        ([Row(1), Row(2, 90.0, from_month=M)], PERSON, date(2026, 2, 1), 1),  # what was before stays
        ([Row(2, 90.0), Row(1)], PERSON, M, 2),  # the newest, whatever the order
        ([Row(1), Row(2, None, from_month=M)], PERSON, M, None),  # given up from then on
        ([Row(1), Row(2, None, from_month=M)], PERSON, date(2026, 2, 1), 1),
        ([Row(1), Row(2, unit_id=4)], PERSON, M, 2),
        ([Row(1), Row(2, unit_id=4)], Bearer((1, 5)), M, 1),
        ([Row(1, unit_id=9), Row(2, unit_id=4)], PERSON, M, 1),  # the nearer unit
        ([Row(1, unit_id=9), Row(2, post_id=7)], PERSON, M, 2),  # the post before the unit
        ([Row(1, post_id=7), Row(2, stage="newcomer")], PERSON, M, 2),  # the stage before the post
        ([Row(1, post_id=8)], PERSON, M, None),
        ([Row(1, stage="newcomer")], PERSON, date(2026, 5, 1), None),  # six months are over
        ([Row(1, stage="newcomer")], Bearer((1,)), M, None),  # a unit is in no stage
        ([Row(1), Row(2, None, unit_id=4)], PERSON, M, 1),  # giving up the nearer one leaves the wider one
    ],
)
def test_the_nearest_scope_with_its_newest_row_holds(
    rows: list[Row], bearer: Bearer, month: date, expected: int | None
) -> None:
    found = target_in(rows, bearer, month)
    assert (found.id if found else None) == expected


@pytest.mark.parametrize(
    ("hired", "month", "stage"),
    [
        (date(2026, 1, 31), M, "newcomer"),
        (date(2025, 10, 1), M, "newcomer"),
        (date(2025, 9, 30), M, "growing"),
        (date(2024, 4, 1), M, "growing"),
        (date(2024, 3, 31), M, "settled"),
    ],
)
def test_the_stage_of_development_follows_the_months_of_service(hired: date, month: date, stage: str) -> None:
    assert stage_in(hired, month) == stage


@pytest.mark.parametrize(
    ("value", "low", "high", "target", "direction", "expected"),
    [
        (88.0, 86.0, 90.0, 85.0, "up", "reached"),
        (88.0, 84.0, 92.0, 85.0, "up", "open"),
        (80.0, 78.0, 82.0, 85.0, "up", "missed"),
        (80.0, 78.0, 85.0, 85.0, "up", "open"),
        (1.5, 1.0, 1.9, 2.0, "down", "reached"),
        (2.5, 2.1, 2.9, 2.0, "down", "missed"),
        (2.5, 1.9, 3.1, 2.0, "down", "open"),
        (90.0, None, None, 85.0, "up", "reached"),
        (None, None, None, 85.0, "up", None),
        (90.0, 89.0, 91.0, 85.0, "none", None),
    ],
)
def test_only_a_whole_interval_reaches_or_misses(
    value: float | None, low: float | None, high: float | None, target: float, direction: str, expected: str | None
) -> None:
    assert standing(value, low, high, target, direction) == expected


def test_of_each_scope_the_newest_that_is_not_over_is_listed() -> None:
    rows = [Row(1), Row(2, 90.0), Row(3, post_id=7), Row(4, unit_id=4, until_month=date(2026, 2, 1)), Row(5, kpi_id=2)]
    assert [row.id for row in newest_of_scopes(rows, M)] == [2, 3, 5]
