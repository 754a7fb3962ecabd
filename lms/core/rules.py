"""How a rule says no, how many of some things it asks for, and how often it calls to mind."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

DAILY, WEEKLY = 3, 7
"""What waits is called to mind so many times day by day, then every so many days."""


@dataclass(frozen=True)
class Refusal:
    """One reason why something may not be. `code` names it for programs; a package's labels give the words;
    `values` fill them in."""

    code: str
    values: dict[str, Any] = field(default_factory=dict)


def needed(need: int | None, count: int) -> int:
    """How many of so many must hold, where at least `need` of them must, None: all of them; never more than there are."""
    return count if need is None else min(need, count)


def reached(need: int | None, count: int, holding: int) -> tuple[int, int]:
    """How many hold of how many that must; what holds beyond that adds nothing."""
    wanted = needed(need, count)
    return min(wanted, holding), wanted


def is_to_repeat(times: int, last: date | None, today: date) -> bool:
    """Is something that goes on waiting called to mind today, after it was so many times, the last time on that day?"""
    return times < DAILY or last is None or (today - last).days >= WEEKLY
