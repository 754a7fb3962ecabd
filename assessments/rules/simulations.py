"""What several assessors' ratings of one simulated call come to.

Each rates alone. When all who were asked have rated, the result is the mean of their figures, unless they differ by more
than the card allows or do not agree on what must be met: then a further assessor rates, alone too, and the result is the
median of all; what must be met has failed where more than half say so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import floor
from statistics import median


class Stage(StrEnum):
    """How far a simulation is."""

    RATING = "rating"
    THIRD_WANTED = "third_wanted"
    """The others differ too much; nobody is named yet."""
    SETTLING = "settling"
    """A further assessor is named and has not rated."""
    DONE = "done"
    CALLED_OFF = "called_off"
    """Nobody rates it any more, and what was rated counts for nothing."""


@dataclass(frozen=True)
class Seat:
    """One assessor of a simulation; `percent` None until they have rated."""

    assessor_id: int
    settles: bool
    percent: float | None = None
    failed_musts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Verdict:
    """How a simulation stands. `spread` is by how much the first assessors differ, once all have rated; `percent` and
    `passed` are there when it is done; `settled` says that a further assessor was needed."""

    stage: Stage
    spread: float | None = None
    percent: float | None = None
    passed: bool | None = None
    settled: bool = False


def verdict(seats: Sequence[Seat], *, pass_mark: float, settle_above: float) -> Verdict:
    """The result, or what it still lacks."""
    first = [seat for seat in seats if not seat.settles]
    figures = [seat.percent for seat in first if seat.percent is not None]
    if not first or len(figures) < len(first):
        return Verdict(Stage.RATING)
    spread = floor((max(figures) - min(figures)) * 10 + 0.5) / 10
    if spread <= settle_above and len({bool(seat.failed_musts) for seat in first}) == 1:
        mean = sum((Fraction(str(figure)) for figure in figures), Fraction(0)) / len(figures)
        percent = floor(mean * 10 + Fraction(1, 2)) / 10
        return Verdict(Stage.DONE, spread, percent, percent >= pass_mark and not first[0].failed_musts)
    further = [seat for seat in seats if seat.settles]
    if not further:
        return Verdict(Stage.THIRD_WANTED, spread)
    if any(seat.percent is None for seat in further):
        return Verdict(Stage.SETTLING, spread)
    percent = floor(median(Fraction(str(seat.percent)) for seat in seats) * 10 + Fraction(1, 2)) / 10
    has_failed = sum(1 for seat in seats if seat.failed_musts) * 2 > len(seats)
    return Verdict(Stage.DONE, spread, percent, percent >= pass_mark and not has_failed, settled=True)


def seen_by(viewer: int, seats: Sequence[Seat], stage: Stage) -> frozenset[int]:
    """The assessors whose ratings somebody who rates may see: one's own at any time, the others' when every first
    assessor has rated; whoever settles sees the others' only when it is done."""
    own = frozenset(seat.assessor_id for seat in seats if seat.assessor_id == viewer)
    settles = any(seat.settles and seat.assessor_id == viewer for seat in seats)
    if stage == Stage.RATING or (settles and stage != Stage.DONE):
        return own
    if stage == Stage.DONE:
        return frozenset(seat.assessor_id for seat in seats)
    return own | frozenset(seat.assessor_id for seat in seats if not seat.settles)
