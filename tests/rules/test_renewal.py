"""When a certificate may be renewed, and for how long."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from certificates.rules.renewal import (
    Anchor,
    Period,
    Stage,
    evidence_since,
    grace_until,
    lapsed,
    lower_tier_stops,
    next_period,
    read_renewal,
    renewable_until,
    renewal_faults,
    requirements_of_cycle,
    stage,
    window,
)

D = date
OLD = D(2026, 11, 21)
YEAR_END = {"anchor": "fixed", "fixed_day": "12-31", "least_months": 6}
LEAP_END = {"anchor": "fixed", "fixed_day": "02-29", "least_months": 1}


@pytest.mark.parametrize(
    ("rule", "months", "finished_on", "expires_on", "first", "last"),
    [
        # The first one runs from the day it was earned.
        ({"anchor": "expiry"}, 24, D(2026, 7, 30), None, D(2026, 7, 30), D(2028, 7, 29)),
        ({"anchor": "expiry"}, 12, D(2028, 2, 29), None, D(2028, 2, 29), D(2029, 2, 28)),
        ({"anchor": "expiry"}, 1, D(2026, 8, 31), None, D(2026, 8, 31), D(2026, 9, 30)),
        # Who renews early loses no day: the first day of the window, the last one, in one row.
        ({"anchor": "expiry"}, 24, D(2026, 8, 23), OLD, D(2026, 11, 22), D(2028, 11, 21)),
        ({"anchor": "expiry"}, 24, OLD, OLD, D(2026, 11, 22), D(2028, 11, 21)),
        # The day after the last one it runs from completion, in grace as well as later.
        ({"anchor": "expiry", "grace_days": 30}, 24, D(2026, 11, 22), OLD, D(2026, 11, 22), D(2028, 11, 21)),
        ({"anchor": "expiry", "grace_days": 30}, 24, D(2026, 12, 21), OLD, D(2026, 12, 21), D(2028, 12, 20)),
        # Ends of months: 28 February, 29 February, the 31st.
        ({"anchor": "expiry"}, 12, D(2028, 2, 1), D(2028, 2, 28), D(2028, 2, 29), D(2029, 2, 28)),
        ({"anchor": "expiry"}, 12, D(2029, 2, 1), D(2029, 2, 28), D(2029, 3, 1), D(2030, 2, 28)),
        ({"anchor": "expiry"}, 48, D(2028, 2, 1), D(2028, 2, 28), D(2028, 2, 29), D(2032, 2, 28)),
        ({"anchor": "expiry"}, 6, D(2026, 8, 1), D(2026, 8, 30), D(2026, 8, 31), D(2027, 2, 28)),
        ({"anchor": "expiry"}, 1, D(2026, 12, 1), D(2026, 12, 30), D(2026, 12, 31), D(2027, 1, 30)),
        # From completion, whenever that is: the days left are lost.
        ({"anchor": "completion"}, 24, D(2026, 8, 23), OLD, D(2026, 8, 23), D(2028, 8, 22)),
        ({"anchor": "completion"}, 24, OLD + timedelta(days=1), OLD, D(2026, 11, 22), D(2028, 11, 21)),
        # A fixed day with a least period.
        (YEAR_END, 12, D(2026, 7, 30), None, D(2026, 7, 30), D(2027, 12, 31)),  # to 31 December 2026: 5 months
        (YEAR_END, 12, D(2026, 7, 1), None, D(2026, 7, 1), D(2026, 12, 31)),  # six months to the day
        (YEAR_END, 12, D(2026, 7, 2), None, D(2026, 7, 2), D(2027, 12, 31)),  # one day short of them
        (YEAR_END, 12, D(2026, 1, 1), None, D(2026, 1, 1), D(2026, 12, 31)),
        (YEAR_END, 24, D(2026, 7, 30), None, D(2026, 7, 30), D(2027, 12, 31)),
        (YEAR_END, 12, D(2026, 10, 30), D(2026, 12, 31), D(2027, 1, 1), D(2027, 12, 31)),
        (YEAR_END, 12, D(2027, 1, 1), D(2026, 12, 31), D(2027, 1, 1), D(2027, 12, 31)),
        (YEAR_END, 3, D(2026, 12, 31), None, D(2026, 12, 31), D(2027, 12, 31)),
        (LEAP_END, 12, D(2026, 3, 10), None, D(2026, 3, 10), D(2027, 2, 28)),
        (LEAP_END, 12, D(2027, 3, 10), None, D(2027, 3, 10), D(2028, 2, 29)),
    ],
)
def test_the_next_period(
    rule: dict[str, object], months: int, finished_on: date, expires_on: date | None, first: date, last: date
) -> None:
    found = next_period(read_renewal(rule), months, finished_on=finished_on, expires_on=expires_on)
    assert found == Period(first, last)


def test_who_renews_early_loses_no_day() -> None:
    """Whatever the last day is, and whichever day of the window: the new period begins the day after, and is no shorter."""
    renewal = read_renewal({"window_days": 90, "anchor": "expiry"})
    for gone in range(0, 1500, 7):
        last = D(2026, 1, 1) + timedelta(days=gone)
        open_days = window(renewal, last)
        assert open_days is not None
        for finished in (open_days.first, open_days.last):
            found = next_period(renewal, 12, finished_on=finished, expires_on=last)
            assert found.first == last + timedelta(days=1)
            assert (found.last - found.first).days + 1 >= 365


FULL = {"window_days": 90, "grace_days": 30, "lapse_days": 365}


@pytest.mark.parametrize(
    ("rule", "day", "expected"),
    [
        (FULL, D(2026, 8, 22), Stage.EARLY),  # one day early
        (FULL, D(2026, 8, 23), Stage.OPEN),  # the first day of the window
        (FULL, OLD, Stage.OPEN),  # the last day of the certificate
        (FULL, D(2026, 11, 22), Stage.GRACE),
        (FULL, D(2026, 12, 21), Stage.GRACE),  # the last day of grace
        (FULL, D(2026, 12, 22), Stage.LATE),
        (FULL, D(2027, 11, 21), Stage.LATE),  # the last day on which renewing is enough
        (FULL, D(2027, 11, 22), Stage.LAPSED),
        ({"window_days": 90}, D(2026, 11, 22), Stage.LAPSED),  # neither grace nor more
        ({"grace_days": 10}, D(2026, 12, 1), Stage.GRACE),
        ({"grace_days": 10}, D(2026, 12, 2), Stage.LAPSED),
        ({}, OLD, Stage.NEVER),
        ({}, D(2026, 11, 22), Stage.LAPSED),
        ({"when_lower_lapses": "suspends"}, OLD, Stage.NEVER),
    ],
)
def test_where_somebody_stands_with_renewing(rule: dict[str, object], day: date, expected: Stage) -> None:
    assert stage(read_renewal(rule), OLD, day) is expected


def test_the_days_of_a_rule() -> None:
    renewal = read_renewal(FULL)
    assert window(renewal, OLD) == Period(D(2026, 8, 23), OLD)
    assert grace_until(renewal, OLD) == D(2026, 12, 21)
    assert renewable_until(renewal, OLD) == D(2027, 11, 21)
    assert not lapsed(renewal, OLD, D(2027, 11, 21))
    assert lapsed(renewal, OLD, D(2027, 11, 22))
    never = read_renewal({})
    assert (window(never, OLD), grace_until(never, OLD), renewable_until(never, OLD)) == (None, None, None)
    assert lapsed(never, OLD, D(2026, 11, 22))
    assert not lapsed(never, OLD, OLD)
    assert never.anchor is Anchor.EXPIRY


@pytest.mark.parametrize(
    ("rule", "since"),
    [
        ({"lookback_days": 365}, D(2025, 11, 1)),
        ({"window_days": 60}, D(2026, 9, 22)),
        ({"anchor": "expiry"}, D(2026, 8, 23)),
    ],
)
def test_how_old_evidence_may_be(rule: dict[str, object], since: date) -> None:
    assert evidence_since(read_renewal(rule), OLD, D(2026, 11, 1)) == since


def test_other_requirements_from_a_cycle_on() -> None:
    first, third = [{"kind": "exam", "code": "short"}], [{"kind": "exam", "code": "long"}]
    renewal = read_renewal({"cycles": [{"from": 3, "requirements": third}, {"from": 1, "requirements": first}]})
    assert [requirements_of_cycle(renewal, n) for n in (1, 2, 3, 9)] == [
        (first[0],),
        (first[0],),
        (third[0],),
        (third[0],),
    ]
    assert requirements_of_cycle(read_renewal({"cycles": [{"from": 2, "requirements": third}]}), 1) is None
    assert requirements_of_cycle(read_renewal({"window_days": 90}), 1) is None


@pytest.mark.parametrize(
    ("rule", "lower_until", "stops"),
    [
        ({}, OLD, None),
        ({"when_lower_lapses": "nothing"}, OLD, None),
        ({"when_lower_lapses": "suspends"}, OLD, D(2026, 11, 22)),
        ({"when_lower_lapses": "grace", "lower_grace_days": 60}, OLD, D(2027, 1, 21)),
        (
            {"when_lower_lapses": "suspends"},
            None,
            None,
        ),  # whoever was brought over without a lower one keeps the higher
    ],
)
def test_what_a_lapsed_lower_tier_does(rule: dict[str, object], lower_until: date | None, stops: date | None) -> None:
    assert lower_tier_stops(read_renewal(rule), lower_until) == stops


@pytest.mark.parametrize(
    ("rule", "level", "said"),
    [
        (FULL | {"anchor": "expiry", "cycles": [{"from": 1, "requirements": []}]}, 1, []),
        (YEAR_END, 4, []),
        (LEAP_END, 4, []),
        ({}, 1, []),
        ({"windows": 3}, 1, ["renewal: unknown key 'windows'"]),
        ({"window_days": 0}, 1, ["renewal: window_days must be from 1 to 3660"]),
        ({"grace_days": "30"}, 1, ["renewal: grace_days must be a whole number"]),
        ({"grace_days": True}, 1, ["renewal: grace_days must be a whole number"]),
        ({"grace_counts": 1}, 1, ["renewal: grace_counts must be true or false"]),
        ({"anchor": "birthday"}, 1, ["renewal: anchor must be one of expiry, completion, fixed"]),
        ({"anchor": "fixed"}, 1, ["renewal: fixed_day must be a month and a day, as 12-31"]),
        ({"anchor": "fixed", "fixed_day": "06-31"}, 1, ["renewal: there is no day 06-31"]),
        ({"cycles": [{"from": 0}]}, 1, ["renewal, cycle 1: from must be a whole number from 1"]),
        ({"cycles": [{"from": 2}, {"from": 2}]}, 1, ["renewal, cycle 2: from 2 stands twice"]),
        ({"cycles": "all"}, 1, ["renewal: cycles must be a list"]),
        ({"when_lower_lapses": "suspends"}, 2, []),
        ({"when_lower_lapses": "suspends"}, 1, ["renewal: the first tier has none below it that could lapse"]),
        ({"when_lower_lapses": "grace"}, 2, ["renewal: when_lower_lapses grace needs lower_grace_days"]),
        ({"when_lower_lapses": "never"}, 2, ["renewal: when_lower_lapses must be one of nothing, suspends, grace"]),
        ({"grace_days": 60, "lapse_days": 30}, 1, ["renewal: lapse_days must not be shorter than grace_days"]),
    ],
)
def test_what_is_wrong_with_a_rule(rule: dict[str, object], level: int, said: list[str]) -> None:
    assert renewal_faults(rule, level) == said
