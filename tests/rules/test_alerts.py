"""When a figure is an alert and when no longer: limits, trends, control charts, hysteresis, as tables of series."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest

from lms.kpis.rules.alerts import (
    Colour,
    Episode,
    Kind,
    Measure,
    Period,
    Point,
    Side,
    Terms,
    episodes,
    refusals,
    signs,
)
from lms.kpis.rules.control import chart, limits_of, signals

START = date(2026, 1, 1)
CSAT = Terms(
    Kind.THRESHOLD, Side.BELOW, Colour.BLUE, limit=85, worse_after=3, worse_colour=Colour.YELLOW, margin=1, clear_after=2
)  # fmt: skip
COMPLAINTS = Terms(Kind.THRESHOLD, Side.ABOVE, Colour.BLUE, period=Period.DAY, measure=Measure.COUNT, limit=20)
GRAVE = Terms(
    Kind.THRESHOLD, Side.ABOVE, Colour.RED, period=Period.DAY, measure=Measure.COUNT, limit=0, clear_after=0
)  # fmt: skip
FALLING = Terms(Kind.TREND, Side.BELOW, Colour.BLUE, periods=3)
STEADY = [10.0, 11.0, 9.0, 10.5, 9.5, 10.0, 11.0, 9.0, 10.5, 9.5, 10.0, 10.0]


def series(*values: float | None, n: int = 50) -> list[Point]:
    return [Point(START + timedelta(days=i), value, n) for i, value in enumerate(values)]


def days(*values: float | None, terms: Terms, n: int = 50) -> list[tuple[int, str, int | None]]:
    """Each alert as the day it was raised on, its final colour and the day it was cleared on."""

    def day(when: date | None) -> int | None:
        return None if when is None else (when - START).days

    found = episodes(signs(series(*values, n=n), terms), terms)
    return [((one.raised - START).days, str(one.colour), day(one.cleared)) for one in found]


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ((86, 85, 90), []),  # the limit itself is no alert
        ((86, 84.9), [(1, "blue", None)]),
        ((84, 84), [(0, "blue", None)]),
        ((84, 84, 84), [(0, "yellow", None)]),  # three in a row are graver
        ((84, 84, 90, 84, 84), [(0, "blue", None)]),  # a better one in between breaks the row, not the alert
        ((84, 90, 90), [(0, "blue", 2)]),
        ((84, 85.5, 85.5, 85.5), [(0, "blue", None)]),  # within the limit, but not by the margin
        ((84, 90, 85.5, 90), [(0, "blue", None)]),  # better ones must follow one another
        ((84, 90, 84, 90, 90), [(0, "blue", 4)]),  # a relapse continues the same alert
        ((84, 90, 90, 84), [(0, "blue", 2), (3, "blue", None)]),
        ((84, None, 84, None, 84), [(0, "yellow", None)]),  # a day without figures is passed over
        ((84, 84, 84, 90, 84, 90, 90), [(0, "yellow", 6)]),  # the colour does not fall while it stands
    ],
)
def test_limits(values: tuple[float | None, ...], found: list[tuple[int, str, int | None]]) -> None:
    assert days(*values, terms=CSAT) == found


def test_a_figure_at_the_edge_does_not_flap() -> None:
    assert days(*(84.9, 85.1) * 10, terms=CSAT) == [(0, "blue", None)]


@pytest.mark.parametrize(
    ("values", "found"),
    [((20, 20), []), ((21, 20), [(0, "blue", 1)]), ((0, 0, 21), [(2, "blue", None)])],
)
def test_counts(values: tuple[float, ...], found: list[tuple[int, str, int | None]]) -> None:
    assert days(*values, terms=COMPLAINTS, n=0) == found  # a count needs no least sample


def test_a_grave_one_is_cleared_by_nobody_but_a_person() -> None:
    assert days(0, 1, 0, 0, 0, 0, 0, 0, 0, terms=GRAVE) == [(1, "red", None)]


def test_what_was_closed_by_hand_is_settled_and_newer_figures_count() -> None:
    found = signs(series(1, 0, 0, 1, 0), GRAVE)
    assert episodes(found, GRAVE, after=START + timedelta(days=3)) == []
    assert [one.raised.day for one in episodes(found, GRAVE, after=START)] == [4]


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ((90, 89, 88), []),  # two steps
        ((90, 89, 88, 87), [(3, "blue", None)]),
        ((90, 89, 89, 88, 87), []),  # standing still is no step
        ((90, 89, 88, 87, 88), [(3, "blue", 4)]),
        ((87, 88, 89, 90), []),  # the better way
        ((90, 89, 88, 87, 86, 85), [(3, "blue", None)]),
    ],
)
def test_trends(values: tuple[float, ...], found: list[tuple[int, str, int | None]]) -> None:
    assert days(*values, terms=FALLING) == found


def test_too_few_orders_say_nothing() -> None:
    terms = Terms(Kind.THRESHOLD, Side.BELOW, Colour.BLUE, limit=85, least_sample=20)
    assert days(50, 50, terms=terms, n=19) == []
    assert days(50, terms=terms, n=20) == [(0, "blue", None)]


def test_certain_means_the_whole_interval() -> None:
    terms = Terms(Kind.THRESHOLD, Side.BELOW, Colour.BLUE, limit=85, certain=True)
    wide, narrow = Point(START, 80, 30, 62, 91), Point(START, 80, 900, 77, 82)
    assert not signs([wide], terms)[0].beyond
    assert signs([narrow], terms)[0].beyond


@pytest.mark.parametrize(
    ("terms", "judged"),
    [
        (COMPLAINTS, True),  # too many already, whatever the rest of the day brings
        (Terms(Kind.THRESHOLD, Side.BELOW, Colour.BLUE, measure=Measure.COUNT, limit=5), False),  # may still come
        (FALLING, False),
        (Terms(Kind.CONTROL, Side.ABOVE, Colour.BLUE), False),
        (CSAT, True),
    ],
)
def test_a_running_period_is_judged_only_where_it_cannot_mislead(terms: Terms, judged: bool) -> None:
    assert bool(signs([Point(START, 30, 50, whole=False)], terms)) is judged


def test_limits_come_from_the_moving_range() -> None:
    limits = limits_of(STEADY)
    assert limits is not None
    assert limits.centre == pytest.approx(10)
    ranges = [abs(b - a) for a, b in pairwise(STEADY)]
    assert limits.sigma == pytest.approx(sum(ranges) / len(ranges) / 1.128)
    assert limits_of(STEADY[:7]) is None
    assert limits_of([5.0] * 20) is None  # what never varied has no limits
    assert chart([*STEADY, 99], 24) == limits  # the newest point does not widen its own limits


LIMITS = limits_of(STEADY)
assert LIMITS is not None
ONE, TWO, THREE = (LIMITS.at(sigmas) + 0.01 for sigmas in (1, 2, 3))


@pytest.mark.parametrize(
    ("tail", "tests"),
    [
        ((THREE,), {1}),
        ((LIMITS.at(3),), set()),
        ((TWO, 10, TWO), {2}),
        ((TWO, 10, 10), set()),  # the newest point must itself be beyond
        ((ONE, ONE, 10, ONE, ONE), {3}),
        ((ONE, ONE, 10, 10, ONE), set()),
        ((10.1,) * 8, {4}),
        ((10.1,) * 7, set()),
        ((-50,), set()),  # the other side
    ],
)
def test_the_western_electric_tests(tail: tuple[float, ...], tests: set[int]) -> None:
    values = [*STEADY, *tail]
    assert set(signals(values, len(values) - 1, above=True, baseline=24)) == tests
    mirrored = [20 - value for value in values]
    assert set(signals(mirrored, len(values) - 1, above=False, baseline=24)) == tests


def test_a_shift_is_an_alert_and_becomes_usual_with_time() -> None:
    terms = Terms(Kind.CONTROL, Side.ABOVE, Colour.BLUE, clear_after=2)
    shifted = [value + 6 for value in STEADY]
    found: list[Episode] = episodes(signs(series(*STEADY, *shifted, *shifted, *shifted), terms), terms)
    assert found[0].raised == START + timedelta(days=12)
    assert found[0].first.tests[0] == 1
    assert found[-1].cleared is not None


@pytest.mark.parametrize(
    ("changes", "kind_of_kpi", "codes"),
    [
        ({}, "share", []),
        ({"worse_after": 3, "worse_colour": Colour.BLUE}, "share", ["alert_rule_not_worse"]),
        ({"worse_after": 3}, "share", ["alert_rule_not_worse"]),
        ({"worse_after": 1, "worse_colour": Colour.RED}, "share", ["alert_rule_worse_at_once"]),
        ({"kind": Kind.TREND, "periods": 1}, "share", ["alert_rule_one_step"]),
        ({"margin": -1}, "share", ["alert_rule_negative"]),
        ({"measure": Measure.COUNT}, "mean", ["alert_rule_no_count"]),
        ({"measure": Measure.COUNT}, "share", []),
        ({"period": Period.DAY}, "median", ["alert_rule_no_daily_median"]),
    ],
)
def test_rules_that_cannot_be(changes: dict[str, object], kind_of_kpi: str, codes: list[str]) -> None:
    given: dict[str, object] = {"kind": Kind.THRESHOLD, "side": Side.BELOW, "colour": Colour.BLUE, **changes}
    assert [refusal.code for refusal in refusals(Terms(**given), kind_of_kpi=kind_of_kpi)] == codes  # type: ignore[arg-type]
