"""One wording of an item over all exams in which it stood, from the figures of each.

Counts, shares and means add up exactly. A discrimination does not: exams differ in difficulty and length, so the answers are
never thrown together. The correlations within the exams are averaged by Fisher's z with n - 3 as weights (Hedges and Olkin
1985, chapter 11), which gives the limits too.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assessments.rules.quality.flags import Option, flags_of

Z = 1.959963984540054
"""For 95 %."""


@dataclass(frozen=True)
class _Judged:
    n: int
    facility: float
    point_biserial_corrected: float | None
    options: tuple[Option, ...]


@dataclass(frozen=True)
class Correlation:
    """A mean correlation with its limits of 95 %."""

    value: float
    low: float
    high: float


def mean_correlation(given: Sequence[tuple[int, float | None]]) -> Correlation | None:
    """The mean of correlations, each with its number of people; None where none is defined on more than three."""
    known = [(n - 3, math.atanh(max(-0.999999, min(0.999999, r)))) for n, r in given if r is not None and n > 3]
    weight = sum(one for one, _z in known)
    if not weight:
        return None
    mean, half = sum(w * z for w, z in known) / weight, Z / math.sqrt(weight)
    return Correlation(math.tanh(mean), math.tanh(mean - half), math.tanh(mean + half))


def counted_once(each: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Of the figures of a wording in several exams those in which each person counts once: in the exam where they met it first."""
    found = [one.get("once", one) for one in each]
    return [one for one in found if one]


def pool(each: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The figures of a wording from those of its exams, as plain JSON in the shape of `drawn.work_out`, as far as they mean
    something over several exams."""
    counts = [int(one["n"]) for one in each]
    n = sum(counts)
    facility = sum(c * one["facility"] for c, one in zip(counts, each, strict=True)) / n
    squares = sum(
        (c - 1) * one["sd"] ** 2 + c * (one["facility"] - facility) ** 2 for c, one in zip(counts, each, strict=True)
    )
    found = mean_correlation([(c, one["discrimination"]) for c, one in zip(counts, each, strict=True)])
    options = _options(counts, each)
    judged = _Judged(n, facility, found.value if found else None, options)
    return {
        "n": n, "exams": len(each), "omitted": sum(one["omitted"] for one in each), "facility": facility,
        "sd": math.sqrt(squares / (n - 1)) if n > 1 else 0.0,
        "discrimination": found.value if found else None,
        "discrimination_low": found.low if found else None, "discrimination_high": found.high if found else None,
        "guess": each[0].get("guess"),
        "options": [{"key": o.option, "share": o.share, "mean_rest": o.mean_rest, "right": o.is_key} for o in options],
        "parts": _parts(counts, each), "given": [], "flags": list(flags_of(judged)),
    }  # fmt: skip


def _options(counts: Sequence[int], each: Sequence[Mapping[str, Any]]) -> tuple[Option, ...]:
    """Each option over all exams: its share of everybody, and the mean of those who took it where that is known."""
    found: dict[str, list[tuple[int, Mapping[str, Any]]]] = {}
    for count, one in zip(counts, each, strict=True):
        for option in one["options"]:
            found.setdefault(option["key"], []).append((count, option))
    pooled = []
    for key, some in found.items():
        takers = [(c * o["share"], o["mean_rest"]) for c, o in some if o["mean_rest"] is not None and o["share"] > 0]
        weight = sum(w for w, _mean in takers)
        mean = sum(w * m for w, m in takers) / weight if weight else None
        share = sum(c * o["share"] for c, o in some) / sum(c for c, _o in some)
        pooled.append(Option(key, share, mean, bool(some[-1][1]["right"])))
    return tuple(pooled)


def _parts(counts: Sequence[int], each: Sequence[Mapping[str, Any]]) -> list[float]:
    size = max((len(one.get("parts") or ()) for one in each), default=0)
    whole = [(c, one["parts"]) for c, one in zip(counts, each, strict=True) if len(one.get("parts") or ()) == size]
    n = sum(c for c, _parts in whole)
    return [sum(c * parts[place] for c, parts in whole) / n for place in range(size)] if n else []
