"""Quantiles and tails of t, F and the normal, by scipy.special, which loads faster than scipy.stats."""

from __future__ import annotations

from scipy import special  # type: ignore[import-untyped]


def t_quantile(p: float, df: float) -> float:
    """Student's t."""
    return float(special.stdtrit(df, p))


def t_two_sided(value: float, df: float) -> float:
    """P(|t| ≥ |value|)."""
    return float(2 * special.stdtr(df, -abs(value)))


def f_tail(value: float, df1: float, df2: float) -> float:
    """P(F ≥ value)."""
    return float(special.fdtrc(df1, df2, value))


def z_quantile(p: float) -> float:
    """Normal."""
    return float(special.ndtri(p))


def z_two_sided(value: float) -> float:
    """P(|z| ≥ |value|)."""
    return float(2 * special.ndtr(-abs(value)))
