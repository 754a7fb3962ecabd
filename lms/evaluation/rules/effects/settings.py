"""What an estimate is asked for, and the thresholds of judgement, which every report shows."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Control = Literal["notyet", "never"]
Base = Literal["varying", "universal"]


@dataclass(frozen=True)
class Thresholds:
    """When no figure is shown. Judgement, not mathematics: an organisation may set its own."""

    df: int = 4  # assigned units less cohorts
    assigned: int = 2  # units or clusters in each treated cohort and in the comparison
    pre: int = 3  # periods before
    seasonal_pre: int = 12
    post: int = 3  # periods after, the first treated one included
    short_pre: float = 0.10  # share of the treated that may have fewer periods before
    short_post: float = 0.50
    drift_p: float = 0.05
    drift_events: int = 6  # the periods before over which the drift is measured
    anticipation_p: float = 0.01
    composition: float = 0.10  # share of units that come later or leave earlier
    shared_work: float = 0.10  # share of work that trained and untrained do together
    permute_below: int = 20  # assigned units below which the drawn order is permuted
    power: float = 0.80
    cells: int = 8000  # cohorts × periods: their covariance is kept whole
    per_covariate: int = 10  # assigned units to compare with, for each covariate
    gap: float = 2.0  # standard errors between this estimate and the second opinion


@dataclass(frozen=True)
class EffectSettings:
    """One question to a panel."""

    control: Control = "notyet"
    base: Base = "varying"
    anticipation: int = 0
    level: float = 0.95
    seed: int = 1
    draws: int = 20_000  # for the simultaneous band
    permutations: int = 999
    randomised: bool = False  # the order of the roll-out was drawn by lot
    seasonal: bool = False  # the KPI has a season and the cohorts differ in it
    definition_changed: bool = False  # the KPI was defined otherwise in part of the window
    shared_work: float | None = None  # share of jobs that trained and untrained did together, where known
    drop_small_cohorts: bool = False  # leave out cohorts with fewer assigned units than the threshold
    thresholds: Thresholds = field(default_factory=Thresholds)

    def as_json(self) -> dict[str, Any]:
        """All of it, thresholds included."""
        return asdict(self)
