"""What the statistics of an exam are worked out from. Apart from the calculation, so that reading it loads no numpy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Mark:
    """What one person got for one item; `chosen` the answers they gave, as the page names them; nothing: left out."""

    person: int
    item: int
    score: float
    points: float
    chosen: tuple[str, ...] = ()
    parts: tuple[bool, ...] = ()
    """Of what is matched or put in order, whether each single thing was right."""
    seen_before: bool = False
    """Did this person have the same wording in an earlier exam already?"""


@dataclass(frozen=True)
class Asked:
    """An item: the answers that can be chosen with whether they are right, and what blind guessing earns; nothing for items
    to which one writes or places something."""

    options: Mapping[str, bool]
    guess: float | None = None
