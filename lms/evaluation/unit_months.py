"""In which unit each person of a panel worked, month by month. Imports numpy: for jobs."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from lms.evaluation.rules.effects.panel import NEVER, Flags, Integers
from lms.people.queries.placements import Moves


@dataclass(frozen=True, eq=False)
class UnitMonths:
    """People by months: the unit on the first day of the month. `known` tells whose moves are on record."""

    units: Integers
    known: Flags

    def of(self, rows: Flags) -> UnitMonths:
        """Those of some people."""
        return UnitMonths(self.units[rows], self.known[rows])

    def inside(self, units: Collection[int]) -> Flags:
        """The person-months within some units."""
        return np.isin(self.units, np.fromiter(units, np.int64))

    def assigned(self, treated_at: Integers, months: Integers) -> Integers:
        """The one unit that each person counts with: that of the month before the first one after training, in which the training
        was; of everybody else that of the first month."""
        place = np.searchsorted(months, treated_at - 1).clip(0, len(months) - 1)
        place = np.where((treated_at == NEVER) | (treated_at - 1 > months[-1]), 0, place)
        return np.asarray(self.units[np.arange(len(place)), place])

    def moved(self, own: Integers, since: int = 0) -> int:
        """How many worked elsewhere than where they count, in the months from a place on."""
        return int((self.units[:, since:] != own[:, None]).any(axis=1).sum())


def unit_months(people: Sequence[Any], moves: Moves, months: Sequence[date]) -> UnitMonths:
    """For rows with id and (present) unit_id."""
    present = np.array([row.unit_id for row in people], dtype=np.int64)
    units = np.repeat(present[:, None], len(months), axis=1)
    known = np.zeros(len(people), dtype=bool)
    for place, row in enumerate(people):
        if row.id in moves.units:
            units[place] = moves.units_of(row.id, row.unit_id, months)
            known[place] = True
    return UnitMonths(units, known)
