"""Conditions on a person's figures: runs of months, figures over some months, counts."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from lms.kpis.rules.criteria import Criterion, faults, read_criterion, state_of
from lms.kpis.rules.sums import Sums

TODAY = date(2026, 3, 2)


def month(text: str) -> date:
    return date.fromisoformat(f"{text}-01")


def csat(**months: tuple[int, float]) -> dict[date, Sums]:
    """Months as m2601=(orders, mean)."""
    return {
        date(2000 + int(name[1:3]), int(name[3:]), 1): Sums(n, n * mean, float(n)) for name, (n, mean) in months.items()
    }


RUN = Criterion("csat", ">=", 95, months_running=3, least_n=10)


@pytest.mark.parametrize(
    ("sums", "met", "have", "n", "on"),
    [
        ({}, False, 0, 0, None),
        (csat(m2512=(10, 96), m2601=(11, 95), m2602=(12, 99)), True, 3, 33, "2026-02"),
        (csat(m2512=(10, 96), m2601=(11, 94.9), m2602=(12, 99)), False, 1, 12, None),
        (csat(m2512=(10, 96), m2601=(9, 99), m2602=(12, 99)), False, 1, 12, None),  # too few orders break a run
        (csat(m2511=(10, 96), m2601=(10, 99), m2602=(12, 99)), False, 2, 22, None),  # so does a month without any
        (csat(m2601=(10, 96), m2602=(10, 99), m2603=(12, 99)), False, 2, 20, None),  # March is not over
        (csat(m2504=(10, 96), m2505=(10, 96), m2506=(10, 96), m2602=(10, 50)), True, 3, 30, "2025-06"),
        (csat(m2501=(10, 96), m2502=(10, 96), m2503=(10, 96)), False, 1, 10, None),  # only twelve months back
        (csat(m2510=(10, 96), m2511=(10, 96), m2512=(10, 96), m2601=(10, 97)), True, 3, 30, "2025-12"),
    ],
)
def test_a_run_of_months(sums: dict[date, Sums], met: bool, have: int, n: int, on: str | None) -> None:
    state = state_of(RUN, "mean", sums, TODAY)
    assert (state.met, state.have, state.n) == (met, have, n)
    assert state.on == (month(on) if on else None)
    assert all(one.holds for one in state.months)


@pytest.mark.parametrize(
    ("criterion", "kind", "sums", "met", "have", "on"),
    [
        (Criterion("x", ">=", 85, within_months=3, least_n=50), "share", {month("2025-12"): Sums(30, 24, 30), month("2026-01"): Sums(30, 28, 30)}, True, 100 * 52 / 60, "2026-01"),
        (Criterion("x", ">=", 85, within_months=3, least_n=61), "share", {month("2025-12"): Sums(30, 24, 30), month("2026-01"): Sums(30, 28, 30)}, False, 100 * 52 / 60, None),
        (Criterion("x", ">=", 85, within_months=2, least_n=10), "share", {month("2025-12"): Sums(30, 0, 30), month("2026-01"): Sums(30, 28, 30)}, True, 100 * 28 / 30, "2026-01"),
        (Criterion("x", "<=", 2, within_months=12), "share", {month("2026-01"): Sums(100, 2, 100)}, True, 2, "2026-01"),
        (Criterion("x", "<=", 2, within_months=12), "share", {month("2026-01"): Sums(100, 3, 100)}, False, 3, None),
        (Criterion("x", ">=", 50), "count", {month("2020-01"): Sums(90, 30, 90), month("2026-02"): Sums(40, 19, 40)}, False, 49, None),
        (Criterion("x", ">=", 50), "count", {month("2020-01"): Sums(90, 30, 90), month("2026-03"): Sums(40, 20, 40)}, True, 50, "2026-03"),
        (Criterion("x", ">=", 50, within_months=12), "count", {month("2020-01"): Sums(90, 30, 90), month("2026-02"): Sums(40, 20, 40)}, False, 20, None),
        (Criterion("x", ">=", 5), "mean", {}, False, None, None),
        (Criterion("x", ">=", 5), None, {month("2026-01"): Sums(9, 90, 9)}, False, None, None),
    ],
)  # fmt: skip
def test_a_figure_over_some_months(
    criterion: Criterion, kind: str | None, sums: dict[date, Sums], met: bool, have: float | None, on: str | None
) -> None:
    state = state_of(criterion, kind, sums, TODAY)
    assert state.met is met
    assert state.have == (None if have is None else pytest.approx(have))
    assert state.on == (month(on) if on else None)


REPEATS = Criterion("repeat_visits", "<=", 5, months_running=2, least_n=10)
FEW_REPEATS = {month(text): Sums(20, total, 20) for text, total in (("2025-11", 1), ("2025-12", 4), ("2026-01", 0), ("2026-02", 0))}  # fmt: skip


@pytest.mark.parametrize(
    ("criterion", "window", "met", "months", "waiting"),
    [
        (REPEATS, 0, True, ["2026-01", "2026-02"], []),
        (REPEATS, 30, False, ["2025-11"], ["2026-01", "2026-02"]),  # January's 30 days are over on the third of March
        (REPEATS, 29, False, ["2026-01"], ["2026-02"]),
        (Criterion("x", "<=", 5, within_months=1), 30, False, ["2025-12"], ["2026-01", "2026-02"]),  # a month back of the ripe
        (Criterion("x", "<=", 5, within_months=1), 0, True, ["2026-02"], []),
    ],
)  # fmt: skip
def test_months_that_are_not_ripe_do_not_count(
    criterion: Criterion, window: int, met: bool, months: list[str], waiting: list[str]
) -> None:
    state = state_of(criterion, "share", FEW_REPEATS, TODAY, window)
    assert state.met is met
    assert [f"{one.month:%Y-%m}" for one in state.months] == months
    assert [f"{one:%Y-%m}" for one in state.waiting] == waiting


def test_a_count_that_looks_ahead_waits_too() -> None:
    sums = {month("2025-12"): Sums(20, 20, 20), month("2026-02"): Sums(40, 40, 40)}
    assert state_of(Criterion("x", ">=", 50), "count", sums, TODAY).met
    assert not state_of(Criterion("x", ">=", 50), "count", sums, TODAY, 30).met


@pytest.mark.parametrize(
    ("sums", "newest", "holds"),
    [({}, None, None), (csat(m2602=(4, 99)), 4, False), (csat(m2601=(10, 99), m2602=(11, 80)), 11, False)],
)
def test_the_newest_month_is_named_also_where_it_does_not_count(
    sums: dict[date, Sums], newest: int | None, holds: bool | None
) -> None:
    state = state_of(RUN, "mean", sums, TODAY)
    assert (state.newest.n if state.newest else None, state.newest.holds if state.newest else None) == (newest, holds)


@pytest.mark.parametrize(
    ("data", "wrong"),
    [
        ({"kpi": "csat", "value": 95}, 0),
        ({"kpi": "csat", "op": ">=", "value": 95, "months_running": 3, "least_n": 10}, 0),
        ({"value": 95}, 1),
        ({"kpi": "csat"}, 1),
        ({"kpi": "csat", "value": "95"}, 1),
        ({"kpi": "csat", "value": True}, 1),
        ({"kpi": "csat", "op": ">", "value": 95}, 1),
        ({"kpi": "csat", "value": 95, "months_running": 0}, 1),
        ({"kpi": "csat", "value": 95, "least_n": 2.5}, 1),
        ({"kpi": "csat", "value": 95, "months_running": 13}, 1),
        ({"kpi": "csat", "value": 95, "months_running": 13, "within_months": 24}, 0),
        ({"op": "?", "within_months": -1}, 4),
    ],
)
def test_what_is_wrong_with_a_condition(data: dict[str, Any], wrong: int) -> None:
    assert len(faults(data)) == wrong
    if wrong:
        with pytest.raises(ValueError):
            read_criterion(data)
    else:
        assert read_criterion(data).kpi == "csat"
