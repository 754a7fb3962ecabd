"""What ratings say of each trainer: how many, the raw mean, the mean corrected for who rated, its interval, and what cannot be told.

Imports numpy and scipy when it is asked to calculate.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

LEAST = 5
"""Nothing is said of a trainer with fewer ratings."""
MOST_LEVELS = 4000
"""Beyond so many trainers (or learners, if these are fewer) the dense part would not fit."""


@dataclass(frozen=True)
class Rating:
    """One learner's rating of one trainer, in a group (a class, a station, an intake) where that is known."""

    learner: Hashable
    trainer: Hashable
    value: float
    group: Hashable = None


class Verdict(StrEnum):
    """How a trainer stands beside the mean of all."""

    ABOVE = "above"
    BELOW = "below"
    CANNOT_TELL = "cannot_tell"


class Why(StrEnum):
    """Why it cannot be told."""

    FEW = "few_ratings"
    MEAN_INSIDE = "mean_within_interval"
    ALONE = "nobody_to_compare"
    ALIKE = "no_spread_between_trainers"


class Remark(StrEnum):
    """What limits the correction as a whole."""

    LEARNERS_ONCE = "learners_rated_once"  # the strictness of a learner cannot be told from chance
    ONE_GROUP = "one_group"
    GROUPS_ARE_TRAINERS = "each_group_has_its_own_trainer"
    FEW_GROUPS = "fewer_than_five_groups"
    NOT_CONNECTED = "not_connected"  # nobody rated trainers of two parts, which are compared on trust
    ALIKE = "no_spread_between_trainers"
    EQUAL = "all_ratings_equal"


@dataclass(frozen=True)
class Judged:
    """What is known of one trainer. `weight`: how far the own ratings count against the mean of all, from 0 to 1."""

    trainer: Any
    n: int
    learners: int
    raw_mean: float
    adjusted_mean: float | None
    error: float | None
    low: float | None
    high: float | None
    weight: float | None
    verdict: Verdict
    why: Why | None


@dataclass(frozen=True)
class Report:
    """All trainers, the best first, and the model. Spreads are standard deviations, None where they are not in the model."""

    n: int
    learners: int
    groups: int
    raw_mean: float
    mean: float | None
    mean_error: float | None
    learner_spread: float | None
    group_spread: float | None
    trainer_spread: float | None
    chance_spread: float | None
    deviance: float | None
    parts: int
    remarks: tuple[Remark, ...]
    trainers: tuple[Judged, ...]


SCALES = ((1.0, 5.0), (0.0, 10.0), (0.0, 100.0))


def scale_of(values: Sequence[float]) -> tuple[float, float] | None:
    """The narrowest usual scale that holds all ratings, where nobody says which it was; None where none does."""
    low, high = min(values, default=0.0), max(values, default=0.0)
    return next((scale for scale in SCALES if scale[0] <= low and high <= scale[1]), None)


class TooMany(ValueError):
    """More trainers and learners than can be compared at once."""


@dataclass(frozen=True)
class _Tally:
    """Ratings by place: the trainers, their numbers and sums."""

    names: list[Hashable]
    n: Any
    learners: Any
    means: Any


