"""What a career ladder may look like, and where somebody stands on one."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from lms.core.errors import RuleBroken
from lms.performance.ladders.actions import SHIPPED, read_ladders
from lms.performance.ladders.rules import Place, ladder_faults, place_on

BOTH = {"zh": "级", "en": "Step"}
LADDER: dict[str, Any] = {
    "code": "field", "family": "field", "side": "professional", "title": BOTH,
    "steps": [
        {"code": "low", "title": BOTH, "task": BOTH, "criteria": [{"kind": "tier", "min": 1}]},
        {"code": "high", "title": BOTH, "task": BOTH, "criteria": [
            {"kind": "trainer", "min": 2}, {"kind": "any", "of": [{"kind": "years", "min": 3}, {"kind": "mentees", "min": 1}]},
        ]},
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("met", "reached", "following"),
    [
        ([False, False], None, 0),
        ([True, False, True], 0, 1),  # a step that is met above one that is not does not count yet
        ([True, True, False], 1, 2),
        ([True, True], 1, None),
        ([], None, None),
    ],
)
def test_where_somebody_stands(met: list[bool], reached: int | None, following: int | None) -> None:
    assert place_on(met) == Place(reached, following)


def changed(**values: Any) -> dict[str, Any]:
    return {**copy.deepcopy(LADDER), **values}


def with_criteria(*criteria: Any) -> dict[str, Any]:
    ladder = changed()
    ladder["steps"][0]["criteria"] = list(criteria)
    return ladder


@pytest.mark.parametrize(
    ("data", "codes"),
    [
        (LADDER, []),
        ({}, ["ladder_code"]),
        (changed(family="moon", side="left"), ["ladder_choice", "ladder_choice"]),
        (changed(title={"zh": "只有中文"}), ["ladder_text"]),
        (changed(steps=[]), ["ladder_steps"]),
        (changed(steps="all"), ["ladder_steps"]),
        (changed(steps=[LADDER["steps"][0], LADDER["steps"][0]]), ["ladder_twice"]),
        (changed(steps=[LADDER["steps"][0], 5]), ["ladder_step"]),
        (with_criteria({"kind": "tier", "min": 9}), ["ladder_least"]),
        (with_criteria({"kind": "years", "min": True}), ["ladder_least"]),
        (with_criteria({"kind": "any", "of": [{"kind": "trainer", "min": 1}, {"kind": "tier", "min": 1}]}), ["ladder_trainer_in_group"]),
        (with_criteria({"kind": "months_in_grade", "min": 3}), ["ladder_kind"]),
        (with_criteria({"kind": "flying"}), ["requirement_kind"]),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_ladder(data: dict[str, Any], codes: list[str]) -> None:
    assert [refusal.code for refusal in ladder_faults(data)] == codes


@pytest.mark.parametrize("text", ["", "a: [", "ladders: 5", "ladders: []", "[1]", "ladders: [" * 200, "x" * 500_001])
def test_a_file_that_is_none(text: str) -> None:
    with pytest.raises(RuleBroken):
        read_ladders(text)


def test_both_sides_ship_for_engineers_and_agents() -> None:
    shipped = read_ladders(SHIPPED.read_text("utf-8"))
    assert {(one["family"], one["side"]) for one in shipped} == {
        (family, side) for family in ("field", "agent") for side in ("professional", "management")
    }
    assert next(one for one in shipped if one["code"] == "agent-professional")["steps"][1]["criteria"][1:] == [
        {"kind": "kpi", "kpi": "csat", "op": ">=", "value": 95, "months_running": 3, "least_n": 10},
        {"kind": "kpi", "kpi": "complex_cases", "op": ">=", "value": 50},
    ]
