"""What the result hangs on: how far each uncertain figure moves the ROI, and at which value of a figure nothing would be left."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from lms.evaluation.rules.returns.inputs import Input, Term
from lms.evaluation.rules.returns.results import Returns, as_decimal


@dataclass(frozen=True)
class Bar:
    """One figure of the tornado: the ROI at its lower and upper limit, all else in the middle."""

    input: Input
    side: str
    """benefit or cost"""
    term: Term
    roi_low: Decimal
    roi_high: Decimal
    break_even: Decimal | None
    """The value at which benefits equal costs; None where no value of this figure alone can bring that about."""

    @property
    def width(self) -> Decimal:
        """How much of the interval is its doing."""
        return abs(self.roi_high - self.roi_low)

    @property
    def changes_sign(self) -> bool:
        """Does the training pay at one end and not at the other?"""
        return min(self.roi_low, self.roi_high) < 0 <= max(self.roi_low, self.roi_high)


@dataclass(frozen=True)
class BreakEven:
    """The effect at which a benefit just bears the costs that the others do not."""

    code: str
    name: str
    unit: str
    effect: Decimal
    needed: Decimal


def tornado(returns: Returns) -> tuple[Bar, ...]:
    """The widest first."""
    central = returns.central
    if not central.costs or not central.counted:
        return ()
    benefits, costs = _terms(returns)
    bars = []
    for side, terms in (("benefit", benefits), ("cost", costs)):
        for term in terms:
            for factor in term.factors:
                if not factor.is_uncertain:
                    continue
                low, high = (_roi(benefits, costs, factor.key, float(end)) for end in factor.limits)
                bars.append(Bar(factor, side, term, low, high, _break_even(returns, term, factor, side)))
    return tuple(sorted(bars, key=lambda bar: -bar.width))


def break_even(returns: Returns) -> tuple[BreakEven, ...]:
    """For each counted benefit, the effect that is needed, the others staying as they are."""
    needed = []
    for one in returns.counted:
        term = one.benefit.term
        if term.per_effect:
            rest = returns.central.benefits - term.amount
            effect = (returns.central.costs - rest) / term.per_effect
            needed.append(
                BreakEven(one.benefit.code, one.benefit.name, one.benefit.unit, one.benefit.effect.value, effect)
            )
    return tuple(needed)


def share_needed(returns: Returns) -> Decimal | None:
    """The part of all effects together that would already bear the costs: 0.4 means that 40 % of the gain was enough."""
    return returns.central.costs / returns.central.benefits if returns.central.benefits > 0 else None


def _terms(returns: Returns) -> tuple[list[Term], list[Term]]:
    return [one.benefit.term for one in returns.counted], [line.term for line in returns.case.costs]


def _roi(benefits: list[Term], costs: list[Term], key: str, value: float) -> Decimal:
    gained, spent = (sum(term.by_values({key: 0})((value,)) for term in terms) for terms in (benefits, costs))
    return as_decimal(100 * (gained / spent - 1)) if spent else Decimal(0)


def _break_even(returns: Returns, term: Term, factor: Input, side: str) -> Decimal | None:
    """Amounts are proportional to each of their factors, so the value follows by division. Money and costs below nothing do not exist;
    an effect may be one."""
    if not factor.value or not term.amount:
        return None
    if side == "benefit":
        wanted = returns.central.costs - (returns.central.benefits - term.amount)
    else:
        wanted = returns.central.benefits - (returns.central.costs - term.amount)
    value = factor.value * wanted / term.amount
    may_fall_below_nothing = side == "benefit" and factor.key == term.factors[0].key
    return value if value >= 0 or may_fall_below_nothing else None
