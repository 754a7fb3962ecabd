"""Quantiles that intervals rest on: normal, Student's t, beta, gamma. Standard library only, right to about 1e-10.

The incomplete beta function is Lentz's continued fraction, the incomplete gamma function its series or continued fraction
(Press et al., Numerical Recipes, 3rd edition, 6.2 and 6.4); quantiles are found by bisection, which cannot fail.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache
from statistics import NormalDist

_TINY = 1e-300
_STEPS = 500


def z(level: float) -> float:
    """The two-sided normal quantile: 1.96 for a level of 0.95."""
    return NormalDist().inv_cdf(0.5 + level / 2)


@lru_cache(maxsize=4096)
def t(level: float, degrees: float) -> float:
    """The two-sided quantile of Student's t."""
    if degrees > 200:
        return _t_of_many(z(level), degrees)
    tail = 1 - level
    x = _bisect(lambda x: beta_cdf(x, degrees / 2, 0.5), tail, 0.0, 1.0)  # P(|T| > t) = I_x(df/2, 1/2)
    return math.sqrt(degrees * (1 - x) / x)


def _t_of_many(q: float, degrees: float) -> float:
    """Fisher's expansion about the normal quantile (Abramowitz and Stegun, 26.7.5): at 200 degrees right to 1e-11."""
    terms = (
        (q**3 + q) / 4,
        (5 * q**5 + 16 * q**3 + 3 * q) / 96,
        (3 * q**7 + 19 * q**5 + 17 * q**3 - 15 * q) / 384,
        (79 * q**9 + 776 * q**7 + 1482 * q**5 - 1920 * q**3 - 945 * q) / 92160,
    )
    return q + sum(term / degrees**power for power, term in enumerate(terms, start=1))


def beta_cdf(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function I_x(a, b)."""
    if x <= 0 or x >= 1:
        return 0.0 if x <= 0 else 1.0
    front = math.exp(math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x))
    if x < (a + 1) / (a + b + 2):
        return front * _beta_fraction(x, a, b) / a
    return 1 - front * _beta_fraction(1 - x, b, a) / b


def _beta_fraction(x: float, a: float, b: float) -> float:
    c, d = 1.0, 1 / _solid(1 - (a + b) * x / (a + 1))
    value = d
    for m in range(1, _STEPS):
        for step in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1 / _solid(1 + step * d)
            c = _solid(1 + step / c)
            value *= c * d
        if abs(c * d - 1) < 1e-15:
            break
    return value


def gamma_cdf(x: float, a: float) -> float:
    """The regularised lower incomplete gamma function P(a, x)."""
    if x <= 0:
        return 0.0
    front = math.exp(a * math.log(x) - x - math.lgamma(a))
    if x < a + 1:
        term = total = 1 / a
        for number in range(1, 100_000):
            term *= x / (a + number)
            total += term
            if term < total * 1e-16:
                break
        return front * total
    b = x + 1 - a
    c, d = 1 / _TINY, 1 / b
    value = d
    for number in range(1, 100_000):
        step = -number * (number - a)
        b += 2
        d = 1 / _solid(step * d + b)
        c = _solid(b + step / c)
        value *= c * d
        if abs(c * d - 1) < 1e-15:
            break
    return 1 - front * value


@lru_cache(maxsize=4096)
def gamma_quantile(p: float, a: float) -> float:
    """The x at which P(a, x) is p. Where there are many events, Wilson and Hilferty's cube root is close already, and two
    steps of Newton's method do the rest."""
    if a > 50:
        near = NormalDist().inv_cdf(p)
        x = a * (1 - 1 / (9 * a) + near / (3 * math.sqrt(a))) ** 3
        for _ in range(2):
            density = math.exp((a - 1) * math.log(x) - x - math.lgamma(a))
            x -= (gamma_cdf(x, a) - p) / density
        return x
    high = a + 10 * math.sqrt(a) + 30
    return _bisect(lambda x: gamma_cdf(x, a), p, 0.0, high)


def _solid(value: float) -> float:
    return value if abs(value) > _TINY else _TINY


def _bisect(function: Callable[[float], float], wanted: float, low: float, high: float) -> float:
    for _ in range(200):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        if function(middle) < wanted:
            low = middle
        else:
            high = middle
    return (low + high) / 2
