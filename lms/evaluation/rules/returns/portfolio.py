"""Several returns as one: what a year's trainings, or some of them, came to together.

Lines are added line by line: the careful one is the sum of the careful lines, as if everything went badly at once. So its interval
is never too narrow, whatever the cases have in common."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from lms.evaluation.rules.returns.results import REFUSED, Line, Returns


@dataclass(frozen=True)
class Member:
    """One case of a portfolio. `left_out` says why it does not count: a forecast, refused, another currency, or part of a programme
    that counts already."""

    key: int
    returns: Returns
    left_out: str = ""

    @property
    def counts(self) -> bool:
        """Is it in the sums?"""
        return not self.left_out


@dataclass(frozen=True)
class Sum:
    """One line of all cases together."""

    benefits: Decimal
    costs: Decimal

    @property
    def net(self) -> Decimal:
        """What is left."""
        return self.benefits - self.costs

    @property
    def bcr(self) -> Decimal | None:
        """Benefits for each unit of money spent."""
        return self.benefits / self.costs if self.costs > 0 else None

    @property
    def roi_percent(self) -> Decimal | None:
        """ROI % = 100 × (BCR − 1)."""
        return None if self.bcr is None else 100 * (self.bcr - 1)


@dataclass(frozen=True)
class Portfolio:
    """All cases, those that count and those that do not, and their three lines."""

    currency: str
    members: tuple[Member, ...]
    conservative: Sum
    central: Sum
    optimistic: Sum

    @property
    def counted(self) -> tuple[Member, ...]:
        """The cases in the sums."""
        return tuple(one for one in self.members if one.counts)

    @property
    def pays(self) -> str:
        """The verdict on all together: pays, does not pay, or cannot tell."""
        low, high = self.conservative.roi_percent, self.optimistic.roi_percent
        if low is None or high is None:
            return "refused"
        if low >= 0:
            return "pays"
        return "does not pay" if high < 0 else "cannot tell"


def left_out(returns: Returns, stage: str, currency: str, *, within: bool) -> str:
    """Why a case does not count, or nothing."""
    if stage != "result":
        return "forecast"
    if returns.verdict == REFUSED:
        return "refused"
    if returns.case.currency != currency:
        return "currency"
    return "within" if within else ""


def add_up(currency: str, members: Sequence[Member]) -> Portfolio:
    """The cases together, the largest first."""
    ordered = sorted(members, key=lambda one: (not one.counts, -one.returns.central.benefits))
    return Portfolio(
        currency,
        tuple(ordered),
        _sum([one.returns.conservative for one in ordered if one.counts]),
        _sum([one.returns.central for one in ordered if one.counts]),
        _sum([one.returns.optimistic for one in ordered if one.counts]),
    )


def _sum(lines: Sequence[Line]) -> Sum:
    return Sum(sum((one.benefits for one in lines), Decimal(0)), sum((one.costs for one in lines), Decimal(0)))
