"""How a rule says no, and how many of some things it asks for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


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
