"""The noncentral t distribution: what intervals of standardised effects rest on. Standard library only.

P(T ≤ t) = ∫ Φ(t·s − δ) f(s) ds, where s = √(χ²/ν) has the density f; by Simpson's rule over where f lies. Noncentralities are
found by bisection. Right to about 1e-8 (tests compare with an independent implementation).
"""

from __future__ import annotations

import math
from functools import lru_cache

_PARTS = 400
_STEPS = 48
Node = tuple[float, float]


def _phi(x: float) -> float:
    return 0.5 * math.erfc(-x / math.sqrt(2))


@lru_cache(maxsize=256)
def _nodes(degrees: float) -> tuple[Node, ...]:
    """Places and weights of the density of √(χ²/ν); those without weight are left out."""
    spread = 1 / math.sqrt(2 * degrees)
    low, high = max(1e-12, 1 - 10 * spread), 1 + 12 * spread
    head = math.log(2) + degrees / 2 * math.log(degrees / 2) - math.lgamma(degrees / 2)
    width = (high - low) / _PARTS
    nodes = []
    for part in range(_PARTS + 1):
        s = low + part * width
        density = math.exp(head + (degrees - 1) * math.log(s) - degrees * s * s / 2)
        weight = (1 if part in (0, _PARTS) else 4 if part % 2 else 2) * density * width / 3
        if weight > 1e-17:
            nodes.append((s, weight))
    return tuple(nodes)


def cdf(t: float, degrees: float, shift: float) -> float:
    """P(T ≤ t) for the noncentrality `shift`."""
    return min(1.0, max(0.0, math.fsum(weight * _phi(t * s - shift) for s, weight in _nodes(degrees))))


@lru_cache(maxsize=1024)
def shift_limits(t: float, degrees: float, level: float = 0.95) -> tuple[float, float]:
    """The noncentralities between which that of an observed t lies with the level's confidence."""
    tail = (1 - level) / 2
    return _shift(t, degrees, 1 - tail), _shift(t, degrees, tail)


def _shift(t: float, degrees: float, probability: float) -> float:
    """The noncentrality under which the observed t has this probability of not being exceeded; the larger, the less."""
    reach = 10 + 20 * abs(t) / math.sqrt(2 * degrees)
    low, high = t - reach, t + reach
    for _ in range(_STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if cdf(t, degrees, middle) > probability else (low, middle)
    return (low + high) / 2
