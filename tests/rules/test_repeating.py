"""What goes on waiting is called to mind on three days, then once a week."""

from __future__ import annotations

from datetime import date, timedelta

from lms.core.rules import is_to_repeat


def test_three_days_then_weekly() -> None:
    start = date(2026, 3, 2)
    told: list[date] = []
    for n in range(30):
        day = start + timedelta(days=n)
        if is_to_repeat(len(told), told[-1] if told else None, day):
            told.append(day)
    assert [(day - start).days for day in told] == [0, 1, 2, 9, 16, 23]
    assert is_to_repeat(9, start, start + timedelta(days=8))  # a day off on the seventh: the next one
