"""What is asked of a roll-out, and what forbids it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from lms.core.rules import Refusal

LEAST_IN_WAVE = 2
APART_OF_TWO = 3
"""Two waves are two arms: they differ only as long as the second has not begun."""


@dataclass(frozen=True)
class Running:
    """Another draw of the training that still counts: its number, its first month, and how many of the people have their place in
    it already."""

    number: int
    month: date
    people: int


@dataclass(frozen=True)
class Draw:
    """A roll-out to be drawn: `assigned` "person" or "unit", `strata` what every wave gets the same share of, `first` the
    month of the first wave, written as 2026-03."""

    subject_kind: str
    subject_code: str
    kpi_code: str
    unit_id: int | None
    families: tuple[str, ...]
    assigned: str
    strata: tuple[str, ...]
    waves: int
    apart: int
    first: str
    seed: int

    def as_json(self) -> dict[str, Any]:
        """By name."""
        return asdict(self)

    @classmethod
    def of(cls, kept: dict[str, Any]) -> Draw:
        """From what was kept."""
        return cls(**{**kept, "families": tuple(kept["families"]), "strata": tuple(kept["strata"])})

    @property
    def month(self) -> date:
        """The first month."""
        return date.fromisoformat(f"{self.first}-01")


def may_draw(draw: Draw, *, many: int, today: date, running: Running | None) -> list[Refusal]:
    """Nothing where the order may be drawn. `many`: people or units to be dealt; `running`: another draw of the training in
    which some of these people have a place."""
    found: list[Refusal] = []
    if draw.month <= today:
        found.append(Refusal("roll_out_past"))
    if many < LEAST_IN_WAVE * draw.waves:
        found.append(Refusal("roll_out_too_few", {"people": many, "waves": draw.waves}))
    if draw.waves == 2 and draw.apart < APART_OF_TWO:
        found.append(Refusal("roll_out_two_arms"))
    if running is not None:
        month = f"{running.month:%Y-%m}"
        found.append(Refusal("roll_out_running", {"number": running.number, "month": month, "people": running.people}))
    return found


def tenure_band(years: float) -> str:
    """Years in the company as strata know them."""
    return "0-1" if years < 2 else "2-4" if years < 5 else "5+"
