"""Which months a KPI that looks ahead can speak of."""

from __future__ import annotations

from datetime import date

import pytest

from lms.kpis.rules.periods import Span
from lms.kpis.rules.ripeness import is_ripe, ripe_day, ripe_span, window_of


@pytest.mark.parametrize(
    ("numerator", "days", "window"),
    [
        ("days_to_next(asset, symptom, kind) <= window", 30, 30),
        ("not (days_to_next(asset) > window) and escalated", 14, 14),
        ("coalesce(first_time_fix, days_to_next(asset, symptom) > window)", 30, 0),
        ("days_to_next(asset) <= 30", None, 0),
        ("first_time_fix", 30, 0),
    ],
)
def test_only_what_needs_orders_to_come_looks_ahead(numerator: str, days: int | None, window: int) -> None:
    assert window_of(numerator, days) == window


@pytest.mark.parametrize(
    ("month", "window", "today", "ripe"),
    [
        (date(2026, 1, 1), 30, date(2026, 3, 2), False),
        (date(2026, 1, 1), 30, date(2026, 3, 3), True),
        (date(2025, 12, 1), 30, date(2026, 1, 30), False),
        (date(2025, 12, 1), 30, date(2026, 1, 31), True),
        (date(2026, 3, 1), 0, date(2026, 3, 2), True),
    ],
)
def test_a_month_is_ripe_when_its_last_days_window_has_passed(
    month: date, window: int, today: date, ripe: bool
) -> None:
    assert is_ripe(month, window, today) is ripe


def test_a_span_keeps_its_length_and_ends_with_the_newest_ripe_month() -> None:
    asked = Span(date(2025, 12, 1), date(2026, 2, 1))
    assert ripe_span(asked, 30, date(2026, 3, 2)) == Span(date(2025, 10, 1), date(2025, 12, 1))
    assert ripe_span(asked, 30, date(2026, 3, 31)) == asked
    assert ripe_span(asked, 0, date(2026, 2, 2)) == asked
    assert ripe_day(30, date(2026, 3, 2)) == date(2026, 1, 30)
