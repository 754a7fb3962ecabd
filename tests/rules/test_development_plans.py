"""Development plans: phases, goals, agreement, the next talk; months that have no such day."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from lms.plans.development_rules import (
    agreed_sides,
    goal_faults,
    next_review,
    phase_span,
    review_faults,
)

START = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({}, []),
        ({"text": " "}, ["goal_text"]),
        ({"measure": "x" * 501}, ["goal_measure"]),
        ({"phase": 4}, ["goal_phase"]),
        ({"due_on": None}, ["goal_day"]),
        ({"due_on": date(2026, 3, 1)}, ["goal_day"]),
        ({"phase": 2}, ["goal_day"]),  # months 6 to 12
        ({"phase": 2, "due_on": date(2026, 9, 2)}, []),
        ({"phase": 3, "due_on": date(2028, 3, 2)}, []),
    ],
)
def test_goals(change: dict, codes: list[str]) -> None:
    usual = {"text": "Work alone", "measure": "Ten orders", "phase": 1, "due_on": date(2026, 6, 1), "starts_on": START}
    assert [fault.code for fault in goal_faults(**{**usual, **change})] == codes


def at(day: int) -> datetime:
    return datetime(2026, 3, day, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("agreements", "changes", "sides"),
    [
        ([], [], ()),
        ([("supervisor", at(3)), ("person", at(4))], [at(2)], ("person", "supervisor")),
        ([("supervisor", at(3)), ("person", at(4))], [at(2), at(4)], ("person",)),  # a change in between asks anew
        ([("person", at(4))], [at(5)], ()),
    ],
)
def test_who_agrees(agreements: list, changes: list, sides: tuple[str, ...]) -> None:
    assert agreed_sides(agreements, changes) == sides


def test_talks() -> None:
    assert phase_span(START, 1) == (START, date(2026, 9, 2))
    assert next_review(START, []) == date(2026, 6, 2)
    assert next_review(START, [date(2026, 5, 30), date(2026, 4, 1)]) == date(2026, 8, 30)
    assert review_faults(held_on=START, today=START, starts_on=START, summary="Good") == ()
    late = review_faults(held_on=date(2026, 3, 3), today=START, starts_on=START, summary=" ")
    assert [fault.code for fault in late] == ["review_day", "review_summary"]
