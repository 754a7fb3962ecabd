"""What a case for a return holds: effects with the money they mean, costs by category, and how each came to be known."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from lms.evaluation.rules.returns.inputs import Input, Term

CATEGORIES = (
    "needs_analysis",
    "design",
    "development",
    "acquisition",
    "trainers",
    "rooms",
    "travel",
    "materials",
    "learners_time",
    "operation",
    "administration",
    "evaluation",
)
"""Fully loaded costs. Every one is answered, with 0 where nothing was spent."""
SPREADABLE = ("needs_analysis", "design", "development", "acquisition")
"""What serves more than one run of a training, so that each run bears its share."""

ISOLATIONS = (
    "randomised",
    "comparison",
    "trend_line",
    "forecasting",
    "experts",
    "supervisors",
    "management",
    "participants",
    "customers",
    "none",
)
"""How the training's part was told from everything else, the most credible first."""
MEASURED = ISOLATIONS[:4]
ESTIMATED = ISOLATIONS[4:9]

METHODS = (
    "standard_value",
    "cost_of_quality",
    "staff_time",
    "historical_cost",
    "external_database",
    "linked_measure",
    "internal_expert",
    "external_expert",
    "participants",
    "supervisors",
    "staff",
)
"""How one unit of an effect became money, the most credible first: its rank is its place."""
OPINIONS = METHODS[6:]
"""Methods whose value is lowered by the confidence of whoever gave it."""

FIRST_YEAR = 12
LEVELS = (1, 2, 3, 4)


@dataclass(frozen=True)
class Estimate:
    """What one person thinks the training changed. Whoever said nothing, or left a part out, counts as no improvement."""

    who: str
    improvement: Decimal | None
    contribution: Decimal | None
    confidence: Decimal | None
    excluded: str = ""
    line: int | None = None

    @property
    def adjusted(self) -> Decimal:
        """Improvement × contribution × confidence; 0 where one of them is unknown."""
        if self.improvement is None or self.contribution is None or self.confidence is None:
            return Decimal(0)
        return self.improvement * self.contribution / 100 * self.confidence / 100

    @property
    def is_known(self) -> bool:
        """Were all three parts given?"""
        return None not in (self.improvement, self.contribution, self.confidence)


@dataclass(frozen=True)
class Conversion:
    """The money that one unit of an effect is worth."""

    value: Input
    method: str
    source: str
    confidence: Input | None = None
    alternatives: tuple[Decimal, ...] = ()

    @property
    def rank(self) -> int:
        """1 is the most credible."""
        return METHODS.index(self.method) + 1


@dataclass(frozen=True)
class Benefit:
    """One effect and its money. Its factors: the effect (or an amount of money), unit-months, units in one unit-month,
    money, confidence."""

    code: str
    name: str
    isolation: str
    source: str
    term: Term
    overlap: str = ""
    unit: str = ""
    lowers: bool = False
    """The KPI is better when it is lower; the effect here is turned so that more is better."""
    conversion: Conversion | None = None
    estimates: tuple[Estimate, ...] = ()
    extremes: tuple[Estimate, ...] = ()
    trained: Decimal | None = None
    months: Decimal | None = None
    months_asked: Decimal | None = None
    line: int | None = None

    @property
    def effect(self) -> Input:
        """What the training changed, more being better."""
        return self.term.factors[0]

    @property
    def confidence(self) -> Input | None:
        """How sure people were of an effect that they gave as one figure."""
        own = f"{self.term.key}.confidence"
        return next((one for one in self.term.factors if one.key == own), None)

    @property
    def holds_zero(self) -> bool:
        """Could the effect just as well be nothing?"""
        low, high = self.effect.limits
        return self.effect.is_uncertain and low <= 0 <= high


@dataclass(frozen=True)
class CostLine:
    """One cost: an amount, or hours at a rate, of which this run bears `share`."""

    category: str
    name: str
    term: Term
    source: str = ""
    full: Decimal = Decimal(0)
    """Before it was spread."""
    share: Decimal = Decimal(1)
    used: Decimal | None = None
    over: Decimal | None = None
    """What the share is made of, where the cost was spread."""
    line: int | None = None


@dataclass(frozen=True)
class Override:
    """Leave to count more than the first year: who gave it, when and why."""

    months: Decimal
    reason: str
    approved_by: str
    approved_on: date | None
    line: int | None = None


@dataclass(frozen=True)
class Intangible:
    """What was gained and is not turned into money, on purpose."""

    name: str
    evidence: str = ""
    line: int | None = None


@dataclass(frozen=True)
class Told:
    """Who was told of the result."""

    who: str
    on: date | None
    line: int | None = None


@dataclass(frozen=True)
class Case:
    """All that a return is computed from."""

    title: str
    currency: str
    benefits: tuple[Benefit, ...]
    costs: tuple[CostLine, ...]
    solution: str = "short"
    target: Decimal = Decimal(0)
    months: Decimal = Decimal(FIRST_YEAR)
    seed: int = 1
    evidence: dict[int, str] = field(default_factory=dict)
    override: Override | None = None
    intangibles: tuple[Intangible, ...] = ()
    told: tuple[Told, ...] = ()
    only_total: bool = False
    """Costs came as one total, so nobody can see whether they are complete."""

    @property
    def allowed_months(self) -> Decimal:
        """The first year, or what somebody approved with their name."""
        approved = self.override is not None and self.override.approved_by and self.override.approved_on
        return self.override.months if self.override is not None and approved else Decimal(FIRST_YEAR)
