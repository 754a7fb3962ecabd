"""What a day of teaching is paid: rates, factors, dates, and why nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal as D
from types import SimpleNamespace
from typing import Any

import pytest

from lms.trainers.fees.honours import Candidate, Missing, placed
from lms.trainers.fees.points import credits_of_lines
from lms.trainers.fees.rules import (
    Rate,
    Rules,
    Taught,
    Why,
    YearRule,
    credits_of,
    faults_of,
    fee_of,
    next_month,
    read_rules,
    rules_on,
)

RULES = Rules(
    1, date(2026, 1, 1), "CNY", (Rate(D(200), 1), Rate(D(300), 2), Rate(D(120), 2, "online"), Rate(D(500), 3), Rate(D(80), None, None, "culture"),
    Rate(D(350), 2, level="advanced")),
    weekend=D("1.5"), co=D("0.5"), first_preparation=D(1), again_preparation=D("0.25"), preparation_share=D("0.5"),
    credit_hour=D(1), credit_first=D(5),
)  # fmt: skip
MONDAY = Taught(date(2026, 2, 2), 120, "classroom", "product", "lead", 2, True, "valid", True, 8, False)


@pytest.mark.parametrize(
    ("change", "amount", "preparing"),
    [
        ({}, "675.00", 30),  # 2 h × 300, and half an hour of preparing at half the rate
        ({"first": True}, "900.00", 120),
        ({"grade": 1}, "450.00", 30),
        ({"kind": "online"}, "270.00", 30),  # the rate that says most counts
        ({"category": "culture"}, "675.00", 30),  # of those that say as much, the one that names the grade
        ({"course_level": "advanced"}, "787.50", 30),  # 2 h × 350, and half an hour of preparing at half of it
        ({"course_level": "basic"}, "675.00", 30),
        (
            {"course_level": "advanced", "kind": "online"},
            "270.00",
            30,
        ),  # of those that say as much, the kind before the level
        ({"role": "co"}, "337.50", 30),
        ({"day": date(2026, 2, 7)}, "975.00", 30),  # Saturday: teaching × 1.5, preparing as ever
        ({"minutes": 50}, "281.25", "12.5"),  # 300 × 50 / 60, and 300 × 12.5 / 60 × 0.5: nothing rounded on the way
        ({"minutes": 1}, "5.63", "0.25"),  # 5.00 and 0.625, half up
    ],
)
def test_fees(change: dict[str, Any], amount: str, preparing: int | str) -> None:
    fee = fee_of(replace(MONDAY, **change), [RULES])
    assert (fee.amount, fee.prepared, fee.why) == (D(amount), D(preparing), ())
    assert D(fee.basis["teaching"]) + D(fee.basis["preparing"]) == fee.amount


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"valid": False, "status": "lapsed"}, [Why.GRADE_LAPSED]),
        ({"valid": False, "status": "late"}, [Why.GRADE_LAPSED]),
        ({"valid": False, "status": "suspended"}, [Why.GRADE_SUSPENDED]),
        ({"valid": False, "status": "none", "grade": 0}, [Why.NO_GRADE]),
        ({"taken": False, "present": 0}, [Why.NO_ATTENDANCE]),
        ({"present": 0}, [Why.NOBODY_CAME]),
        ({"valid": False, "status": "withdrawn", "taken": False}, [Why.GRADE_WITHDRAWN, Why.NO_ATTENDANCE]),
        ({"day": date(2025, 12, 31)}, [Why.NO_RULES]),
    ],
)
def test_why_nothing(change: dict[str, Any], why: list[Why]) -> None:
    fee = fee_of(replace(MONDAY, **change), [RULES])
    assert (fee.amount, list(fee.why)) == (D(0), why)


def test_no_rate_for_a_grade() -> None:
    assert fee_of(replace(MONDAY, grade=3), [replace(RULES, rates=(Rate(D(1), 1),))]).why == (Why.NO_RATE,)


def test_rules_changed_in_the_middle_of_a_month_count_from_their_day() -> None:
    dearer = replace(RULES, id=2, from_day=date(2026, 2, 15), rates=(Rate(D(400)),))
    again = replace(dearer, id=3, rates=(Rate(D(450)),))
    versions = [dearer, RULES, again]
    assert [rules_on(versions, date(2026, 2, day)) for day in (14, 15)] == [
        RULES,
        again,
    ]  # of one day what was set last
    assert rules_on(versions, date(2025, 1, 1)) is None
    assert fee_of(replace(MONDAY, day=date(2026, 2, 13)), versions).amount == D("675.00")
    assert fee_of(replace(MONDAY, day=date(2026, 2, 16)), versions).amount == D("1012.50")


def test_halves_are_seen_although_thirds_are_in_them() -> None:
    # 0.01 × 50 × 1.5 × 0.5 ÷ 45 … with the division first a third would hide that it is half a hundredth exactly.
    rules = replace(RULES, rates=(Rate(D("0.90")),), lesson_minutes=45, co=D("0.5"), again_preparation=D(0))
    fee = fee_of(replace(MONDAY, minutes=20, day=date(2026, 2, 7), role="co"), [replace(rules, weekend=D("1.525"))])
    assert fee.amount == D("0.31")  # 0.305


def test_an_hour_of_45_minutes() -> None:
    assert fee_of(MONDAY, [replace(RULES, lesson_minutes=45, again_preparation=D(0))]).amount == D("800.00")


def line(
    kind: str = "taught", minutes: int = 120, paid: int = 30000, session: str = "S1", first: str = "yes", **basis: str
) -> SimpleNamespace:
    return SimpleNamespace(
        kind=kind,
        person_id=1,
        session_number=session,
        rules_id=1,
        minutes=minutes,
        hundredths=paid,
        basis={"first": first} | basis,
    )


@pytest.mark.parametrize(
    ("lines", "earlier", "points"),
    [
        ([line(), line()], 0, {"hours": "4.00", "first": "5.00"}),  # two days of a session are one first time
        ([line()], 30000, {"hours": "2.00"}),  # its first day was paid in an earlier month
        ([line(paid=0)], 0, {}),
        (
            [line("correction", paid=5000, paid_="0", due="50.00")],
            0,
            {"hours": "2.00", "first": "5.00"},
        ),  # attendance came late
        ([line("correction", paid=1000, paid_="50.00", due="60.00")], 5000, {}),  # another amount, the same hours
        ([line("correction", paid=-5000, paid_="50.00", due="0.00")], 5000, {"hours": "-2.00", "first": "-5.00"}),
        ([line("correction", paid=-5000, paid_="50.00", due="0.00")], 10000, {"hours": "-2.00"}),  # its other day stays
        ([line("extra", paid=5000)], 0, {}),
    ],
)
def test_points_follow_what_is_paid(lines: list[Any], earlier: int, points: dict[str, str]) -> None:
    for one in lines:
        one.basis = {("paid" if name == "paid_" else name): text for name, text in one.basis.items()}
    found = credits_of_lines(lines, {(1, "S1"): earlier}, {1: RULES})
    assert found == {(1, 1, kind): D(value) for kind, value in points.items()}


def test_credits_and_months() -> None:
    assert credits_of(RULES, 200, 2) == {"hours": D("3.33"), "first": D("10.00")}
    assert credits_of(replace(RULES, credit_hour=D(0)), 200, 0) == {}
    assert [next_month(date(2026, month, 1)) for month in (1, 12)] == [date(2026, 2, 1), date(2027, 1, 1)]


GOOD: dict[str, Any] = {"rates": [{"grade": 1, "hour": "200"}, {"hour": "100.50", "kind": "online"}], "weekend": "1.5"}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"rates": []}, "rates_missing"),
        ({"rates": [{"hour": "1"}, {"hour": "2"}]}, "rates_twice"),
        ({"rates": [{"hour": "1", "level": "basic"}, {"hour": "2", "level": "basic"}]}, "rates_twice"),
        ({"rates": [{"hour": "1.005"}]}, "rate_amount"),
        ({"rates": [{"hour": "much"}]}, "rate_amount"),
        ({"rates": [{"hour": "NaN"}]}, "rate_amount"),
        ({"weekend": "11"}, "factor"),
        ({"preparation": {"first": "-1"}}, "factor"),
        ({"credits": {"hour": "x"}}, "points"),
        ({"lesson_minutes": 5}, "lesson_minutes"),
        ({"year": {"rating": "50"}}, "year_weights"),
    ],
)
def test_faults(change: dict[str, Any], code: str) -> None:
    assert faults_of(GOOD) == []
    assert faults_of(GOOD | change) == [code]


def test_reading_rules() -> None:
    rules = read_rules(7, date(2026, 1, 1), "CNY", GOOD)
    assert (rules.weekend, rules.rates[1], rules.year) == (D("1.5"), Rate(D("100.50"), None, "online"), YearRule())


def test_trainer_of_the_year() -> None:
    rule = YearRule(least_hours=D(10), least_ratings=5, full_hours=D(40), full_courses=2)
    best = Candidate(1, D(20), 2, D("0.8"), 30, True)
    more = Candidate(2, D(80), 1, D("0.7"), 30, True)
    few = Candidate(3, D(9), 5, D("1"), 4, False)
    found = placed([few, more, best], rule)
    assert [one.candidate.person_id for one in found] == [1, 2, 3]
    assert found[0].points == D("48.00") + D("12.50") + D("15.00")
    assert found[1].points == D("42.00") + D("25.00") + D("7.50")  # no more than in full
    assert found[2].missing == (Missing.HOURS, Missing.RATINGS, Missing.GRADE)
