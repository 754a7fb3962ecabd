"""The demo company's costs: a plan that was not met to the yuan, and paid hours that come of hours at a rate."""

from __future__ import annotations

from decimal import Decimal

import pytest

from lms.demo.returns import HOUR, SPENT, costs_of, full_cost, paid_hours
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
