"""In which unit people count, month by month, from dated moves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pytest

from lms.evaluation.rules.effects.panel import NEVER, month_number
from lms.evaluation.unit_months import unit_months
from lms.people.queries.placements import Moves

MONTHS = [date(2026, month, 1) for month in range(1, 7)]
NUMBERS = np.array([month_number(one.year, one.month) for one in MONTHS], dtype=np.int64)
JANUARY = int(NUMBERS[0])
MOVES = Moves({1: [(date(2020, 5, 4), 10), (date(2026, 3, 10), 11)], 2: [(date(2026, 2, 1), 12)]})


@dataclass
class Row:
    id: int
    unit_id: int


@pytest.mark.parametrize(
    ("person", "present", "day", "unit"),
    [
        (1, 11, date(2026, 3, 9), 10),
        (1, 11, date(2026, 3, 10), 11),
        (1, 11, date(2019, 1, 1), 10),  # before anything is known: the first that is
        (2, 12, date(2026, 1, 1), 12),
        (3, 13, date(2026, 1, 1), 13),  # never moved
    ],
)
def test_the_unit_on_a_day(person: int, present: int, day: date, unit: int) -> None:
    assert MOVES.unit_on(person, present, day) == unit


def test_people_count_with_the_unit_that_they_were_trained_in() -> None:
    people = [Row(1, 11), Row(1, 11), Row(1, 11), Row(2, 12), Row(3, 13)]
    found = unit_months(people, MOVES, MONTHS)
    assert found.units[0].tolist() == [10, 10, 10, 11, 11, 11]
    assert found.known.tolist() == [True, True, True, True, False]
    # The first month after training was March, May, never, February, and after the window.
    treated = np.array([JANUARY + 2, JANUARY + 4, NEVER, JANUARY + 1, JANUARY + 30], dtype=np.int64)
    own = found.assigned(treated, NUMBERS)
    assert own.tolist() == [10, 11, 10, 12, 13]
    assert found.moved(own) == 3
    assert found.moved(own, since=3) == 2
    assert found.inside({11, 13})[:, 2:4].tolist() == [[False, True]] * 3 + [[False, False], [True, True]]
