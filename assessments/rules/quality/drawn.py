"""How good the questions of an exam are that draws each person's items: people × items with holes.

Where everybody had the same items, the figures are those of `items.analyse`. Where not, an item is judged by those who had
it, against the share of the points that they got in the rest of their own paper; and reliability is that of items nested in
people, 1 - mean error variance / variance of the totals (Brennan 2001, the design i:p), which for marks of 0 and 1 is
Kuder and Richardson's formula 21: what differs between papers counts as error. Conditional errors are Lord's (1957), or
Brennan's (1998) where marks are not 0 or 1; decision consistency is Subkoviak's (1976), there with Livingston and Lewis's
(1995) effective number of items.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from assessments.rules.quality.flags import Option, flags_of
from assessments.rules.quality.items import (
    NEGATIVE,
    NO_REST,
    NO_SPREAD,
    ItemFigures,
    efficiency_of,
    shape_of,
)
from assessments.rules.quality.least import FEWEST
from assessments.rules.quality.marks import Asked, Mark
from assessments.rules.quality.standard import consistency, error_near

NEAR = 0.1
"""How far from the pass mark is near, as a share of the points."""
FEWEST_NEAR = 10
FEWEST_TAKERS = 5
"""Whether a wrong option beats the key is said where at least so many chose it."""
BINS = 20
MOST_GIVEN, MOST_ITEMS = 10, 400


def work_out(
    marks: Sequence[Mark], asked: Mapping[int, Asked], pass_mark: float
) -> tuple[dict[str, Any], dict[int, Any]]:
    """The exam and its items, by item, as plain JSON; shares between 0 and 1. Items that give no points are left out.
    `once` holds the figures of those who had not met the wording before, where somebody had; None where everybody had."""
    kept = [mark for mark in marks if mark.points > 0]
    if not kept:
        return {"n": 0}, {}
    people, person = np.unique([mark.person for mark in kept], return_inverse=True)
    items, item = np.unique([mark.item for mark in kept], return_inverse=True)
    score, points = (np.array([getattr(mark, name) for mark in kept], dtype=float) for name in ("score", "points"))
    n = len(people)
    totals = np.bincount(person, score, n)
    wholes = np.bincount(person, points, n)
    same = len(kept) == n * len(items)
    rows = np.argsort(item, kind="stable")
    ends = np.searchsorted(item[rows], np.arange(len(items) + 1))
    roots, found = np.zeros(len(items)), {}
    for j in range(len(items)):
        at = rows[ends[j] : ends[j + 1]]
        who = person[at]
        total = totals[who] / wholes[who]
        off = total - total.mean()
        covariance = float((score[at] - score[at].mean()) @ off) / max(len(at) - 1, 1)
        roots[j] = math.sqrt(max(covariance, 0.0))
        rest_points = wholes[who] - points[at]
        rest = np.divide(totals[who] - score[at], rest_points, out=np.zeros(len(at)), where=rest_points > 0)
        found[int(items[j])] = (at, who, total, rest, covariance)
    carried = float(roots[item].sum()) / n
    told = {}
    for j, (number, (at, who, total, rest, covariance)) in enumerate(found.items()):
        mine = [kept[index] for index in at]
        told[number] = _item(
            mine, score[at] / points[at], total, rest, asked.get(number, Asked({})),
            weight=roots[j] / carried if carried > 0 and covariance >= 0 else None,
            nominal=float(np.mean(points[at] / wholes[who])), negative=covariance < 0,
        )  # fmt: skip
        new = np.array([not mark.seen_before for mark in mine])
        if not new.all():
            told[number]["once"] = _item(
                [mark for mark in mine if not mark.seen_before], (score[at] / points[at])[new], total[new], rest[new],
                asked.get(number, Asked({})), weight=None, nominal=told[number]["weight"], negative=False,
            ) if new.any() else None  # fmt: skip
    shares = totals / wholes
    paper = _Paper(score / points, points / wholes[person], person, item, same)
    return _test(shares, paper, len(items), pass_mark / 100), told


def _item(
    mine: Sequence[Mark], x: np.ndarray, total: np.ndarray, rest: np.ndarray, asked: Asked, *, weight: float | None,
    nominal: float, negative: bool,
) -> dict[str, Any]:  # fmt: skip
    n, why = len(x), {}
    spread, rest_spread = x.std() > 1e-9, rest.std() > 1e-9
    discrimination = float(np.corrcoef(x, rest)[0, 1]) if spread and rest_spread else None
    if discrimination is None:
        why["discrimination"] = why["efficiency"] = NO_REST if spread else NO_SPREAD
    if negative:
        why["effective_weight"] = NEGATIVE
    options = _options(mine, rest, asked.options)
    often = [one if one.is_key or one.share * n >= FEWEST_TAKERS else replace(one, mean_rest=None) for one in options]
    figures = ItemFigures(
        item="", n=n, omitted=sum(not mark.chosen for mark in mine), max_mark=1.0, facility=float(x.mean()),
        sd=float(x.std(ddof=1)) if n > 1 else 0.0, discrimination=discrimination,
        efficiency=efficiency_of(x, rest) if spread and rest_spread else None, effective_weight=weight,
        point_biserial=float(np.corrcoef(x, total)[0, 1]) if spread and total.std() > 1e-9 else None,
        point_biserial_corrected=discrimination, alpha_if_dropped=None, options=tuple(often), undefined=why,
    )  # fmt: skip
    return {
        "n": n, "omitted": figures.omitted, "points": float(np.mean([mark.points for mark in mine])),
        "facility": figures.facility, "sd": figures.sd, "discrimination": discrimination,
        "discrimination_se": None if discrimination is None or n < 3 else (1 - discrimination**2) / math.sqrt(n - 1),
        "efficiency": figures.efficiency, "effective_weight": weight, "weight": nominal,
        "point_biserial": figures.point_biserial, "guess": asked.guess,
        "options": [{"key": o.option, "share": o.share, "mean_rest": o.mean_rest, "right": o.is_key} for o in options],
        "parts": _parts(mine), "given": [] if asked.options else _given(mine, rest, x), "flags": list(flags_of(figures)), "undefined": why,
    }  # fmt: skip


def _options(mine: Sequence[Mark], rest: np.ndarray, options: Mapping[str, bool]) -> list[Option]:
    found = []
    for key, right in options.items():
        takers = np.array([key in mark.chosen for mark in mine])
        found.append(Option(key, float(takers.mean()), float(rest[takers].mean()) if takers.any() else None, right))
    return found


def _parts(mine: Sequence[Mark]) -> list[float]:
    """For each thing to be matched or ordered, the share of people who placed it right; leaving it out is not right."""
    size = max((len(mark.parts) for mark in mine), default=0)
    return [sum(place < len(mark.parts) and mark.parts[place] for mark in mine) / len(mine) for place in range(size)]


def _given(mine: Sequence[Mark], rest: np.ndarray, x: np.ndarray) -> list[dict[str, Any]]:
    """The commonest answers that people wrote, with their share, their mean on the rest, and what they earned."""
    places: dict[str, list[int]] = {}
    for place, mark in enumerate(mine):
        if mark.chosen:
            places.setdefault(mark.chosen[0], []).append(place)
    often = sorted(places.items(), key=lambda one: (-len(one[1]), one[0]))[:MOST_GIVEN]
    return [
        {"text": text, "share": len(at) / len(mine), "mean_rest": float(rest[at].mean()), "earned": float(x[at].mean())}
        for text, at in often
    ]


@dataclass(frozen=True)
class _Paper:
    """Every mark as a share of its points, its weight in its person's total, whose and for which item it is."""

    x: np.ndarray
    weights: np.ndarray
    person: np.ndarray
    item: np.ndarray
    same: bool


