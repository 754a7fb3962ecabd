"""The demo company's costs: a plan that was not met to the yuan, and paid hours that come of hours at a rate."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from lms.demo.returns import HOUR, SPENT, _forecast, _result, costs_of, full_cost, paid_hours
from lms.evaluation.rules.returns.case import CATEGORIES
from lms.evaluation.rules.returns.naming import in_language
from lms.evaluation.rules.returns.reading import read_case

BENEFIT = {"code": "b", "amount": "1", "isolation": "comparison"}


@pytest.mark.parametrize("code", list(SPENT))
def test_what_came_differs_from_the_plan(code: str) -> None:
    planned, actual = (sum(full_cost(code, one, stage)[0] for one in CATEGORIES) for stage in ("planned", "actual"))
    assert Decimal("0.02") < abs(actual / planned - 1) < Decimal("0.2")
    for stage in ("planned", "actual"):
        assert full_cost(code, "learners_time", stage)[0] == paid_hours(code, stage) * HOUR
        costs = costs_of(code, stage)
        assert tuple(costs) == CATEGORIES
        case = read_case({"title": code, "benefit": [BENEFIT], "costs": in_language(costs, "en")})[0]
        development = Decimal(SPENT[code]["development"][stage == "actual"])
        full = sum(full_cost(code, one, stage)[0] for one in CATEGORIES)
        assert round(sum(line.term.amount for line in case.costs) - (full - development / 3), 6) == 0


@pytest.mark.parametrize("code", SPENT)
def test_the_cases_of_the_demo_can_be_kept(code: str) -> None:
    """The demo is loaded whole by no test; a case that reading refuses would stop it at its end."""
    estimate: Any = SimpleNamespace(
        id=1, people=58, att=4.8, low=1.1, high=8.4, first_month=date(2025, 1, 1), last_month=date(2026, 10, 1),
        timing="scheduled", report={"groups": {"trained": {"orders": 19.8}}},
    )  # fmt: skip
    for content in (_forecast(code, estimate), _result(code, estimate)):
        assert [one.code for one in read_case(in_language(content, "en"))[0].benefits] == ["b1"]
