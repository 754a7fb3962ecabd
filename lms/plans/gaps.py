"""The share of people who meet the level asked of them, cell by cell. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lms.kpis.rules.intervals import wilson
from lms.skills.rules import ENOUGH_PEOPLE

GOOD, FAIR = 80.0, 50.0


@dataclass(frozen=True)
class Cell:
    """`met` of `n` people meet what is asked of each of them; in per cent, with Wilson's interval."""

    n: int
    met: int
    percent: float
    low: float
    high: float

    @property
    def kind(self) -> str:
        """few, or how the whole interval lies: most meet it (well above half), most do not, or not certain."""
        if self.n < ENOUGH_PEOPLE:
            return "few"
        if self.percent >= GOOD and self.low >= FAIR:
            return "reached"
        return "missed" if self.percent < FAIR else "open"


def cell(met: int, n: int) -> Cell | None:
    """The share of some among many; None of nobody."""
    if not n:
        return None
    low, high = wilson(met, n)
    return Cell(n, met, 100 * met / n, 100 * low, 100 * high)


def cell_of(meets: Iterable[bool]) -> Cell | None:
    """The share among some people; None of nobody."""
    rows = list(meets)
    return cell(sum(rows), len(rows))
