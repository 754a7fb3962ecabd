"""What a return hangs on, its twelve checks, its forecast; and which hourly rate fits somebody."""

from __future__ import annotations

import tomllib
from datetime import date
from decimal import Decimal

import pytest

from lms.evaluation.rules.returns.case import CATEGORIES
from lms.evaluation.rules.returns.places import find_places
from lms.evaluation.rules.returns.principles import check_principles
from lms.evaluation.rules.returns.rates import Rate, hours_cost, rate_for
from lms.evaluation.rules.returns.reading import read_case
from lms.evaluation.rules.returns.results import compute
from lms.evaluation.rules.returns.sensitivity import tornado
from lms.evaluation.rules.returns.table import CaseFaults
from tests.rules.test_returns import DRAWN, benefit, case_of


@pytest.mark.parametrize(
    ("target", "verdict"), [(-10, "pays"), (0, "cannot tell"), (230, "cannot tell"), (300, "does not pay")]
)
def test_the_verdict_is_that_of_the_lines_that_are_said(target: int, verdict: str) -> None:
    """The interval of the ROI is narrower than worst against worst; a case never pays by it while the line said first loses."""
    text = benefit(effect=Decimal("1.5"), low=Decimal("1.2"), high=Decimal("1.8"))
    returns = compute(case_of(text.replace("value = 100", "value = 100, low = 80, high = 130"), DRAWN, head=f"target_roi_percent = {target}"))  # fmt: skip
    roi = (returns.limits or {})["roi_percent"]
    assert returns.conservative.roi_percent < 0 < roi.low < roi.high < 230 < returns.optimistic.roi_percent < 300  # type: ignore[operator]
    assert returns.verdict == verdict


def test_tornado_names_what_would_change_the_sign() -> None:
    text = benefit(effect=2, low="0.5", high="3.5").replace("'0.5'", "0.5").replace("'3.5'", "3.5")
    returns = compute(case_of(text, "development = 0\ntrainers = { amount = 10000, low = 9000, high = 12000 }"))
    bars = tornado(returns)
    assert [(bar.input.key, bar.side, bar.changes_sign) for bar in bars] == [
        ("benefit[1].effect", "benefit", True),
        ("costs.trainers.amount", "cost", False),
    ]
    assert bars[0].roi_low == pytest.approx(Decimal(-40))
    assert bars[1].break_even == 24_000


def test_no_cost_below_nothing_is_said_to_break_even() -> None:
    spent = "development = { amount = 100, low = 50, high = 200 }\ntrainers = 100000"
    returns = compute(case_of(benefit(effect=2), spent))
    assert [(bar.input.key, bar.break_even) for bar in tornado(returns)] == [("costs.development.amount", None)]


def test_all_twelve_principles_can_be_met() -> None:
    tail = "\n".join(["[evidence]", *(f'level{level} = "records"' for level in (1, 2, 3, 4)), "[[told]]", 'who = "Board"', "on = 2026-05-01"])  # fmt: skip
    checks = check_principles(compute(case_of(benefit(effect=2, low=1, high=3), tail=tail)))
    assert [check.number for check in checks] == list(range(1, 13))
    assert [check.number for check in checks if not check.met] == []


def test_what_people_judged_counts_by_how_sure_they_are() -> None:
    """One figure of experts is an estimate like those of single people; a version kept before it was asked stays readable."""
    sure = compute(case_of(benefit(effect=2, low=1, high=3, isolation="experts", confidence=70)))
    measured = compute(case_of(benefit(effect=2, low=1, high=3)))
    assert sure.central.benefits == measured.central.benefits * Decimal("0.7")
    assert sure.conservative.benefits == measured.conservative.benefits * Decimal("0.7")
    assert [check.code for check in check_principles(sure)][5:7] == ["one_figure", "lowered_by_confidence"]
    text = f'title = "Case"\n{benefit(effect=2, isolation="experts")}\n[costs]\ntotal = 1'
    with pytest.raises(CaseFaults) as wrong:
        read_case(tomllib.loads(text, parse_float=Decimal), find_places(text))
    assert [fault.code for fault in wrong.value.faults] == ["confidence_unsaid"]
    kept, _forecast = read_case(tomllib.loads(text, parse_float=Decimal), kept=True)
    assert [(check.met, check.code) for check in check_principles(compute(kept)) if check.number == 7] == [
        (False, "not_lowered")
    ]


def test_forecast_has_the_same_form() -> None:
    costs = "\n".join(f"{category} = 0" for category in CATEGORIES if category != "trainers")
    text = f'title = "Case"\npeople = 10\n{benefit(effect=1)}\n[costs]\ntrainers = 6000\n{costs}\n'
    text += f"{benefit(effect=2, people=None).replace('[[benefit]]', '[[forecast.benefit]]')}\n[forecast.costs]\ntrainers = 5000\n{costs}\n"
    case, forecast = read_case(tomllib.loads(text, parse_float=Decimal), find_places(text))
    assert forecast is not None
    assert (compute(case).central.roi_percent, compute(forecast).central.roi_percent) == (100, 380)


RATES = (
    Rate(1, None, None, 5000, "CNY", date(2026, 1, 1)),
    Rate(2, None, "G3", 6000, "CNY", date(2026, 1, 1)),
    Rate(3, 7, None, 7000, "CNY", date(2026, 1, 1)),
    Rate(4, 7, "G3", 8000, "CNY", date(2026, 3, 1)),
    Rate(5, None, None, 5500, "CNY", date(2026, 6, 1)),
)


@pytest.mark.parametrize(
    ("post", "grade", "day", "rate"),
    [
        (1, None, date(2026, 2, 1), 1),
        (1, "G3", date(2026, 2, 1), 2),
        (7, "G3", date(2026, 2, 1), 3),
        (7, "G3", date(2026, 3, 1), 4),
        (1, "G1", date(2026, 7, 1), 5),
        (1, None, date(2025, 12, 31), None),
    ],
)
def test_the_most_particular_rate_in_force_counts(post: int, grade: str | None, day: date, rate: int | None) -> None:
    found = rate_for(RATES, post, grade, day)
    assert (found.id if found else None) == rate


@pytest.mark.parametrize(("minutes", "hundredths", "cost"), [(60, 6250, 6250), (1, 6250, 104), (90, 1, 2), (0, 5, 0)])
def test_hours_are_rounded_once(minutes: int, hundredths: int, cost: int) -> None:
    assert hours_cost(minutes, hundredths) == cost
