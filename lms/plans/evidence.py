"""The figures that a training need carries as evidence, read back to be shown as the pages of KPIs show theirs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from lms.kpis import alert_labels as words
from lms.kpis.alert_pages import BEYOND, Judged
from lms.kpis.rules.figures import Figure
from lms.kpis.rules.sums import MEAN, SHARE
from lms.kpis.wording import Scale, Written, limit_text, value_text
from lms.plans.rules import OwnFigure


@dataclass(frozen=True)
class Shown:
    """The evidence of a need: its periods, the newest first, how values are written, and what own figures were compared
    with."""

    rows: list[Judged]
    scale: Written
    own: Written
    first: str
    last: str
    bound: str


def shown(evidence: Mapping[str, Any]) -> Shown:
    """A need's snapshot in the reader's words."""
    period = evidence["period"]
    own = _scale(evidence)
    return Shown(
        [_row(one, period) for one in reversed(evidence["figures"])], words.judged(own, evidence["measure"]), own,
        words.period_words(date.fromisoformat(evidence["first"]), "month"),
        words.period_words(date.fromisoformat(evidence["last"]), "month"),
        bound_text(own, evidence["kind"], evidence["compared_with"]),
    )  # fmt: skip


def bound_text(own: Written, rule: str, bound: float | None) -> str:
    """What own figures are compared with: a limit that somebody set, or the figure of all together."""
    return limit_text(own, bound) if rule == "threshold" else value_text(own, bound)


def own_figure(kept: Mapping[str, Any] | OwnFigure) -> Figure:
    """One person's figure; nobody is named on too few orders."""
    if isinstance(kept, OwnFigure):
        return Figure(kept.n, kept.value, kept.low, kept.high, None, enough=True)
    return Figure(kept["n"], kept["value"], kept["low"], kept["high"], None, enough=True)


def _row(one: Mapping[str, Any], period: str) -> Judged:
    figure = Figure(one["n"], one["value"], one["low"], one["high"], None, enough=True)
    when = words.period_words(date.fromisoformat(one["when"]), period)
    return Judged(when, figure, BEYOND if one["beyond"] else None, one.get("ripe", True))


def _scale(evidence: Mapping[str, Any]) -> Scale:
    unit = evidence["unit"]
    return Scale(evidence.get("kpi_kind") or (SHARE if unit == "percent" else MEAN), unit, evidence["digits"])
