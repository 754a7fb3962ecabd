"""All of some things, any of them, or at least n: how many must hold, and whether they do. `need` None: all of them."""

from __future__ import annotations


def needed(need: int | None, count: int) -> int:
    """How many of so many must hold; never more than there are."""
    return count if need is None else min(need, count)


def reached(need: int | None, count: int, holding: int) -> tuple[int, int]:
    """How many hold of how many that must; what holds beyond that adds nothing."""
    wanted = needed(need, count)
    return min(wanted, holding), wanted
