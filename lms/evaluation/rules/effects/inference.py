"""Intervals that hold for small organisations.

With few assigned units the plain interval covers too rarely (84 % at eight branches). The standard error is multiplied
by √(m/(m−K)) and the quantile is Student's with m−K degrees of freedom, where m counts the independently assigned units
and K the cohorts, the never treated included; simulated coverage is then 93 to 99 %."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from lms.evaluation.rules.effects.aggregates import Aggregate
from lms.evaluation.rules.effects.distributions import t_quantile, t_two_sided
from lms.evaluation.rules.effects.figures import Estimate
from lms.evaluation.rules.effects.panel import Floats


@dataclass(frozen=True)
class Certainty:
    """How sure m assigned units in K cohorts can make one; each covariate costs as much as a cohort."""

    assigned: int
    cohorts: int
    level: float
    covariates: int = 0

    @cached_property
    def df(self) -> int:
        """Degrees of freedom; none are left at 0."""
        return max(self.assigned - self.cohorts - self.covariates, 0)

    @cached_property
    def factor(self) -> float:
        """By which the plain standard error is multiplied."""
        return float(np.sqrt(self.assigned / self.df)) if self.df else float("nan")

    @cached_property
    def quantile(self) -> float:
        """Of the interval."""
        return t_quantile(0.5 + self.level / 2, self.df) if self.df else float("nan")

    def estimate(self, one: Aggregate, omega: Floats) -> Estimate:
        """A figure with its interval."""
        return self.estimates((one,), omega)[0]

    def estimates(self, members: Sequence[Aggregate], omega: Floats) -> list[Estimate]:
        """Figures with their intervals, all at once."""
        gradients = np.array([one.gradient for one in members])
        plain = np.sqrt(np.clip(((gradients @ omega) * gradients).sum(axis=1), 0, None)).tolist()
        found = []
        for one, own in zip(members, plain, strict=True):
            se = own * self.factor
            found.append(Estimate(one.att, se, own, one.att - self.quantile * se, one.att + self.quantile * se))
        return found

    def p(self, value: float, se: float) -> float:
        """Two-sided, that the truth is 0."""
        return t_two_sided(value / se, self.df) if self.df and se > 0 else float("nan")

    def smallest(self, se: float, power: float) -> float:
        """The effect that would be found with the given power: (t_level + t_power) × SE."""
        return (self.quantile + t_quantile(power, self.df)) * se if self.df else float("nan")


def band_quantiles(
    members: Sequence[Aggregate], omega: Floats, *, level: float, draws: int, seed: int, df: int
) -> tuple[float, float]:
    """The quantile of max|t| over all of them, and that of max|z|: the simultaneous band of Montiel Olea &
    Plagborg-Møller, Journal of Applied Econometrics 34 (2019), 1–17, by draws from the estimated correlation."""
    gradients = np.array([one.gradient for one in members])
    covariance = gradients @ omega @ gradients.T
    scale = np.sqrt(np.clip(np.diag(covariance), 0, None))
    alive = scale > 1e-12 * max(float(scale.max(initial=0.0)), 1e-300)
    if not alive.any():
        return float("nan"), float("nan")
    correlation = covariance[np.ix_(alive, alive)] / np.outer(scale[alive], scale[alive])
    root = _root(correlation)
    rng = np.random.default_rng(seed)
    largest = np.abs(rng.standard_normal((draws, len(root))) @ root.T).max(axis=1)
    plain = float(np.quantile(largest, level))
    if not df:
        return float("nan"), plain
    return float(np.quantile(largest / np.sqrt(rng.chisquare(df, draws) / df), level)), plain


def _root(correlation: Floats) -> Floats:
    """R with RR' = the correlation, to nine digits where some events are sums of others. Cholesky, because it is over at
    once; a decomposition by eigenvalues lets the threads of BLAS wait for one another at these sizes."""
    for ridge in (0.0, 1e-10):
        try:
            return np.asarray(np.linalg.cholesky(correlation + ridge * np.eye(len(correlation))), dtype=np.float64)
        except np.linalg.LinAlgError:
            continue
    values, vectors = np.linalg.eigh(correlation)
    return np.asarray(vectors * np.sqrt(np.clip(values, 0, None)))
