"""What an estimate says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Literal

from lms.evaluation.rules.effects.figures import (
    Cell,
    Drift,
    Estimate,
    Event,
    Gathered,
    Part,
    Permutation,
    Reason,
    plain,
)
from lms.evaluation.rules.effects.imputation import Imputed
from lms.evaluation.rules.effects.opinions import FixedEffects
from lms.evaluation.rules.effects.refusals import SHOW_PICTURE

Verdict = Literal["effect", "inconclusive", "not robust", "refused"]
FIGURES = ("simple", "group", "calendar", "dynamic", "breakdown", "imputation", "twfe", "permutation")


@dataclass(frozen=True)
class EffectReport(Part):
    """The whole of it. Where the verdict is a refusal the figures are here for checking, and are not shown."""

    verdict: Verdict
    reasons: tuple[Reason, ...]
    warnings: tuple[Reason, ...]
    n: int  # unit-periods seen
    units: int
    treated: int  # units treated within the window
    clusters: int | None
    assigned: int
    cohorts: int
    df: int
    level: float
    cells: tuple[Cell, ...]
    simple: Estimate | None
    group: Gathered | None
    calendar: Gathered | None
    dynamic: Gathered | None
    events: tuple[Event, ...]
    drift: Drift | None
    breakdown: float | None
    smallest_effect: float | None
    imputation: Imputed | None
    twfe: FixedEffects | None
    permutation: Permutation | None
    critical: Mapping[str, float | None]
    before: Mapping[str, float | None]
    missing: Mapping[str, float]
    left_out: Mapping[str, int]
    method: Mapping[str, Any]
    settings: Mapping[str, Any]

    @property
    def shown(self) -> bool:
        """Whether the figures may be shown."""
        return self.verdict != "refused"

    @property
    def picture(self) -> bool:
        """Whether the course of events may be shown."""
        return self.shown or {one.code for one in self.reasons} <= SHOW_PICTURE

    @property
    def told(self) -> tuple[Reason, ...]:
        """The warnings that may be shown: where the verdict is a refusal, none that holds a figure."""
        return tuple(one for one in self.warnings if self.shown or one.code != "imputation_differs")

    def as_json(self, *, raw: bool = False) -> dict[str, Any]:
        """By name; a refusal keeps its figures to itself unless they are asked for raw."""
        written = {one.name: plain(getattr(self, one.name)) for one in fields(self)}
        if not raw and not self.shown:
            written |= dict.fromkeys(FIGURES)
            written["warnings"] = plain(self.told)
            written["cells"] = []
            if not self.picture:
                written["events"] = []
        return written
