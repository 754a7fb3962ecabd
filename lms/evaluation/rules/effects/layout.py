"""Which group-time cells there are, each with its base period and the cohorts that it is compared with.

Callaway & Sant'Anna, Journal of Econometrics 225 (2021), 200–230. From the first treated period on the base is the last
period before it (less anticipation); before, a varying base is the period just before, so that each cell is a placebo of
one period, and a universal base is the same one throughout."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from lms.evaluation.rules.effects.panel import NEVER, Flags, Integers
from lms.evaluation.rules.effects.settings import Base, Control


@dataclass(frozen=True, eq=False)
class Layout:
    """Cells as places: of the cohort, of the period, of its base; and whom each is compared with (cells × cohorts)."""

    cohorts: Integers
    periods: Integers
    group: Integers
    time: Integers
    base: Integers
    compared: Flags

    @cached_property
    def event(self) -> Integers:
        """Periods since treatment, 0 for the first treated one."""
        return np.asarray(self.periods[self.time] - self.cohorts[self.group], dtype=np.int64)

    @property
    def reference(self) -> Flags:
        """Cells that are 0 because the period is its own base."""
        return np.asarray(self.time == self.base)

    def __len__(self) -> int:
        return len(self.group)


def lay_out(cohorts: Integers, periods: Integers, control: Control, base: Base, anticipation: int) -> Layout:
    """All cells that have somebody to be compared with."""
    found: list[tuple[int, int, int]] = []
    compared: list[Flags] = []
    never = cohorts == NEVER
    for h in np.flatnonzero(~never):
        own = int(np.searchsorted(periods, cohorts[h] - anticipation)) - 1  # the last with p + anticipation < g
        if own < 0:
            continue
        for t in range(len(periods)):
            before = periods[t] < cohorts[h]
            b = t - 1 if before and base == "varying" else own
            if b < 0:
                continue
            others = never.copy()
            if control == "notyet":
                others |= cohorts > periods[max(t, b)] + anticipation
                others[h] = False
            if others.any():
                found.append((int(h), t, b))
                compared.append(others)
    places = np.array(found, dtype=np.int64).reshape(-1, 3)
    flags = np.array(compared, dtype=bool).reshape(len(found), len(cohorts))
    return Layout(cohorts, periods, places[:, 0], places[:, 1], places[:, 2], flags)
