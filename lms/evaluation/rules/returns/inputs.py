"""The figures that go into a return, each with its limits and the place where it stands."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache, reduce
from statistics import NormalDist
from typing import Literal

from lms.kpis.rules.quantiles import t, z

Shape = Literal["fixed", "effect", "triangular", "normal"]
LEVEL = 0.95
_NORMAL = NormalDist()
_GRID = 240
_EDGE = 6.0


@dataclass(frozen=True)
class Input:
    """One figure. `key` is its path in the case, `line` its line in a file.

    shape  fixed       known
           effect      an estimate: `low` and `high` are its limits of 95 %; effects of one case move together
           triangular  `low` and `high` are the least and the most it can be, `value` the likeliest
           normal      `low` and `high` are its limits of 95 %
    """

    key: str
    value: Decimal
    shape: Shape = "fixed"
    low: Decimal | None = None
    high: Decimal | None = None
    degrees: float | None = None
    line: int | None = None
    unit: str = ""

    @property
    def is_uncertain(self) -> bool:
        """Has it limits that differ from it?"""
        return self.shape != "fixed" and self.limits != (self.value, self.value)

    @property
    def limits(self) -> tuple[Decimal, Decimal]:
        """From where to where it may lie; itself twice where it is known."""
        return (self.value if self.low is None else self.low, self.value if self.high is None else self.high)

    def at(self, u: float) -> float:
        """Its quantile: the value it lies below with probability `u`."""
        return self.quantiles()(u)

    def quantiles(self) -> Callable[[float], float]:
        """What reads off its quantiles: to be kept where there are thousands."""
        value, (low, high) = float(self.value), (float(end) for end in self.limits)
        if not self.is_uncertain:
            return lambda _u: value
        if self.shape == "triangular":
            return lambda u: _triangular(u, low, value, high)
        standard, end = self.standard, self.standard(0.5 + LEVEL / 2)
        return lambda u: value + ((value - low) if u < 0.5 else (high - value)) * standard(u) / end

    def standard(self, u: float) -> float:
        """The quantile of the standard distribution that its limits come from."""
        if self.degrees is None:
            return _NORMAL.inv_cdf(u)
        return _t_quantile(u, self.degrees)


def effect_limits(value: Decimal, error: Decimal, degrees: float | None) -> tuple[Decimal, Decimal]:
    """The limits of 95 % of an estimate with a standard error."""
    half = error * Decimal(repr(t(LEVEL, degrees) if degrees else z(LEVEL)))
    return value - half, value + half


def _triangular(u: float, low: float, mode: float, high: float) -> float:
    if u < (mode - low) / (high - low):
        return low + math.sqrt(u * (high - low) * (mode - low))
    return high - math.sqrt((1 - u) * (high - low) * (high - mode))


@lru_cache(maxsize=64)
def _t_table(degrees: float) -> list[float]:
    """Quantiles of t over an even grid of the normal's, from its middle out: looked up ten thousand times, computed once."""
    steps = (_EDGE * step / _GRID for step in range(_GRID + 1))
    return [t(2 * _NORMAL.cdf(step) - 1, degrees) if step else 0.0 for step in steps]


def _t_quantile(u: float, degrees: float) -> float:
    if u in (0.5 - LEVEL / 2, 0.5 + LEVEL / 2):
        return math.copysign(t(LEVEL, degrees), u - 0.5)
    table, normal = _t_table(degrees), _NORMAL.inv_cdf(u)
    place = min(abs(normal) / _EDGE * _GRID, _GRID - 1e-9)
    below = int(place)
    return math.copysign(table[below] + (table[below + 1] - table[below]) * (place - below), normal)


@dataclass(frozen=True)
class Term:
    """One amount of money as a product of figures: what is added up to benefits or to costs."""

    key: str
    name: str
    factors: tuple[Input, ...]
    line: int | None = None

    @property
    def amount(self) -> Decimal:
        """At the figures as they were given."""
        return reduce(lambda product, factor: product * factor.value, self.factors, Decimal(1))

    @property
    def per_effect(self) -> Decimal:
        """The money that one unit of its effect (its first factor) is worth."""
        return reduce(lambda product, factor: product * factor.value, self.factors[1:], Decimal(1))

    def by_values(self, places: Mapping[str, int]) -> Callable[[Sequence[float]], float]:
        """What works it out with other figures, which stand at these places in a row."""
        parts = [(places.get(factor.key, -1), float(factor.value)) for factor in self.factors]

        def amount(row: Sequence[float]) -> float:
            product = 1.0
            for place, known in parts:
                product *= known if place < 0 else row[place]
            return product

        if all(place < 0 for place, _known in parts):
            fixed = amount(())
            return lambda _row: fixed
        return amount


def uncertain(terms: Sequence[Term]) -> tuple[Input, ...]:
    """The figures that have limits, each once."""
    return tuple({factor.key: factor for term in terms for factor in term.factors if factor.is_uncertain}.values())
