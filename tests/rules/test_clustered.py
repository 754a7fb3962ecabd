"""Intervals of groups of people, against the same worked out person by person."""

from __future__ import annotations

import math
from statistics import stdev

import pytest

from lms.kpis.rules.intervals import wilson
from lms.kpis.rules.quantiles import t
from lms.kpis.rules.sums import COUNT, MEDIAN, SHARE, Sums
from lms.performance.rules.clustered import Crowd, Paired, change_of, crowd_figure, parts_of

Person = tuple[float, float]


def crowd(people: list[Person]) -> Crowd:
    xs, ys = [x for x, _ in people], [y for _, y in people]
    sums = Sums(int(sum(ys)), sum(xs), sum(ys), sum(xs), sum(xs), sum(xs))
    return Crowd(
        len(people), sums, sum(xs), sum(ys), sum(x * x for x in xs), sum(x * y for x, y in people), sum(y * y for y in ys)
    )  # fmt: skip


def test_people_who_differ_make_the_interval_wider_than_their_orders_do() -> None:
    people = [(90.0, 100.0), (50.0, 100.0), (85.0, 100.0), (55.0, 100.0)]
    figure = crowd_figure(SHARE, "percent", crowd(people), 10)
    half = t(0.95, 3) * stdev([90, 50, 85, 55]) / 2  # equal orders: the t interval of the people's own shares
    assert figure.value == pytest.approx(70)
    assert (figure.low, figure.high) == pytest.approx((70 - half, 100))  # never above 100
    low, _high = wilson(280, 400)
    assert figure.low is not None
    assert figure.low < 100 * low


def test_people_who_are_all_alike_keep_the_interval_of_their_orders() -> None:
    figure = crowd_figure(SHARE, "percent", crowd([(20.0, 20.0)] * 3), 10)
    low, high = wilson(60, 60)
    assert (figure.low, figure.high) == pytest.approx((100 * low, 100 * high))


def test_one_person_says_nothing_about_how_people_differ() -> None:
    figure = crowd_figure(SHARE, "percent", crowd([(15.0, 20.0)]), 10)
    assert (figure.value, figure.low, figure.high, figure.enough) == (75.0, None, None, False)
    assert change_of(SHARE, Paired(crowd([(1, 2)]), crowd([(2, 2)]), 2, 2, 2, 4)) is None


def test_too_few_orders_are_not_enough() -> None:
    assert not crowd_figure(SHARE, "percent", crowd([(2.0, 4.0), (3.0, 4.0)]), 10).enough
    assert crowd_figure(SHARE, "percent", crowd([(2.0, 4.0), (3.0, 4.0)]), 8).enough


def test_counts_are_by_person_and_month_and_medians_by_logarithms() -> None:
    assert parts_of(COUNT) == ("total", "months")
    assert parts_of(MEDIAN) == ("logs", "n")
    counted = Crowd(2, Sums(30, 30, 30, 30), 30, 6, 500, 90, 18)
    figure = crowd_figure(COUNT, "orders", counted, 10)
    assert figure.value == pytest.approx(5)
    half = Crowd(2, Sums(20, 0, 20, 0, 20 * math.log(8), 20 * math.log(8) ** 2), 20 * math.log(8), 20, 200 * math.log(8) ** 2, 200 * math.log(8), 200)  # fmt: skip
    assert crowd_figure(MEDIAN, "hours", half, 10).value == pytest.approx(7)


def test_a_change_of_the_same_people_is_that_of_their_differences() -> None:
    before = [(60.0, 100.0), (70.0, 100.0), (80.0, 100.0), (90.0, 100.0)]
    after = [(66.0, 100.0), (74.0, 100.0), (86.0, 100.0), (94.0, 100.0)]
    pairs = list(zip(after, before, strict=True))
    paired = Paired(
        crowd(before), crowd(after), sum(a[0] * b[0] for a, b in pairs), sum(a[0] * b[1] for a, b in pairs),
        sum(a[1] * b[0] for a, b in pairs), sum(a[1] * b[1] for a, b in pairs),
    )  # fmt: skip
    change = change_of(SHARE, paired)
    assert change is not None
    half = t(0.95, 3) * stdev([6, 4, 6, 4]) / 2  # the paired t interval, since orders are equal
    assert (change.value, change.low, change.high) == pytest.approx((5, 5 - half, 5 + half))
    assert change.is_certain
    apart = crowd_figure(SHARE, "percent", crowd(before), 10)
    assert apart.low is not None
    assert apart.low < 65  # people differ far more than each changed
