"""Who was compared with whom, in numbers that single nobody out: counts by month of training, what describes the groups,
and their course over time. Imports numpy: for jobs."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np

from lms.evaluation.panels import Source
from lms.evaluation.rules.effects.panel import Flags
from lms.evaluation.rules.effects.report import EffectReport
from lms.evaluation.rules.questions import LEAST_PEOPLE


def describe(source: Source) -> dict[str, Any]:
    """The groups of a panel. Counts below the floor are None."""
    trained = source.trained
    return {
        "trained": _group(source, trained),
        "others": _group(source, ~trained),
        "cohorts": _cohorts(source),
        "course": _course(source),
    }


def _group(source: Source, own: Flags) -> dict[str, Any]:
    people = int(own.sum())
    if people < LEAST_PEOPLE:
        return {"people": people}
    lines = Counter(line for line, keep in zip(source.line, own.tolist(), strict=True) if keep)
    return {
        "people": people,
        "units": len(np.unique(source.unit[own])),
        "tenure": round(float(source.tenure[own].mean()), 2),
        "orders": round(float(source.volume[own].mean()), 1),
        "lines": {line: count for line, count in sorted(lines.items()) if line and count >= LEAST_PEOPLE},
    }


def _cohorts(source: Source) -> list[dict[str, Any]]:
    """By the first month after training; `people` None where they are fewer than may be shown."""
    panel = source.panel
    months, counts = np.unique(panel.treated_at[source.trained], return_counts=True)
    return [
        {"month": panel.calendar.name(int(month)), "people": int(many) if many >= LEAST_PEOPLE else None}
        for month, many in zip(months, counts, strict=True)
    ]


def _course(source: Source) -> list[dict[str, Any]]:
    """The weighted mean of each group by month, over those with a figure; None where they are too few."""
    panel = source.panel
    weight = np.ones(len(panel.units)) if panel.weight is None else panel.weight
    rows: list[dict[str, Any]] = []
    for column, period in enumerate(panel.periods):
        values = panel.outcome[:, column]
        row: dict[str, Any] = {"month": panel.calendar.name(int(period))}
        for name, own in (("trained", source.trained), ("others", ~source.trained)):
            seen = own & ~np.isnan(values)
            enough = int(seen.sum()) >= LEAST_PEOPLE
            row[name] = float(np.average(values[seen], weights=weight[seen])) if enough else None
        rows.append(row)
    return rows


def without_few(report: EffectReport) -> dict[str, Any]:
    """A report to be kept: without what rests on fewer people than may be shown, and where it is a refusal without figures,
    those that stand in its warnings too."""
    cells = report.as_json(raw=True)["cells"]
    written = report.as_json()
    if not report.shown:
        written["warnings"] = [one for one in written["warnings"] if one["code"] != "imputation_differs"]
    kept = [one for one in cells if min(one["treated"], one["compared"]) >= LEAST_PEOPLE]
    written["hidden_cells"] = len(cells) - len(kept) if report.shown else 0
    if report.shown:
        written["cells"] = kept
    many: dict[int, int] = {}
    for one in cells:
        event = _distance(one["group"], one["time"])
        many[event] = many.get(event, 0) + one["treated"]
    enough = {event for event, people in many.items() if people >= LEAST_PEOPLE}
    written["events"] = [one for one in written["events"] if one["event"] in enough]
    cohorts = {one["group"] for one in kept}
    for name, key, keys in (
        ("group", "group", cohorts), ("dynamic", "event", enough), ("calendar", "time", _full_months(cells)),
    ):  # fmt: skip
        if written.get(name):
            members = [one for one in written[name][key + "s"] if one[key] in keys]
            written[name] = {**written[name], key + "s": members}
    if written.get("imputation"):
        events = [one for one in written["imputation"]["events"] if one["event"] in enough]
        written["imputation"] = {**written["imputation"], "events": events, "cells": []}
    return written


def _full_months(cells: list[dict[str, Any]]) -> set[str]:
    many: dict[str, int] = {}
    for one in cells:
        if _distance(one["group"], one["time"]) >= 0:
            many[one["time"]] = many.get(one["time"], 0) + one["treated"]
    return {month for month, people in many.items() if people >= LEAST_PEOPLE}


def _distance(group: str, time: str) -> int:
    year, month = (int(part) for part in group.split("-"))
    later, at = (int(part) for part in time.split("-"))
    return (later - year) * 12 + at - month