def judge(ratings: Sequence[Rating], scale: tuple[float, float] | None = None) -> Report:
    """Everybody at once. A mean of ratings lies on their `scale` (unsaid: `scale_of` them), and so does what it can be: limits of an
    interval that lie beyond are set to its end, which takes nothing from the 95 %. Raises TooMany."""
    import numpy as np

    from lms.trainers.ratings.mixed import Factor, Model, fit

    values = np.array([one.value for one in ratings], dtype=float)
    learner, learners = _places([one.learner for one in ratings])
    trainer, trainers = _places([one.trainer for one in ratings])
    grouped = [one for one in ratings if one.group is not None]
    group, groups = _places([one.group for one in ratings]) if grouped else (learner, [])
    pairs = {(a, b) for a, b in zip(learner.tolist(), trainer.tolist(), strict=True)}
    tally = _Tally(
        trainers, np.bincount(trainer, minlength=len(trainers)),
        np.bincount([b for _a, b in pairs], minlength=len(trainers)) if pairs else np.zeros(0, int),
        np.bincount(trainer, values, len(trainers)) / np.maximum(np.bincount(trainer, minlength=len(trainers)), 1),
    )  # fmt: skip
    if min(len(learners), len(trainers)) > MOST_LEVELS:
        raise TooMany
    parts = _parts(learner, trainer, len(learners), len(trainers)) if len(values) else 0
    remarks: list[Remark] = []
    known = Factor("trainer", trainer, len(trainers))
    by_learner = Factor("learner", learner, len(learners))
    factors = [known]
    if by_learner.repeats and len(learners) > 1:
        factors.append(by_learner)
    else:
        remarks.append(Remark.LEARNERS_ONCE)
    if grouped:
        by_group = Factor("group", group, len(groups))
        remark = _remark_on_groups(by_group, known)
        if remark is not None:
            remarks.append(remark)
        if remark in (None, Remark.FEW_GROUPS):
            factors.append(by_group)
    if parts > 1 and by_learner in factors:
        remarks.append(Remark.NOT_CONNECTED)
    if len(values) and float(np.ptp(values)) == 0:
        remarks.append(Remark.EQUAL)
    raw = float(values.mean()) if len(values) else 0.0
    base = (len(values), len(learners), len(groups), raw)
    if len(trainers) < 2 or not known.repeats or len(values) < 3 or Remark.EQUAL in remarks:
        why = Why.ALIKE if Remark.EQUAL in remarks and len(trainers) > 1 else Why.ALONE
        return Report(
            *base, None, None, None, None, None, None, None, parts, tuple(remarks),
            _ordered(_unfitted(tally, place, why) for place in range(len(trainers))),
        )  # fmt: skip
    found = fit(Model(values, factors, "trainer"))
    if found.spreads["trainer"] == 0:
        remarks.append(Remark.ALIKE)
    return Report(
        *base, found.mean, found.mean_error, found.spreads.get("learner"), found.spreads.get("group"),
        found.spreads["trainer"], found.chance, found.deviance, parts, tuple(remarks), _ordered(_fitted(tally, found, scale or scale_of(values.tolist()))),
    )  # fmt: skip


def _places(names: Sequence[Hashable]) -> tuple[Any, list[Hashable]]:
    """Each name's place in their sorted list, so that the order of a file changes nothing."""
    import numpy as np

    known = sorted(set(names), key=lambda name: (str(type(name)), name if isinstance(name, int | str) else str(name)))
    at = {name: place for place, name in enumerate(known)}
    return np.array([at[name] for name in names], dtype=int), known


def _parts(learner: Any, trainer: Any, learners: int, trainers: int) -> int:
    """Into how many parts the ratings fall that no learner joins."""
    import numpy as np
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    size = learners + trainers
    edges = coo_matrix((np.ones(len(learner)), (learner, trainer + learners)), shape=(size, size))
    return int(connected_components(edges, directed=False)[0])


def _remark_on_groups(group: Any, trainer: Any) -> Remark | None:
    if group.levels < 2:
        return Remark.ONE_GROUP
    pairs = set(zip(group.places.tolist(), trainer.places.tolist(), strict=True))
    if len(pairs) == group.levels == trainer.levels:
        return Remark.GROUPS_ARE_TRAINERS
    return Remark.FEW_GROUPS if group.levels < 5 else None


def _unfitted(tally: _Tally, place: int, why: Why) -> Judged:
    n = int(tally.n[place])
    return Judged(
        tally.names[place], n, int(tally.learners[place]), float(tally.means[place]), None, None, None, None, None,
        Verdict.CANNOT_TELL, Why.FEW if n < LEAST else why,
    )  # fmt: skip


def _fitted(tally: _Tally, found: Any, scale: tuple[float, float] | None) -> list[Judged]:
    from scipy.special import stdtrit

    quantile = float(stdtrit(max(len(tally.names) - 1, 3), 0.975))
    spread = found.spreads["trainer"] ** 2
    judged = []
    for place, name in enumerate(tally.names):
        adjusted, error = found.mean + float(found.effects[place]), float(found.variances[place]) ** 0.5
        low, high, n = adjusted - quantile * error, adjusted + quantile * error, int(tally.n[place])
        if scale is not None:
            low, high = max(low, scale[0]), min(high, scale[1])
        why = None
        if n < LEAST:
            why = Why.FEW
        elif spread == 0:
            why = Why.ALIKE
        elif low <= found.mean <= high:
            why = Why.MEAN_INSIDE
        verdict = Verdict.CANNOT_TELL if why else Verdict.ABOVE if low > found.mean else Verdict.BELOW
        counts = spread / (spread + found.chance**2 / n) if spread else 0.0
        judged.append(
            Judged(
                name, n, int(tally.learners[place]), float(tally.means[place]), adjusted, error, low, high, counts, verdict, why
            )
        )  # fmt: skip
    return judged


def _ordered(judged: Any) -> tuple[Judged, ...]:
    """The best first; those of whom nothing is said come last."""

    def place(one: Judged) -> tuple[bool, float, str]:
        known = one.adjusted_mean
        return known is None, -(one.raw_mean if known is None else known), str(one.trainer)

    return tuple(sorted(judged, key=place))
