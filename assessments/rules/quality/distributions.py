"""Quantiles of F, from the library of special functions, which is loaded where one is asked for."""

from __future__ import annotations


def f_quantile(share: float, above: float, below: float) -> float:
    """Fisher's F below which `share` of it lies."""
    from scipy.special import fdtri

    return float(fdtri(above, below, share))
