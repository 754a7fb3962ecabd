"""Which of people's estimates count: those named with a reason are left out, and so are those far above the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from statistics import quantiles

from lms.evaluation.rules.returns.case import Estimate

FEWEST = 5
"""Below so many known estimates nobody can say what is extreme."""
BY_RULE = "extreme"
"""The reason of those that the rule leaves out."""


def split_extremes(given: Sequence[Estimate], factor: float) -> tuple[tuple[Estimate, ...], tuple[Estimate, ...]]:
    """Those that count, and those left out: the ones excluded by hand, and the ones that lie above the upper quartile by
    more than `factor` times the distance between the quartiles. Low ones stay: to leave them out would flatter."""
    kept = [one for one in given if not one.excluded]
    out = [one for one in given if one.excluded]
    known = [float(one.adjusted) for one in kept if one.is_known]
    if len(known) < FEWEST:
        return tuple(kept), tuple(out)
    first, _middle, third = quantiles(known, n=4, method="inclusive")
    fence = third + factor * (third - first)
    extreme = [one for one in kept if float(one.adjusted) > fence]
    out += [replace(one, excluded=BY_RULE) for one in extreme]
    return tuple(one for one in kept if one not in extreme), tuple(out)