def _test(shares: np.ndarray, paper: _Paper, items: int, cut: float) -> dict[str, Any]:
    n, x, weights, person, same = len(shares), paper.x, paper.weights, paper.person, paper.same
    lengths = np.bincount(person, minlength=n)
    means = np.bincount(person, x, n) / lengths
    inner = np.bincount(person, (x - means[person]) ** 2, n) / np.maximum(lengths - 1, 1)
    errors = np.bincount(person, weights**2, n) * inner
    variance = float(shares.var(ddof=1)) if n > 1 else 0.0
    has_errors = bool((lengths > 1).all())
    reliability, coefficient, why = None, "alpha" if same else "nested", {}
    if items < 2 or not has_errors:
        why["reliability"] = "one_item"
    elif n < 2 or variance <= 1e-12:
        why["reliability"] = "total_has_no_spread"
    elif same:
        reliability = items / (items - 1) * (1 - _item_variances(x * weights, paper.item, n) / variance)
    else:
        reliability = 1 - float(errors.mean()) / variance
    sem = None if reliability is None else math.sqrt(variance * (1 - reliability))
    skewness, kurtosis = shape_of(shares) if n > 1 else (None, None)
    low, high = np.quantile(shares, (0.25, 0.75))
    near, near_why = _near(shares, errors, x, lengths, cut, has_errors)
    return {
        "n": n, "items": items, "items_each": float(lengths.mean()), "same_items": same, "mean": float(shares.mean()),
        "median": float(np.median(shares)), "sd": math.sqrt(variance), "quartiles": [float(low), float(high)],
        "least": float(shares.min()), "most": float(shares.max()), "skewness": skewness, "kurtosis": kurtosis,
        "coefficient": coefficient, "reliability": reliability, "sem": sem,
        "error_ratio": None if reliability is None else math.sqrt(1 - reliability),
        "pass_mark": cut, "passed": float((shares >= cut - 1e-9).mean()), "error_near_cut": near,
        **_decided(shares, x, lengths, cut, variance, reliability),
        "histogram": _bands(shares),
        "undefined": {**why, **near_why}, "too_few": n < FEWEST,
    }  # fmt: skip


