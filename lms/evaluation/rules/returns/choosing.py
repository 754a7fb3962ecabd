"""Which benefits are turned into money: those with a method of isolation, and of each overlap group only one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from lms.evaluation.rules.returns.case import Benefit
from lms.evaluation.rules.returns.inputs import Term

COUNTED, NOT_ISOLATED, SAME_MONEY = "counted", "not_isolated", "same_money"


@dataclass(frozen=True)
class Chosen:
    """A benefit, whether it counts, and if not, why. `instead` is the benefit that stands for the same money."""

    benefit: Benefit
    status: str
    instead: str = ""

    @property
    def counts(self) -> bool:
        """Is its money in the sum?"""
        return self.status == COUNTED


def lowest(term: Term) -> Decimal:
    """The least that a benefit can be within the limits of all its figures; an effect below nothing is worst at the
    highest price."""
    low = high = Decimal(1)
    for factor in term.factors:
        ends = [a * b for a in (low, high) for b in factor.limits]
        low, high = min(ends), max(ends)
    return low


def choose(benefits: Sequence[Benefit]) -> tuple[Chosen, ...]:
    """In the order of the case. Benefits of one overlap group describe the same money: the most conservative stands for all."""
    best: dict[str, Benefit] = {}
    for one in benefits:
        if one.overlap and one.isolation != "none":
            held = best.get(one.overlap)
            if held is None or (lowest(one.term), one.term.amount) < (lowest(held.term), held.term.amount):
                best[one.overlap] = one
    chosen = []
    for one in benefits:
        if one.isolation == "none":
            chosen.append(Chosen(one, NOT_ISOLATED))
        elif one.overlap and best[one.overlap] is not one:
            chosen.append(Chosen(one, SAME_MONEY, best[one.overlap].code))
        else:
            chosen.append(Chosen(one, COUNTED))
    return tuple(chosen)
