"""A personal development plan: its three phases, who has agreed, when it is talked over next."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from lms.core.rules import Refusal
from lms.core.terms import months_later

PHASES = {1: (1, 6), 2: (6, 12), 3: (12, 24)}
"""Months from the start of each phase; the third has no fixed end, and two years bound its dates."""
PERSON, SUPERVISOR = "person", "supervisor"
SIDES = (PERSON, SUPERVISOR)
ON_WAY, REACHED, LATE, CHANGED = "on_way", "reached", "late", "changed"
STATES = (ON_WAY, REACHED, LATE, CHANGED)
MONTHS_BETWEEN = 3
LONGEST_TEXT = 500


def phase_span(starts_on: date, phase: int) -> tuple[date, date]:
    """The first and last day of a phase."""
    first, last = PHASES[phase]
    begins = starts_on if phase == 1 else months_later(starts_on, first)
    return begins, months_later(starts_on, last)


def goal_faults(*, text: str, measure: str, phase: int, due_on: date | None, starts_on: date) -> tuple[Refusal, ...]:
    """All that stands against a goal."""
    found = []
    if not text.strip() or len(text) > LONGEST_TEXT:
        found.append(Refusal("goal_text", {"longest": LONGEST_TEXT}))
    if not measure.strip() or len(measure) > LONGEST_TEXT:
        found.append(Refusal("goal_measure", {"longest": LONGEST_TEXT}))
    if phase not in PHASES:
        found.append(Refusal("goal_phase"))
        return tuple(found)
    first, last = phase_span(starts_on, phase)
    if due_on is None or not first <= due_on <= last:
        found.append(Refusal("goal_day", {"first": first, "last": last}))
    return tuple(found)


def agreed_sides(agreements: Iterable[tuple[str, datetime]], changes: Iterable[datetime]) -> tuple[str, ...]:
    """Who agrees to the goals as they stand: a change of the goals asks both anew."""
    last_change = max(changes, default=None)
    said = {side for side, at in agreements if last_change is None or at >= last_change}
    return tuple(side for side in SIDES if side in said)


def is_overdue(due_on: date, state: str | None, today: date) -> bool:
    """Was a goal to be reached by now, and is not? `state` is what the last talk said of it."""
    return due_on < today and state != REACHED


def next_review(starts_on: date, held: Iterable[date]) -> date:
    """Three months after the last talk, or after the start."""
    return months_later(max(held, default=starts_on), MONTHS_BETWEEN)


def review_faults(*, held_on: date | None, today: date, starts_on: date, summary: str) -> tuple[Refusal, ...]:
    """All that stands against a record of a talk."""
    found = []
    if held_on is None or not starts_on <= held_on <= today:
        found.append(Refusal("review_day", {"first": starts_on}))
    if not summary.strip():
        found.append(Refusal("review_summary"))
    return tuple(found)
