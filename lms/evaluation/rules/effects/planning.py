"""Before a roll-out: draw its order by lot, and see what effect it could show.

An order drawn by lot makes the assumption of the estimate true by design; the seed is kept, so that anyone can draw it
again. The smallest effect is (t_level + t_power) × SE, where the SE is the closed form of the estimate itself on the
covariance of months gone by: about right, not exact."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from lms.evaluation.rules.effects.aggregates import simple
from lms.evaluation.rules.effects.cells import Cells
from lms.evaluation.rules.effects.figures import Part, Reason
from lms.evaluation.rules.effects.inference import Certainty
from lms.evaluation.rules.effects.layout import lay_out
from lms.evaluation.rules.effects.moments import Moments, Products, from_moments
from lms.evaluation.rules.effects.panel import NEVER, Floats
from lms.evaluation.rules.effects.settings import EffectSettings


@dataclass(frozen=True)
class RollOut(Part):
    """Who is trained in which wave; `waves` may be drawn again from `seed` and the same units and strata."""

    seed: int
    waves: tuple[tuple[str, ...], ...]
    stratified: bool

    def wave_of(self, unit: str) -> int:
        """From 1; raises KeyError for a unit that was not drawn."""
        for number, wave in enumerate(self.waves, start=1):
            if unit in wave:
                return number
        raise KeyError(unit)


def draw_roll_out(
    units: Sequence[str], waves: int | Sequence[int], seed: int, strata: Mapping[str, str] | None = None
) -> RollOut:
    """Deal units to waves by lot: to so many waves of like size, or to waves of the given sizes. Within each stratum
    (region, product) the waves differ by one unit at most, as far as the sizes allow. The order in which units are
    given does not matter."""
    given = sorted(set(units))
    if len(given) != len(units):
        raise ValueError("units must differ from one another")
    sizes = _sizes(len(given), waves)
    rng = np.random.default_rng(seed)
    groups: dict[str, list[str]] = {}
    for unit in given:
        groups.setdefault(strata[unit] if strata else "", []).append(unit)
    # Strata one after another, each in drawn order; the places are dealt round and round, so that each stratum meets
    # the waves in turn.
    queue = [unit for name in sorted(groups) for unit in _shuffled(groups[name], rng)]
    dealt: list[list[str]] = [[] for _ in sizes]
    for unit, wave in zip(queue, _places(sizes, rng), strict=True):
        dealt[wave].append(unit)
    return RollOut(seed, tuple(tuple(sorted(one)) for one in dealt), strata is not None)


def _sizes(units: int, waves: int | Sequence[int]) -> list[int]:
    if isinstance(waves, int):
        if not 1 <= waves <= units:
            raise ValueError(f"{units} units cannot be dealt to {waves} waves")
        return [units // waves + (n < units % waves) for n in range(waves)]
    if sum(waves) != units or min(waves) < 1:
        raise ValueError(f"waves of {list(waves)} do not add up to {units} units")
    return list(waves)


def _shuffled(units: list[str], rng: np.random.Generator) -> list[str]:
    return [units[n] for n in rng.permutation(len(units))]


def _places(sizes: list[int], rng: np.random.Generator) -> list[int]:
    """The waves in the order of dealing: spread evenly, with drawn starting points so that no wave is always first."""
    offsets = rng.random(len(sizes))
    keyed = [((place + offsets[wave]) / size, wave) for wave, size in enumerate(sizes) for place in range(size)]
    return [wave for _, wave in sorted(keyed)]


@dataclass(frozen=True)
class Plan:
    """A roll-out over a window of `months`: the month (from 0) in which each wave is trained, how many assigned units it
    has, and how many are not trained within the window."""

    months: int
    starts: tuple[int, ...]
    sizes: tuple[int, ...]
    untrained: int = 0


@dataclass(frozen=True)
class SmallestEffect(Part):
    """What a plan could show, about. Where reasons are given it could show nothing."""

    effect: float | None
    se: float | None
    df: int
    assigned: int
    power: float
    reasons: tuple[Reason, ...] = ()


def smallest_effect(history: Floats, plan: Plan, settings: EffectSettings | None = None) -> SmallestEffect:
    """From the history of the assigned units (units × months, NaN where not seen; branches where branches are assigned)."""
    settings = settings or EffectSettings()
    cohorts, sizes, months = _cohorts(plan)
    assigned = int(sum(sizes))
    certainty = Certainty(assigned, len(sizes), settings.level)
    limits = settings.thresholds
    reasons: list[Reason] = []
    layout = lay_out(cohorts, np.arange(months, dtype=np.int64), settings.control, settings.base, settings.anticipation)
    if not (layout.event >= 0).any():
        reasons.append(Reason("no_comparison", {"control": settings.control}))
    if certainty.df < limits.df:
        reasons.append(Reason("too_few_assigned", {"assigned": assigned, "cohorts": len(sizes), "df": certainty.df, "limit": limits.df}))  # fmt: skip
    small = [size for size in sizes if size < limits.assigned]
    if small:
        reasons.append(Reason("small_cohort", {"cohort": int(np.argmin(sizes)) + 1, "assigned": int(min(small)), "limit": limits.assigned}))  # fmt: skip
    if history.shape[0] < 3 or history.shape[1] < 2:
        reasons.append(Reason("short_history", {"units": history.shape[0], "months": history.shape[1]}))
    if reasons:
        return SmallestEffect(None, None, certainty.df, assigned, limits.power, tuple(reasons))
    covariance = covariance_of(history, months)
    weights = np.array(sizes, dtype=np.float64)
    moments = Moments(assigned, weights, np.zeros((len(sizes), months)), np.zeros(months))
    products = np.zeros((len(sizes), months + 2, months + 2))
    products[:, :-2, :-2] = weights[:, None, None] * covariance
    products[:, -2:, -2:] = weights[:, None, None]
    omega = from_moments(moments, layout, Products(by_cohort=products))
    nothing = np.zeros(len(layout), dtype=np.int64)
    cells = Cells(layout, np.zeros(len(layout)), omega, weights / assigned, nothing, nothing)
    se = simple(cells).se(omega) * certainty.factor
    return SmallestEffect(certainty.smallest(se, limits.power), se, certainty.df, assigned, limits.power)


def _cohorts(plan: Plan) -> tuple[np.ndarray[tuple[int], np.dtype[np.int64]], list[int], int]:
    """As the estimate will see them: with nobody untrained, the last wave is the comparison until its turn."""
    waves: dict[int, int] = {}
    for start, size in zip(plan.starts, plan.sizes, strict=True):
        waves[start] = waves.get(start, 0) + size
    ordered = sorted(waves)
    sizes = [waves[start] for start in ordered]
    if plan.untrained:
        return np.array([*ordered, NEVER], dtype=np.int64), [*sizes, plan.untrained], plan.months
    return np.array([*ordered[:-1], NEVER], dtype=np.int64), sizes, min(ordered[-1], plan.months)


def covariance_of(history: Floats, months: int) -> Floats:
    """Between months, what differs between units: the last ones of the history as they are where there are enough and
    none is missing, else by distance in time, the longest distances continued."""
    centred = history - np.nanmean(history, axis=0)
    seen = ~np.isnan(centred)
    filled = np.where(seen, centred, 0.0)
    pairs = seen.T.astype(np.float64) @ seen
    found = (filled.T @ filled) / np.maximum(pairs - 1, 1)
    many = history.shape[1]
    if many >= months and seen.all():
        return np.asarray(found[-months:, -months:])
    usable = np.where(pairs >= 3, pairs, 0.0)
    by_lag = []
    for lag in range(many):
        weight = np.diagonal(usable, lag)
        if weight.sum() > 0:
            by_lag.append(float((np.diagonal(found, lag) * weight).sum() / weight.sum()))
    beyond = float(np.mean(by_lag[-max(len(by_lag) // 3, 1) :]))
    lags = np.array(by_lag + [beyond] * max(months - len(by_lag), 0))[:months]
    place = np.arange(months)
    values, vectors = np.linalg.eigh(lags[np.abs(np.subtract.outer(place, place))])
    return np.asarray((vectors * np.clip(values, 0, None)) @ vectors.T)
