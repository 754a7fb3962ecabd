"""The return of a case: benefits, costs, their ratio, ROI and payback, each with its limits, in three lines.

BCR = B / C; ROI % = 100 (BCR − 1), asserted for every line; payback in months = months × C / B.
The three lines: conservative = benefits at their lower limit of 95 % against costs at their upper one; central; optimistic
the other way round. What is said first is the conservative line. `low` and `high` of ROI are the limits of 95 % of the ROI
itself: read off the effect where nothing else is uncertain, otherwise from ten thousand seeded draws.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from lms.evaluation.rules.returns.case import FIRST_YEAR, Case, CostLine
from lms.evaluation.rules.returns.choosing import Chosen, choose
from lms.evaluation.rules.returns.inputs import Term, uncertain
from lms.evaluation.rules.returns.simulation import DRAWS, Draws, draw

HUNDRED, ZERO = Decimal(100), Decimal(0)
LOWER, UPPER = 0.025, 0.975
PAYS, PAYS_NOT, CANNOT_TELL, NOT_SHOWN, REFUSED = "pays", "does not pay", "cannot tell", "not shown", "refused"


@dataclass(frozen=True)
class Line:
    """Benefits against costs, and what follows from them. Without costs there is no ratio, without benefits no payback."""

    benefits: Decimal
    costs: Decimal
    months: Decimal
    counted: bool = True
    """Does any benefit count? Where none could be told apart its size is unknown, so that no ratio follows; it is not −100 %."""

    @property
    def net(self) -> Decimal:
        """What is left."""
        return self.benefits - self.costs

    @property
    def bcr(self) -> Decimal | None:
        """Benefit–cost ratio."""
        return self.benefits / self.costs if self.costs and self.counted else None

    @property
    def roi_percent(self) -> Decimal | None:
        """100 × (BCR − 1). That it equals 100 × net / costs is asserted: a BCR of 3 is an ROI of 200 %, never of 300 %."""
        if self.bcr is None:
            return None
        roi = HUNDRED * (self.bcr - 1)
        check_identity(self.bcr, HUNDRED * self.net / self.costs)
        return roi

    @property
    def payback_months(self) -> Decimal | None:
        """After how many months the costs are earned; None where they never are."""
        return self.months * self.costs / self.benefits if self.benefits > 0 else None


class ImpossiblePair(ValueError):
    """A benefit–cost ratio and an ROI that cannot both be true."""


def check_identity(bcr: Decimal, roi_percent: Decimal) -> None:
    """Raise where ROI % is not 100 × (BCR − 1)."""
    wanted = HUNDRED * (bcr - 1)
    if abs(roi_percent - wanted) > Decimal("1e-12") * (HUNDRED + abs(wanted)):
        raise ImpossiblePair(
            f"A benefit-cost ratio of {bcr:f} means an ROI of {wanted:f} %, not of {roi_percent:f} %: ROI % = 100 × (BCR − 1)"
        )


@dataclass(frozen=True)
class Limits:
    """Limits of 95 % of one figure; None where a figure has no end (a payback that may never come)."""

    low: Decimal | None
    high: Decimal | None


@dataclass(frozen=True)
class Returns:
    """All that a case comes to."""

    case: Case
    chosen: tuple[Chosen, ...]
    conservative: Line
    central: Line
    optimistic: Line
    limits: dict[str, Limits] | None
    method: str
    """none: nothing is uncertain; closed: read off the limits of the effects; simulated: drawn."""
    probability: float | None
    """Of an ROI of at least the target."""
    verdict: str
    not_shown: tuple[str, ...]

    @property
    def counted(self) -> tuple[Chosen, ...]:
        """The benefits in the sum."""
        return tuple(one for one in self.chosen if one.counts)

    @property
    def headline(self) -> Line:
        """What is said first."""
        return self.conservative


def compute(case: Case) -> Returns:
    """The return of a case."""
    chosen = choose(case.benefits)
    benefit_terms = [one.benefit.term for one in chosen if one.counts]
    cost_terms = [line.term for line in case.costs]
    months = max([Decimal(FIRST_YEAR), *(one.benefit.months or ZERO for one in chosen if one.counts)])
    counted = bool(benefit_terms)
    central = Line(total(benefit_terms), total(cost_terms), months, counted)
    inputs = uncertain([*benefit_terms, *cost_terms])
    closed = all(one.shape == "effect" for one in inputs)
    method = "none" if not inputs else "closed" if closed else "simulated"
    draws = None if closed else draw(benefit_terms, cost_terms, seed=case.seed, count=DRAWS)
    low, high = _ends(benefit_terms, draws, benefits=True)
    cheap, dear = _ends(cost_terms, draws, benefits=False)
    conservative, optimistic = Line(low, dear, months, counted), Line(high, cheap, months, counted)
    limits = None if method == "none" else _limits(conservative, optimistic, draws, months)
    probability = _probability(benefit_terms, central.costs, case.target, draws) if limits and counted else None
    not_shown = tuple(one.benefit.code for one in chosen if one.counts and one.benefit.holds_zero)
    verdict = _verdict(case, benefit_terms, (conservative, central, optimistic), limits)
    return Returns(
        case, chosen, conservative, central, optimistic, limits, method, probability, verdict, not_shown
    )  # fmt: skip


def total(terms: Sequence[Term]) -> Decimal:
    """The sum of all amounts."""
    return sum((term.amount for term in terms), ZERO)


def by_category(costs: Sequence[CostLine]) -> dict[str, Decimal]:
    """What each category comes to."""
    told: dict[str, Decimal] = {}
    for line in costs:
        told[line.category] = told.get(line.category, ZERO) + line.term.amount
    return told


def _ends(terms: Sequence[Term], draws: Draws | None, *, benefits: bool) -> tuple[Decimal, Decimal]:
    """The limits of a sum. Where only effects are uncertain, they move together and so the limits add up."""
    if not uncertain(terms):
        return total(terms), total(terms)
    if draws is not None:
        values = draws.benefits if benefits else draws.costs
        return as_decimal(quantile(values, LOWER)), as_decimal(quantile(values, UPPER))
    low = sum((term.factors[0].limits[0] * term.per_effect for term in terms), ZERO)
    high = sum((term.factors[0].limits[1] * term.per_effect for term in terms), ZERO)
    return low, high


def _limits(worst: Line, best: Line, draws: Draws | None, months: Decimal) -> dict[str, Limits]:
    if draws is None or worst.bcr is None or best.bcr is None:
        low, high = worst.bcr, best.bcr
    else:
        ratios = [b / c if c else float("inf") for b, c in zip(draws.benefits, draws.costs, strict=True)]
        low, high = as_decimal(quantile(ratios, LOWER)), as_decimal(quantile(ratios, UPPER))
    roi = [None if end is None else HUNDRED * (end - 1) for end in (low, high)]
    back = [None if end is None or end <= 0 else months / end for end in (high, low)]
    return {
        "benefits": Limits(worst.benefits, best.benefits),
        "costs": Limits(best.costs, worst.costs),
        "bcr": Limits(low, high),
        "roi_percent": Limits(*roi),
        "payback_months": Limits(*back),
    }


def _probability(terms: Sequence[Term], costs: Decimal, target: Decimal, draws: Draws | None) -> float | None:
    """How probable an ROI of at least the target is."""
    if not costs:
        return None
    goal = 1 + float(target) / 100
    if draws is not None:
        reached = sum(b >= goal * c for b, c in zip(draws.benefits, draws.costs, strict=True))
        return reached / len(draws.benefits)
    wanted = goal * float(costs)

    def worth(u: float) -> float:
        return sum(term.factors[0].at(u) * float(term.per_effect) for term in terms)

    return 1 - _where(worth, wanted)


def _where(rising: Callable[[float], float], wanted: float) -> float:
    """The probability at which a rising quantile function reaches a value."""
    low, high = 1e-9, 1 - 1e-9
    if rising(low) >= wanted:
        return 0.0
    if rising(high) <= wanted:
        return 1.0
    for _ in range(60):
        middle = (low + high) / 2
        if rising(middle) < wanted:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _verdict(
    case: Case, terms: Sequence[Term], lines: tuple[Line, Line, Line], limits: dict[str, Limits] | None
) -> str:
    """By the lines that are said: what pays must pay on the conservative one, too, which lies below the interval of the ROI
    where limits were drawn."""
    worst, central, best = (line.roi_percent for line in lines)
    if not terms or worst is None or central is None or best is None:
        return REFUSED
    if limits is None:
        return PAYS if central >= case.target else PAYS_NOT
    benefits = limits["benefits"]
    if benefits.low is not None and benefits.high is not None and benefits.low <= 0 <= benefits.high:
        return NOT_SHOWN
    return PAYS if worst >= case.target else PAYS_NOT if best < case.target else CANNOT_TELL


def quantile(values: Sequence[float], share: float) -> float:
    """Of values in order, by linear interpolation."""
    place = (len(values) - 1) * share
    below = int(place)
    above = min(below + 1, len(values) - 1)
    ordered = sorted(values)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def as_decimal(value: float) -> Decimal:
    """A drawn figure as a Decimal of twelve digits: more would pretend to a precision that draws do not have."""
    return Decimal(f"{value:.12g}")
