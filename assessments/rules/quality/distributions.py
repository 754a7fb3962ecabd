"""Quantiles of t and F, from the library of special functions, which is loaded where one is asked for."""

from __future__ import annotations


def t_quantile(share: float, freedom: float) -> float:
    """Student's t below which `share` of it lies."""
    from scipy.special import stdtrit

    return float(stdtrit(freedom, share))


def f_quantile(share: float, above: float, below: float) -> float:
    """Fisher's F below which `share` of it lies."""
    from scipy.special import fdtri

    return float(fdtri(above, below, share))
