"""The parts of a report: frozen, and each able to write itself as JSON."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any


def plain(value: Any) -> Any:
    """As JSON has it: numbers that are none become null, tuples lists, parts their mappings."""
    if isinstance(value, Part):
        return value.as_json()
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, tuple | list):
        return [plain(one) for one in value]
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value


def headline(att: float, se: float, se_plain: float, low: float, high: float) -> dict[str, float | None]:
    """The one figure of a report, under the same names whatever the method."""
    given = {"att": att, "se": se, "se_plain": se_plain, "low": low, "high": high}
    return {name: plain(value) for name, value in given.items()}


@dataclass(frozen=True)
class Part:
    """A part of a report."""

    def as_json(self) -> dict[str, Any]:
        """By field name."""
        return {one.name: plain(getattr(self, one.name)) for one in fields(self)}


@dataclass(frozen=True)
class Reason(Part):
    """Why a verdict is what it is, or what a reader must know beside it: a code with its values. Words are the caller's."""

    code: str
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Estimate(Part):
    """A figure with its interval. `se_plain` is that of R's `did`; `se`, `low` and `high` hold in small organisations too."""

    att: float
    se: float
    se_plain: float
    low: float
    high: float


@dataclass(frozen=True)
class Keyed(Estimate):
    """The figure of one cohort or period."""

    key: int | str


@dataclass(frozen=True)
class Gathered(Estimate):
    """An overall figure and the ones that it is made of."""

    name: str
    members: tuple[Keyed, ...]

    def as_json(self) -> dict[str, Any]:
        """The members under their name: groups, or times."""
        written = {one.name: plain(getattr(self, one.name)) for one in fields(Estimate)}
        written[self.name + "s"] = [
            {self.name: one.key, **{f.name: plain(getattr(one, f.name)) for f in fields(Estimate)}}
            for one in self.members
        ]
        return written


@dataclass(frozen=True)
class Cell(Part):
    """ATT(g,t). `se` is the plain one, as published tables have it; None where the period is its own base."""

    group: int | str
    time: int | str
    att: float
    se: float | None
    treated: int
    compared: int


@dataclass(frozen=True)
class Event(Part):
    """The figure so many periods after training; the band holds for all events at once. A reference has no interval."""

    event: int
    att: float
    se: float | None
    se_plain: float | None
    low: float | None
    high: float | None
    band_low: float | None
    band_high: float | None


@dataclass(frozen=True)
class Drift(Part):
    """How the trained moved against the others per period, before training."""

    per_period: float
    se: float
    low: float
    high: float
    p: float
    events: int
    hotelling: Mapping[str, float | None]
    last_before: Mapping[str, float | None]  # the last period before, against the earlier ones

    @property
    def limit(self) -> float:
        """The largest drift, up or down, that the interval allows."""
        return max(abs(self.low), abs(self.high))


@dataclass(frozen=True)
class Permutation(Part):
    """The drawn order, drawn again: how often chance alone gives as much."""

    p: float
    draws: int
    smallest_p: float
