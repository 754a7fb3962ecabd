"""What a course of figures says in one word, for the sentence above its chart."""

from __future__ import annotations

from dataclasses import dataclass

from lms.kpis.rules.figures import Figure

BETTER, WORSE, MORE, LESS, SAME, FEW, NEW = "better", "worse", "more", "less", "same", "few", "new"


@dataclass(frozen=True)
class Change:
    """How a figure differs from the one before it."""

    word: str
    by: float | None = None


def change(now: Figure, before: Figure, direction: str) -> Change:
    """Better or worse only where the two intervals lie apart (a cautious test of two estimates at 95 %)."""
    if now.value is None or not now.enough:
        return Change(FEW)
    if before.value is None or not before.enough:
        return Change(NEW)
    by = now.value - before.value
    if now.low is None or now.high is None or before.low is None or before.high is None:
        return Change(SAME, by)
    if now.low <= before.high and before.low <= now.high:
        return Change(SAME, by)
    if direction == "none":
        return Change(MORE if by > 0 else LESS, by)
    return Change(BETTER if (by > 0) == (direction == "up") else WORSE, by)
