"""Ranks, findings, spans and sparklines of the pages of figures."""

from __future__ import annotations

from datetime import date

import pytest

from lms.kpis.rules.figures import Figure
from lms.kpis.rules.findings import change
from lms.kpis.rules.periods import Span, months_between, read_month, shift, span_until
from lms.kpis.rules.ranks import rank_ranges
from lms.kpis.rules.sparks import spark


@pytest.mark.parametrize(
    ("intervals", "direction", "expected"),
    [
        ({"a": (80.0, 84.0), "b": (85.0, 90.0), "c": (70.0, 79.0)}, "up", {"b": (1, 1), "a": (2, 2), "c": (3, 3)}),
        ({"a": (80.0, 84.0), "b": (85.0, 90.0), "c": (70.0, 79.0)}, "down", {"c": (1, 1), "a": (2, 2), "b": (3, 3)}),
        ({"a": (80.0, 86.0), "b": (85.0, 90.0), "c": (70.0, 79.0)}, "up", {"a": (1, 2), "b": (1, 2), "c": (3, 3)}),
        ({"a": (0.0, 100.0), "b": (85.0, 90.0), "c": (70.0, 79.0)}, "up", {"a": (1, 3), "b": (1, 2), "c": (2, 3)}),
        ({"a": (1.0, 2.0)}, "none", {}),
        ({}, "up", {}),
    ],
)
def test_a_rank_reaches_as_far_as_intervals_meet(
    intervals: dict[str, tuple[float, float]], direction: str, expected: dict[str, tuple[int, int]]
) -> None:
    assert rank_ranges(intervals, direction) == expected


def figure(value: float | None, low: float | None, high: float | None, enough: bool = True) -> Figure:
    return Figure(100, value, low, high, None, enough)


@pytest.mark.parametrize(
    ("now", "before", "direction", "word"),
    [
        (figure(88, 86, 90), figure(80, 78, 82), "up", "better"),
        (figure(88, 86, 90), figure(80, 78, 82), "down", "worse"),
        (figure(88, 86, 90), figure(80, 78, 82), "none", "more"),
        (figure(70, 68, 72), figure(80, 78, 82), "up", "worse"),
        (figure(70, 68, 72), figure(80, 78, 82), "none", "less"),
        (figure(82, 79, 85), figure(80, 78, 82), "up", "same"),
        (figure(82, None, None), figure(80, 78, 82), "up", "same"),
        (figure(88, 86, 90, enough=False), figure(80, 78, 82), "up", "few"),
        (figure(None, None, None), figure(80, 78, 82), "up", "few"),
        (figure(88, 86, 90), figure(80, 78, 82, enough=False), "up", "new"),
    ],
)
def test_a_change_is_told_only_where_intervals_lie_apart(
    now: Figure, before: Figure, direction: str, word: str
) -> None:
    assert change(now, before, direction).word == word


def test_months_are_counted_over_the_turn_of_the_year() -> None:
    assert shift(date(2026, 1, 1), -1) == date(2025, 12, 1)
    assert shift(date(2025, 11, 1), 14) == date(2027, 1, 1)
    assert months_between(date(2025, 11, 1), date(2026, 2, 1))[1:3] == [date(2025, 12, 1), date(2026, 1, 1)]
    assert months_between(date(2026, 2, 1), date(2026, 1, 1)) == []
    assert span_until(date(2026, 2, 1), 3) == Span(date(2025, 12, 1), date(2026, 2, 1))
    assert span_until(date(2026, 2, 1), 3).before == Span(date(2025, 9, 1), date(2025, 11, 1))


@pytest.mark.parametrize(
    ("text", "month"),
    [("2026-03", date(2026, 3, 1)), ("2026-13", None), ("0000-01", None), ("march", None), ("", None), (None, None), ("2026-3", None)],
)  # fmt: skip
def test_a_month_in_an_address_is_read_or_refused(text: str | None, month: date | None) -> None:
    assert read_month(text) == month


def test_a_sparkline_breaks_where_there_is_no_figure() -> None:
    drawn = spark([1.0, 2.0, None, 3.0, 5.0], target=4.0)
    assert drawn is not None
    assert len(drawn.stretches) == 2
    assert drawn.end == (117.0, 3.0)  # the last and highest stands at the right, on top
    assert drawn.target is not None
    assert 3.0 < drawn.target < 29.0
    assert spark([None, 4.0]) is None
    level = spark([4.0, 4.0])
    assert level is not None
    assert level.stretches == ("3.0,16.0 117.0,16.0",)