def _bands(shares: np.ndarray) -> list[int]:
    """How many lie in each band: from its lower edge on, below its upper one; the last holds the full mark too."""
    band = np.clip(np.floor(shares * BINS + 1e-9).astype(int), 0, BINS - 1)  # 24 of 30 times 20 is a hair under 16
    return [int(count) for count in np.bincount(band, minlength=BINS)]


def _item_variances(marks: np.ndarray, item: np.ndarray, n: int) -> float:
    means = np.bincount(item, marks) / n
    return float(np.bincount(item, (marks - means[item]) ** 2).sum()) / (n - 1)


def _near(
    shares: np.ndarray, errors: np.ndarray, x: np.ndarray, lengths: np.ndarray, cut: float, has_errors: bool
) -> tuple[float | None, dict[str, str]]:
    """The standard error of the total near the pass mark, as a share of the points."""
    length = int(lengths[0])
    if bool((lengths == length).all()) and bool(((x == 0) | (x == 1)).all()) and length > 1:
        return error_near(cut * length, length) / length, {}
    close = np.abs(shares - cut) <= NEAR
    if not has_errors or int(close.sum()) < FEWEST_NEAR:
        return None, {"error_near_cut": "few_near_cut"}
    return math.sqrt(float(errors[close].mean())), {}


def _decided(
    shares: np.ndarray, x: np.ndarray, lengths: np.ndarray, cut: float, variance: float, reliability: float | None
) -> dict[str, Any]:
    nothing: dict[str, Any] = {"consistency": None, "consistency_kappa": None, "effective_items": None}
    if reliability is None or reliability >= 1:
        return nothing
    length = int(lengths[0])
    if not (bool((lengths == length).all()) and bool(((x == 0) | (x == 1)).all())):
        mean = float(shares.mean())
        length = max(1, round((mean * (1 - mean) - reliability * variance) / (variance * (1 - reliability))))
    if length > MOST_ITEMS:
        return nothing
    found = consistency([float(one) for one in np.round(shares * length, 9)], length, cut * length, reliability)
    return {"consistency": found.agreement, "consistency_kappa": found.kappa, "effective_items": length}
