"""What somebody asks about a training's effect, beside the training and the KPI."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

LEAST_PEOPLE = 5
"""What rests on fewer people is kept out of reports, so that nobody is singled out."""


@dataclass(frozen=True)
class Question:
    """`months` is the window; `assigned` what was sent to training, each for itself: people or whole units; `control` the
    comparison; `anticipation` the months before the first one after training that count to neither side: 1 is the month of
    the training itself; `least` the orders that a person's month needs; `adjust` what the comparison is adjusted for: "tenure"
    when the window began, "line" and "unit" of today."""

    months: int = 24
    assigned: str = "person"
    control: str = "notyet"
    anticipation: int = 1
    seasonal: bool = False
    least: int = 3
    seed: int = 1
    adjust: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """By name."""
        return asdict(self) | {"adjust": list(self.adjust)}

    @classmethod
    def of(cls, kept: dict[str, Any]) -> Question:
        """From what was kept; what an older version did not know takes its default."""
        known = {key: value for key, value in kept.items() if key in cls.__dataclass_fields__}
        return cls(**known | {"adjust": tuple(kept.get("adjust", ()))})
