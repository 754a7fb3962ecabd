"""How far two raters agree: against the coefficients by hand and by the rules of the command."""

from __future__ import annotations

import numpy as np
import pytest

from assessments.rules.quality.agreement import kappa as cohen
from assessments.rules.quality.agreement import square_table
from assessments.rules.quality.intraclass import intraclass
from assessments.rules.quality.raters import Rating, agreement

PERCENTS = [
    (80, 84),
    (60, 66),
    (90, 92),
    (40, 50),
    (75, 70),
    (88, 90),
    (55, 61),
    (70, 78),
    (95, 97),
    (62, 60),
    (50, 58),
    (83, 85),
]


def both(one: int, other: int, first: int = 1, second: int = 2, verdict: bool = True) -> tuple[Rating, Rating]:
    def rating(rater: int, percent: int) -> Rating:
        return Rating(rater, percent, percent >= 65 if verdict else None, {"R tone": percent // 25})

    return rating(first, one), rating(second, other)


def test_a_pair_is_judged_by_the_two_way_forms() -> None:
    subjects = [both(one, other) if n % 2 else both(other, one, 2, 1) for n, (one, other) in enumerate(PERCENTS)]
    found = agreement(subjects)
    table = np.array(PERCENTS, dtype=float)
    assert (found.n, found.apart) == (12, pytest.approx(np.abs(table[:, 0] - table[:, 1]).mean()))
    (pair,) = found.pairs  # whoever rated first, it is one pair
    forms = intraclass(table)
    assert (pair.first, pair.second, pair.n) == (1, 2, 12)
    assert (pair.single.value, pair.mean.value) == (forms["2,1"].value, forms["2,k"].value)
    assert pair.single.low is not None
    passed = (table >= 65).astype(int)
    assert pair.kappa.value == pytest.approx(cohen(square_table(passed, 2)).value)
    assert pair.harder == pytest.approx((table[:, 1] - table[:, 0]).mean())
    assert found.raw == pytest.approx((passed[:, 0] == passed[:, 1]).mean())
    assert found.single.value is not None
    assert found.criteria["R tone"][0] == 12


def test_too_few_and_no_verdict_are_said() -> None:
    few = agreement([both(*percents) for percents in PERCENTS[:9]])
    assert {one.reason for one in (few.kappa, few.ac1, few.single, few.mean, few.pairs[0].single)} == {"too_few"}
    essays = agreement([both(*percents, verdict=False) for percents in PERCENTS])
    assert (essays.raw, essays.kappa.reason, essays.pairs[0].kappa.reason) == (None, "no_verdict", "no_verdict")
    assert essays.single.value is not None
    mixed = agreement([both(*percents, second=2 + n % 3) for n, percents in enumerate(PERCENTS)])
    assert [pair.n for pair in mixed.pairs] == [4, 4, 4]
    assert mixed.pairs[0].single.reason == "too_few"
    assert agreement([]).n == 0
