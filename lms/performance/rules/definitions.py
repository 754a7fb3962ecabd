"""What a score card must look like as somebody wrote it down, and which one counts for whom in a month."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from lms.core.rules import Refusal
from lms.performance.rules.growth import MEASURES
from lms.performance.rules.score import Line, Part

UNIT = "unit"
AUDIENCES = ("field", "agent", "parts", "management", UNIT)
"""Whom a card can be for: the people of a job family, or units and teams."""

GROWTH = "growth."
GROWTH_MEASURES = tuple(GROWTH + name for name in MEASURES)


@dataclass(frozen=True)
class Version:
    """One state of a score card, from a month on."""

    id: int
    number: int
    from_month: date


@dataclass(frozen=True)
class Use:
    """That an audience is measured by a card from a month on; the latest said holds."""

    id: int
    audience: str
    card_id: int
    from_month: date


def parts_of(data: Sequence[Mapping[str, Any]]) -> tuple[Part, ...]:
    """The parts of a card as its JSON holds them."""
    return tuple(
        Part(
            str(part["code"]),
            float(part["weight"]),
            tuple(
                Line(
                    str(line["measure"]), float(line["weight"]), float(line["target"]), float(line["worst"]),
                    float(line["best"]),
                )
                for line in part["lines"]
            ),
        )
        for part in data
    )  # fmt: skip


def version_in(versions: Iterable[Version], month: date) -> Version | None:
    """The version that counts in a month: of those that hold by then, the one made last."""
    return max((v for v in versions if v.from_month <= month), key=lambda v: v.number, default=None)


def card_in(uses: Iterable[Use], audience: str, month: date) -> int | None:
    """The card that an audience is measured by in a month."""
    held = [use for use in uses if use.audience == audience and use.from_month <= month]
    return max(held, key=lambda use: (use.from_month, use.id)).card_id if held else None


def faults(parts: Sequence[Mapping[str, Any]], kpis: Mapping[str, str]) -> tuple[Refusal, ...]:
    """Everything that is wrong with a card's parts; empty where it can be used. `kpis` maps the codes there are to the
    direction that is better."""
    wrong: list[Refusal] = []
    if round(sum(float(part["weight"]) for part in parts), 6) != 100:
        wrong.append(Refusal("card_parts_not_whole", {"sum": _plain(sum(float(part["weight"]) for part in parts))}))
    seen: set[str] = set()
    for part in parts:
        lines = part["lines"]
        if not lines:
            wrong.append(Refusal("card_part_empty", {"part": part["name"]}))
            continue
        whole = sum(float(line["weight"]) for line in lines)
        if round(whole, 6) != 100:
            wrong.append(Refusal("card_lines_not_whole", {"part": part["name"], "sum": _plain(whole)}))
        for line in lines:
            measure = str(line["measure"])
            if measure in seen:
                wrong.append(Refusal("card_measure_twice", {"measure": measure}))
            seen.add(measure)
            if measure not in GROWTH_MEASURES and measure not in kpis:
                wrong.append(Refusal("card_measure_unknown", {"measure": measure}))
            wrong += line_faults(line, "up" if measure in GROWTH_MEASURES else kpis.get(measure))
    return tuple(wrong)


def line_faults(line: Mapping[str, Any], direction: str | None) -> list[Refusal]:
    """What is wrong with one line: a weight out of range, values that do not go from worse to better, or a KPI of which
    neither more nor less is better."""
    measure = str(line["measure"])
    worst, target, best = float(line["worst"]), float(line["target"]), float(line["best"])
    wrong = []
    if not 0 < float(line["weight"]) <= 100:
        wrong.append(Refusal("card_weight_range", {"measure": measure}))
    if direction == "none":
        wrong.append(Refusal("card_measure_no_direction", {"measure": measure}))
    rises, falls = worst < target < best, worst > target > best
    if not (rises or falls) or (direction == "up" and falls) or (direction == "down" and rises):
        wrong.append(Refusal("card_values_order", {"measure": measure}))
    return wrong


def _plain(value: float) -> str:
    return f"{value:.6f}".rstrip("0").rstrip(".")
