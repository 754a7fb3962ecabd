"""Drawing work orders by lot, and what observed ones say of all: tables of cases."""

from __future__ import annotations

import math
from datetime import date

import pytest

from lms.plans.gaps import cell_of
from lms.plans.sampling import Candidate, band_of, draw, estimate, in_proportion, shares

MAY, JUNE = date(2026, 5, 1), date(2026, 6, 1)


@pytest.mark.parametrize(
    ("sizes", "wanted", "given"),
    [
        ({"low": 50, "middle": 50, "high": 50}, 30, [10, 10, 10]),
        ({"low": 4, "middle": 50, "high": 50}, 30, [4, 13, 13]),
        ({"low": 50, "middle": 50, "high": 50}, 31, [11, 10, 10]),
        ({"low": 0, "middle": 2, "high": 3}, 30, [0, 2, 3]),
        ({"low": 0, "middle": 0, "high": 0}, 3, [0, 0, 0]),
    ],
)
def test_bands_give_evenly_as_far_as_they_can(sizes: dict[str, int], wanted: int, given: list[int]) -> None:
    assert list(shares(sizes, wanted).values()) == given


@pytest.mark.parametrize(
    ("sizes", "wanted", "given"),
    [({MAY: 10, JUNE: 30}, 4, [1, 3]), ({MAY: 1, JUNE: 1}, 1, [1, 0]), ({MAY: 3, JUNE: 4}, 7, [3, 4])],
)
def test_months_give_in_proportion(sizes: dict[date, int], wanted: int, given: list[int]) -> None:
    assert list(in_proportion(sizes, wanted).values()) == given


@pytest.mark.parametrize(("csat", "band"), [(0, "low"), (59.9, "low"), (60, "middle"), (84.9, "middle"), (85, "high")])
def test_band(csat: float, band: str) -> None:
    assert band_of(csat, 60, 85) == band


def test_the_seed_makes_the_draw_whatever_the_order_of_the_facts() -> None:
    orders = [Candidate("crm", f"W{n}", n % 101, MAY if n % 3 else JUNE) for n in range(300)]
    first = draw(orders, 60, 11)
    assert first == draw(list(reversed(orders)), 60, 11)
    assert first != draw(orders, 60, 12)
    assert len(set(first)) == 60


def test_each_observed_order_stands_for_those_of_its_band() -> None:
    found = estimate({"low": [1, 2], "high": [4, 5, 5]}, {"low": 10, "middle": 40, "high": 90})
    assert found.mean == pytest.approx(0.1 * 1.5 + 0.9 * 14 / 3)
    spread = math.sqrt(0.01 * 0.5 / 2 + 0.81 * (1 / 3) / 3)
    assert found.high == pytest.approx(min(5, (found.mean or 0) + 3.182446305 * spread))
    assert found.low == pytest.approx((found.mean or 0) - 3.182446305 * spread)
    assert found.missing == ("middle",)
    assert estimate({"low": [3]}, {"low": 9}).low is None
    assert estimate({}, {"low": 9}).mean is None


@pytest.mark.parametrize(
    ("met", "n", "kind"),
    [(4, 4, "few"), (5, 5, "reached"), (4, 5, "open"), (16, 20, "reached"), (9, 20, "missed"), (10, 20, "open")],
)
def test_kind_of_a_share(met: int, n: int, kind: str) -> None:
    cell = cell_of([True] * met + [False] * (n - met))
    assert cell is not None
    assert cell.kind == kind
