"""The noncentral t distribution: what intervals of standardised effects rest on. Standard library only.

P(T ≤ t) = ∫ Φ(t·s − δ) f(s) ds, where s = √(χ²/ν) has the density f; by Simpson's rule over where f lies. Noncentralities are
found by bisection. Right to about 1e-8 (tests compare with an independent implementation).
"""

from __future__ import annotations

import math
from statistics import NormalDist

_PHI = NormalDist().cdf
_PARTS = 400
_STEPS = 60


def cdf(t: float, degrees: float, shift: float) -> float:
    """P(T ≤ t) for the noncentrality `shift`."""
    spread = 1 / math.sqrt(2 * degrees)
    low, high = max(1e-12, 1 - 10 * spread), 1 + 12 * spread
    head = math.log(2) + degrees / 2 * math.log(degrees / 2) - math.lgamma(degrees / 2)
    width = (high - low) / _PARTS
    total = 0.0
    for part in range(_PARTS + 1):
        s = low + part * width
        density = math.exp(head + (degrees - 1) * math.log(s) - degrees * s * s / 2)
        weight = 1 if part in (0, _PARTS) else 4 if part % 2 else 2
        total += weight * density * _PHI(t * s - shift)
    return min(1.0, max(0.0, total * width / 3))


def shift_limits(t: float, degrees: float, level: float = 0.95) -> tuple[float, float]:
    """The noncentralities between which that of an observed t lies with the level's confidence."""
    tail = (1 - level) / 2
    return _shift(t, degrees, 1 - tail), _shift(t, degrees, tail)


def _shift(t: float, degrees: float, probability: float) -> float:
    """The noncentrality under which the observed t has this probability of not being exceeded; the larger, the less."""
    reach = 10 + 2 * abs(t) / math.sqrt(2 * degrees) * 10
    low, high = t - reach, t + reach
    for _ in range(_STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if cdf(t, degrees, middle) > probability else (low, middle)
    return (low + high) / 2
