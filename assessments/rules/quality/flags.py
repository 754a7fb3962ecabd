"""What an author should look at in an item's figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from assessments.rules.quality.least import FEWEST

TOO_HARD, TOO_EASY, WEAK, NOBODY = 0.2, 0.9, 0.2, 0.05


@dataclass(frozen=True)
class Option:
    """One way to answer an item: by what share of people it was chosen, and their mean mark on the rest."""

    option: str
    share: float
    mean_rest: float | None
    is_key: bool


class Judged(Protocol):
    """The figures that flags rest on."""

    @property
    def n(self) -> int:
        """How many answered."""

    @property
    def facility(self) -> float:
        """The share of the points that they got."""

    @property
    def point_biserial_corrected(self) -> float | None:
        """How the item goes with the rest of the test."""

    @property
    def options(self) -> Sequence[Option]:
        """What could be chosen."""


def flags_of(item: Judged) -> tuple[str, ...]:
    """What an author should look at, as codes; nothing but `too_few` where too few people answered."""
    if item.n < FEWEST:
        return ("too_few",)
    found = []
    if item.facility < TOO_HARD:
        found.append("too_hard")
    if item.facility > TOO_EASY:
        found.append("too_easy")
    corrected = item.point_biserial_corrected
    if corrected is None:
        found.append("no_spread")
    elif corrected < WEAK:
        found.append("weak")
    keys = [option.mean_rest for option in item.options if option.is_key and option.mean_rest is not None]
    wrong = [option for option in item.options if not option.is_key]
    if any(option.share < NOBODY for option in wrong):
        found.append("distractor_nobody_takes")
    often = [option.mean_rest for option in wrong if option.share >= NOBODY and option.mean_rest is not None]
    beaten = bool(keys and often) and max(often) > max(keys)
    if beaten:
        found.append("option_beats_key")
    if corrected is not None and (corrected < 0 or (beaten and corrected < WEAK / 2)):
        found.append("likely_miskeyed")
    return tuple(found)
