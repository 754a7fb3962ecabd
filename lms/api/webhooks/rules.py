"""The rules of webhooks: when a call is tried again, and what has changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 480, 1440))
"""How long after each failure the next attempt is made; after the last one the call is given up."""


def wait_after(attempts: int) -> timedelta | None:
    """How long to wait after so many failed attempts; None: give up."""
    return WAITS[attempts - 1] if attempts <= len(WAITS) else None


@dataclass(frozen=True)
class Answer:
    """What an outside system knows of a person and a kind of work."""

    eligible: bool
    until: date | None


def changes(known: Mapping[str, Answer], now: Mapping[str, Answer]) -> Iterable[str]:
    """The kinds of work of which something else is true than was told: yes became no or no yes, or a yes holds longer or
    less long. A no that nobody was ever told a yes of is no news."""
    for job in sorted({*known, *now}):
        new, old = now.get(job, Answer(False, None)), known.get(job, Answer(False, None))
        if new.eligible != old.eligible or (new.eligible and new.until != old.until):
            yield job
