"""Quantiles and tails of t, F and the normal, from the beta function of the KPI rules: nothing to load."""

from __future__ import annotations

from statistics import NormalDist

from lms.kpis.rules.quantiles import beta_cdf, t


def t_quantile(p: float, df: float) -> float:
    """Student's t, for p above a half."""
    return t(2 * p - 1, df)


def t_two_sided(value: float, df: float) -> float:
    """P(|t| ≥ |value|)."""
    return beta_cdf(df / (df + value * value), df / 2, 0.5)


def f_tail(value: float, df1: float, df2: float) -> float:
    """P(F ≥ value)."""
    return beta_cdf(df2 / (df2 + df1 * value), df2 / 2, df1 / 2)


def z_two_sided(value: float) -> float:
    """P(|z| ≥ |value|)."""
    return 2 * NormalDist().cdf(-abs(value))
