"""Level 2: what people knew before and after, as pairs.

gain      the mean of after − before with Student's interval
g         normalised gain (post − pre) / (max − pre), R. Hake, Am. J. Phys. 66 (1998) 64: of the means, and the mean over people.
          Undefined for who had everything before; such people are counted and said
d_z       gain / standard deviation of the differences
g_av      gain / √((s₁² + s₂²) / 2), times Hedges' correction J(n − 1); its interval from the noncentral t of the pairs
          (J. Algina, H. Keselman, Educ. Psychol. Meas. 63 (2003) 537), corrected alike
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from lms.evaluation.rules.noncentral import shift_limits
from lms.kpis.rules import intervals
from lms.kpis.rules.quantiles import t as t_quantile


@dataclass(frozen=True)
class PairSums:
    """Sums over pairs: all that a gain needs, so that a page reads one row. `full` had everything before; `shares` is the sum of
    the normalised gains of the others."""

    n: int
    before: float
    after: float
    before_squares: float
    after_squares: float
    products: float
    full: int
    shares: float

    @classmethod
    def of(cls, pairs: Sequence[tuple[float, float]], most: float) -> PairSums:
        """From the pairs themselves."""
        return cls(
            len(pairs),
            math.fsum(a for a, _b in pairs),
            math.fsum(b for _a, b in pairs),
            math.fsum(a * a for a, _b in pairs),
            math.fsum(b * b for _a, b in pairs),
            math.fsum(a * b for a, b in pairs),
            sum(a >= most for a, _b in pairs),
            math.fsum((b - a) / (most - a) for a, b in pairs if a < most),
        )


@dataclass(frozen=True)
class Effect:
    """A standardised effect with its interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Gain:
    """What the pairs come to. `normalised` is None where the means leave nothing to gain. `spread` is that of the differences,
    `pooled` that of the scores."""

    n: int
    before: float
    after: float
    mean: float
    low: float
    high: float
    t: float | None
    degrees: int
    normalised: float | None
    normalised_mean: float | None
    full: int
    spread: float
    pooled: float

    def _standardised(self, scale: float) -> Effect | None:
        """The gain in units of a spread; its limits come from the t of the pairs. None where all differences are the same."""
        if self.t is None:
            return None
        low, high = (limit / math.sqrt(self.n) for limit in shift_limits(self.t, self.degrees))
        return Effect(self.t / math.sqrt(self.n) * scale, low * scale, high * scale)

    @property
    def d_z(self) -> Effect | None:
        """The gain by the spread of the differences."""
        return self._standardised(1.0)

    @property
    def g_av(self) -> Effect | None:
        """The gain by the spread of the scores, corrected for small samples."""
        return self._standardised(hedges(self.degrees) * self.spread / self.pooled) if self.pooled else None


def gain_of(sums: PairSums, most: float) -> Gain | None:
    """The gain; None for fewer than two pairs."""
    n = sums.n
    if n < 2:
        return None
    before, after = sums.before / n, sums.after / n
    mean = after - before
    squares = sums.before_squares + sums.after_squares - 2 * sums.products
    spread = intervals.spread(n, sums.after - sums.before, squares)
    # Sums of large squares leave a remainder of rounding where all differences are the same.
    spread = 0.0 if spread < 1e-9 * max(1.0, abs(most)) else spread
    half = t_quantile(intervals.LEVEL, n - 1) * spread / math.sqrt(n)
    t = mean * math.sqrt(n) / spread if spread else None
    first = intervals.spread(n, sums.before, sums.before_squares)
    last = intervals.spread(n, sums.after, sums.after_squares)
    return Gain(
        n, before, after, mean, mean - half, mean + half, t, n - 1,
        mean / (most - before) if before < most else None,
        sums.shares / (n - sums.full) if n > sums.full else None,
        sums.full, spread, math.sqrt((first * first + last * last) / 2),
    )  # fmt: skip


def hedges(degrees: float) -> float:
    """Hedges' exact correction for small samples."""
    if degrees < 2:
        return 0.0
    return math.exp(math.lgamma(degrees / 2) - math.lgamma((degrees - 1) / 2)) / math.sqrt(degrees / 2)
