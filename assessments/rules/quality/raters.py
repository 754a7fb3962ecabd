"""How far those agree who rated the same performances: simulated calls, practical examinations, essays.

Whose ratings differ from subject to subject is judged by what does not need the same raters everywhere: Fleiss's kappa,
Gwet's AC1 and the one-way intraclass correlation. Two who rated enough subjects together are looked at as a pair: Cohen's
kappa and the two-way intraclass correlation, in which it counts against them when one is harder than the other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from assessments.rules.quality.agreement import (
    Coefficient,
    Ratings,
    agreement_weights,
    by_kind,
    fleiss,
    gwet_ac1,
    kappa,
    raw_agreement,
    square_table,
)
from assessments.rules.quality.intraclass import intraclass
from assessments.rules.quality.least import FEWEST_RATED_TWICE as LEAST

TOO_FEW = Coefficient(None, reason="too_few")
NO_VERDICT = Coefficient(None, reason="no_verdict")


@dataclass(frozen=True)
class Rating:
    """What one rater gave: per cent, the verdict where there is one, points by criterion."""

    rater: int
    percent: float
    passed: bool | None = None
    criteria: Mapping[str, int] = field(default_factory=dict)


Both = tuple[Rating, Rating]


@dataclass(frozen=True)
class Pair:
    """Two raters. `harder`: by how many percentage points the second is milder than the first, on average."""

    first: int
    second: int
    n: int
    raw: float | None
    kappa: Coefficient
    single: Coefficient
    mean: Coefficient
    harder: float


@dataclass(frozen=True)
class Agreement:
    """What two ratings of the same subjects have in common. `raw` is the share of the same pass or fail; `apart` the mean
    distance in percentage points; `criteria` the quadratically weighted kappa of each criterion, with the number of subjects
    it rests on."""

    n: int
    raw: float | None
    apart: float | None
    kappa: Coefficient
    ac1: Coefficient
    single: Coefficient
    mean: Coefficient
    criteria: dict[str, tuple[int, Coefficient]]
    pairs: tuple[Pair, ...] = ()


def agreement(subjects: Sequence[Both]) -> Agreement:
    """Of subjects with two ratings each."""
    n = len(subjects)
    if not n:
        return Agreement(0, None, None, TOO_FEW, TOO_FEW, TOO_FEW, TOO_FEW, {})
    judged = [both for both in subjects if both[0].passed is not None and both[1].passed is not None]
    counts = _counts(judged)
    keys = sorted({key for both in subjects for key in both[0].criteria})
    criteria = {
        key: _criterion([both for both in subjects if all(key in one.criteria for one in both)], key) for key in keys
    }
    apart = float(np.mean([abs(one.percent - other.percent) for one, other in subjects]))
    raw = raw_agreement(counts) if judged else None
    if n < LEAST:
        return Agreement(n, raw, apart, TOO_FEW, TOO_FEW, TOO_FEW, TOO_FEW, criteria, _pairs(subjects))
    verdicts = (fleiss(counts), gwet_ac1(counts)) if len(judged) >= LEAST else (NO_VERDICT, NO_VERDICT)
    forms = intraclass(_scores(subjects))
    return Agreement(n, raw, apart, *verdicts, forms["1,1"], forms["1,k"], criteria, _pairs(subjects))


def _scores(subjects: Sequence[Both]) -> np.ndarray:
    return np.array([[one.percent for one in both] for both in subjects])


def _counts(subjects: Sequence[Both]) -> np.ndarray:
    return np.array([[sum(one.passed is value for one in both) for value in (False, True)] for both in subjects], float)


def _pairs(subjects: Sequence[Both]) -> tuple[Pair, ...]:
    """Each two raters who met, the one with the lower number first; most subjects first."""
    met: dict[tuple[int, int], list[Both]] = {}
    for one, other in subjects:
        first, second = sorted((one, other), key=lambda rating: rating.rater)
        met.setdefault((first.rater, second.rater), []).append((first, second))
    return tuple(
        _pair(first, second, both)
        for (first, second), both in sorted(met.items(), key=lambda entry: (-len(entry[1]), entry[0]))
    )


def _pair(first: int, second: int, subjects: Sequence[Both]) -> Pair:
    n = len(subjects)
    harder = float(np.mean([other.percent - one.percent for one, other in subjects]))
    judged = [both for both in subjects if both[0].passed is not None and both[1].passed is not None]
    counts = _counts(judged)
    raw = raw_agreement(counts) if judged else None
    if n < LEAST:
        return Pair(first, second, n, raw, TOO_FEW, TOO_FEW, TOO_FEW, harder)
    cohen = NO_VERDICT
    if len(judged) >= LEAST:
        both = np.array([[int(bool(one.passed)) for one in pair] for pair in judged])
        cohen = by_kind(Ratings((0, 1), counts, both), "nominal")["cohen_kappa"]
    forms = intraclass(_scores(subjects))
    return Pair(first, second, n, raw, cohen, forms["2,1"], forms["2,k"], harder)


def _criterion(subjects: Sequence[Both], key: str) -> tuple[int, Coefficient]:
    if len(subjects) < LEAST:
        return len(subjects), TOO_FEW
    given = np.array([[one.criteria[key] for one in both] for both in subjects])
    size = int(given.max()) + 1
    if size < 2:
        return len(subjects), Coefficient(None, reason="one_category")
    return len(subjects), kappa(square_table(given, size), agreement_weights(size, 2))
