"""A panel: assigned units by periods, with the period from which each counts as trained."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]

MOST_PERIODS = 600  # fifty years of months
MOST_PLACES = 50_000_000  # units × periods, seen or not
NEVER = int(np.iinfo(np.int64).max)


class PanelFault(ValueError):
    """A panel that cannot be read; `row` is the line of the long form (from 0) at which it shows."""

    def __init__(self, code: str, row: int | None = None, **values: Any) -> None:
        super().__init__(f"{code} {values}" if values else code)
        self.code, self.row, self.values = code, row, values


@dataclass(frozen=True)
class Calendar:
    """How a period's number is written: as itself, or as the month that it counts."""

    kind: Literal["number", "month"] = "number"

    def name(self, period: int) -> int | str:
        """The period as people write it; months are counted from the year 0."""
        period = int(period)
        return period if self.kind == "number" else f"{period // 12:04d}-{period % 12 + 1:02d}"


def month_number(year: int, month: int) -> int:
    """The number by which a month is counted."""
    return year * 12 + month - 1


@dataclass(frozen=True, eq=False)
class Panel:
    """`outcome[i, j]` is that of unit i in period `periods[j]`, NaN where it was not seen; `treated_at[i]` is the first
    treated period, NEVER for none. Weight, cluster, stratum and covariates belong to the unit and do not change."""

    units: NDArray[Any]
    periods: Integers
    treated_at: Integers
    outcome: Floats
    weight: Floats | None = None
    cluster: Integers | None = None  # numbers from 0; only which units share one counts
    calendar: Calendar = Calendar()
    stratum: Integers | None = None  # numbers from 0: within what the order was drawn
    covariates: Floats | None = None  # units × covariates, known before training; NaN leaves the unit out
    adjusted_for: tuple[str, ...] = ()  # what the covariates are called; several may stand for one name

    def __post_init__(self) -> None:
        n, many = len(self.units), len(self.periods)
        if self.outcome.shape != (n, many) or len(self.treated_at) != n:
            raise PanelFault("shape", units=n, periods=many, outcome=self.outcome.shape)
        if many > 1 and not (np.diff(self.periods) > 0).all():
            raise PanelFault("periods_not_ascending")
        if np.isinf(self.outcome).any():
            raise PanelFault("outcome_not_finite")
        if self.weight is not None and (len(self.weight) != n or not (self.weight > 0).all()):
            raise PanelFault("weight_not_positive")
        for own in (self.cluster, self.stratum, self.covariates):
            if own is not None and len(own) != n:
                raise PanelFault("shape", units=n, given=len(own))


def panel_of(
    unit: ArrayLike,
    time: ArrayLike,
    treated_at: ArrayLike,
    outcome: ArrayLike,
    *,
    weight: ArrayLike | None = None,
    cluster: ArrayLike | None = None,
    stratum: ArrayLike | None = None,
    calendar: Calendar | None = None,
) -> Panel:
    """The panel of a long form, one entry per unit and period; raises PanelFault naming the first entry that
    contradicts an earlier one."""
    names, code = _coded(np.asarray(unit))
    periods, column = _coded(np.asarray(time, dtype=np.int64))
    values = np.asarray(outcome, dtype=np.float64)
    if not len(names):
        raise PanelFault("empty")
    if len(periods) > MOST_PERIODS:
        raise PanelFault("too_many_periods", periods=len(periods), limit=MOST_PERIODS)
    if len(names) * len(periods) > MOST_PLACES:
        raise PanelFault("too_large", units=len(names), periods=len(periods), limit=MOST_PLACES)
    place = code * len(periods) + column
    _refuse_twice(place, names, code, periods, column)
    wide = np.full((len(names), len(periods)), np.nan)
    wide.reshape(-1)[place] = values
    groups, strata = (None if one is None else _coded(np.asarray(one))[1] for one in (cluster, stratum))
    return Panel(
        units=names,
        periods=periods,
        treated_at=_fixed(np.asarray(treated_at, dtype=np.int64), code, names, "treated_at"),
        outcome=wide,
        weight=None if weight is None else _fixed(np.asarray(weight, dtype=np.float64), code, names, "weight"),
        cluster=None if groups is None else _fixed(groups, code, names, "cluster"),
        calendar=calendar or Calendar(),
        stratum=None if strata is None else _fixed(strata, code, names, "stratum"),
    )


def _coded(values: NDArray[Any]) -> tuple[NDArray[Any], Integers]:
    """The distinct values in order, and of each entry which one it is; whole numbers close together need no sorting."""
    if values.dtype.kind == "i" and len(values):
        low, high = int(values.min()), int(values.max())
        if high - low < 4 * len(values) + 1000:
            present = np.zeros(high - low + 1, dtype=bool)
            present[values - low] = True
            return np.flatnonzero(present) + low, (np.cumsum(present, dtype=np.int64) - 1)[values - low]
    names, code = np.unique(values, return_inverse=True)
    return names, code.astype(np.int64)


def _refuse_twice(place: Integers, names: NDArray[Any], code: Integers, periods: Integers, column: Integers) -> None:
    """One entry for a unit in a period."""
    counts = np.bincount(place)
    if counts.max() < 2:
        return
    _, first = np.unique(place, return_index=True)
    again = np.ones(len(place), dtype=bool)
    again[first] = False
    row = int(np.flatnonzero(again)[0])
    earlier = int(np.flatnonzero(place == place[row])[0])
    raise PanelFault("twice", row, unit=str(names[code[row]]), time=int(periods[column[row]]), earlier=earlier)


def _fixed(values: NDArray[Any], code: Integers, names: NDArray[Any], what: str) -> NDArray[Any]:
    """What each unit has, which must be the same in all its entries."""
    first = np.full(len(names), len(code), dtype=np.int64)
    np.minimum.at(first, code, np.arange(len(code)))
    own = values[first]
    differing = np.flatnonzero(values != own[code])
    if len(differing):
        row = int(differing[0])
        raise PanelFault("changes", row, unit=str(names[code[row]]), what=what, earlier=int(first[code[row]]))
    return own
