"""From a series to a verdict: both models, a placebo date, and what the number of points allows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from lms.evaluation.rules.effects.figures import Part, Reason, headline
from lms.evaluation.rules.effects.panel import Calendar, Floats, Integers
from lms.evaluation.rules.effects.series import FamilyName, Fit, design_of, fit_series

EVIDENCE = "weaker"


@dataclass(frozen=True)
class SeriesSettings:
    """What is asked for, and when no figure is shown."""

    family: FamilyName = "gaussian"
    harmonics: int = 0
    period: float = 12.0
    slope: bool = False  # the model that decides also lets the trend change
    level: float = 0.95
    pre: int = 12
    seasonal_pre: int = 24
    post: int = 6
    placebo_p: float = 0.05
    durbin_watson: tuple[float, float] = (1.2, 2.8)


@dataclass(frozen=True)
class SeriesReport(Part):
    """What an interrupted time series says. `model` decides; `other` is the model with, or without, a change of trend."""

    verdict: str
    evidence: str
    reasons: tuple[Reason, ...]
    warnings: tuple[Reason, ...]
    n: int
    before: int
    after: int
    start: int | str
    model: Fit | None
    other: Fit | None
    placebo: Mapping[str, Any] | None
    method: str
    settings: Mapping[str, Any]

    def as_json(self, *, raw: bool = False) -> dict[str, Any]:
        """With the deciding model's level and slope at the top, the level also as `simple`; a refusal keeps its figures to itself."""
        written = super().as_json()
        if self.verdict == "refused" and not raw:
            written |= dict.fromkeys(("model", "other", "placebo"))
        level = None if self.model is None or not written["model"] else self.model.level
        written["simple"] = level and headline(level.att, level.se, level.se_plain, level.low, level.high)
        model = written["model"] or {}
        keys = ("level", "slope", "dispersion", "durbin_watson", "aic")
        return written | {key: model.get(key) for key in keys}


def interrupted(
    time: Integers,
    outcome: Floats,
    start: int,
    *,
    offset: Floats | None = None,
    calendar: Calendar | None = None,
    settings: SeriesSettings | None = None,
) -> SeriesReport:
    """The change at `start`, the first period after it. Periods without outcome stay out."""
    settings, calendar = settings or SeriesSettings(), calendar or Calendar()
    seen = ~np.isnan(outcome)
    clock = time[seen].astype(np.float64)
    y, base = outcome[seen], None if offset is None else offset[seen]
    before, after = int((clock < start).sum()), int((clock >= start).sum())
    need = settings.seasonal_pre if settings.harmonics else settings.pre
    reasons: list[Reason] = []
    if before < need:
        reasons.append(Reason("too_few_points_before", {"points": before, "limit": need}))
    if after < settings.post:
        reasons.append(Reason("too_few_points_after", {"points": after, "limit": settings.post}))
    if len(y) and float(y.max()) == float(y.min()):
        reasons.append(Reason("constant_outcome", {"value": float(y[0])}))
    model = other = None
    if before and after and not (reasons and reasons[-1].code == "constant_outcome"):
        model, other = (
            _fitted(clock, y, base, start, slope, settings) for slope in (settings.slope, not settings.slope)
        )
    placebo = _placebo(clock, y, base, start, calendar, settings) if model else None
    if model is None and not reasons:
        reasons.append(Reason("no_variation", {}))
    verdict, found = "refused", reasons
    if not reasons and model is not None:
        verdict, found = _verdict(model, placebo, settings)
    return SeriesReport(
        verdict=verdict,
        evidence=EVIDENCE,
        reasons=tuple(found),
        warnings=tuple(_warnings(model, other, settings)),
        n=len(y),
        before=before,
        after=after,
        start=calendar.name(start),
        model=model,
        other=other,
        placebo=placebo,
        method="quasi-Poisson, log offset" if settings.family == "quasipoisson" else "least squares, Newey–West",
        settings=dict(vars(settings)),
    )


def _fitted(
    clock: Floats, y: Floats, base: Floats | None, start: float, slope: bool, settings: SeriesSettings
) -> Fit | None:
    x = design_of(clock, start, slope=slope, harmonics=settings.harmonics, period=settings.period)
    return fit_series(y, x, base, family=settings.family, slope=slope, level=settings.level)


def _placebo(
    clock: Floats, y: Floats, base: Floats | None, start: int, calendar: Calendar, settings: SeriesSettings
) -> dict[str, Any] | None:
    """The same question in the middle of the time before, where nothing happened."""
    own = clock < start
    if own.sum() < 8:
        return None
    middle = int(clock[own][own.sum() // 2])
    fit = _fitted(clock[own], y[own], None if base is None else base[own], middle, settings.slope, settings)
    return None if fit is None else {"start": calendar.name(middle), "att": fit.level.att, "p": fit.level.p}


def _verdict(model: Fit, placebo: Mapping[str, Any] | None, settings: SeriesSettings) -> tuple[str, list[Reason]]:
    level = model.level
    if level.low <= 0 <= level.high:
        return "inconclusive", [Reason("interval_holds_zero", {"low": level.low, "high": level.high})]
    if placebo is not None and placebo["p"] < settings.placebo_p:
        return "not robust", [Reason("placebo", {"start": placebo["start"], "p": placebo["p"]})]
    return "effect", []


def _warnings(model: Fit | None, other: Fit | None, settings: SeriesSettings) -> list[Reason]:
    found = [Reason("weaker_evidence", {})]
    if model is None:
        return found
    low, high = settings.durbin_watson
    if not low <= model.durbin_watson <= high:
        found.append(Reason("autocorrelation", {"durbin_watson": model.durbin_watson}))
    if other is not None and not model.level.low <= other.level.att <= model.level.high:
        found.append(Reason("other_model", {"level": other.level.att, "alone": model.level.att}))
    return found
