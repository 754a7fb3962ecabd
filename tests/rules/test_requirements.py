"""What a tier demands, met or not, and on what evidence."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from certificates.rules.requirements import Fact, Facts, Kind, evaluate, faults, whole_months
from certificates.rules.schemes import faults as scheme_faults
from tests.certificate_samples import scheme_data

DAY = date(2026, 3, 2)
EXAM = {"kind": "exam", "code": "theory", "min": 80}


def state(requirement: dict[str, Any], facts: Facts) -> Any:
    return evaluate([requirement], facts, DAY)[0]


@pytest.mark.parametrize(
    ("fact", "met"),
    [
        (None, False),
        (Fact(met=True, percent=80), True),
        (Fact(met=True, percent=79.9), False),  # passed, but this tier wants more
        (Fact(met=False, percent=90), False),  # a rule of the exam itself was broken
    ],
)
def test_an_exam_needs_its_pass_and_the_mark(fact: Fact | None, met: bool) -> None:
    found = state(EXAM, Facts(exams={"theory": fact} if fact else {}))
    assert (found.met, found.wanted, found.have) == (met, 80, fact.percent if fact else None)


def test_the_best_of_several_programmes_counts() -> None:
    requirement = {"kind": "programme", "codes": ["technician", "agent"]}
    facts = Facts(programmes={"agent": Fact(met=True, on=DAY, href="/result")})
    found = state(requirement, facts)
    assert (found.met, found.on, found.href) == (True, DAY, "/result")
    assert not state(requirement, Facts()).met


def test_all_practical_tasks_must_be_complete() -> None:
    requirement = {"kind": "practicals", "codes": ["a", "b"]}
    half = state(requirement, Facts(practicals={"a": Fact(met=True, on=DAY), "b": Fact(met=False)}))
    assert (half.met, half.have, half.total) == (False, 1, 2)
    whole = state(
        requirement, Facts(practicals={"a": Fact(met=True, on=date(2026, 1, 1)), "b": Fact(met=True, on=DAY)})
    )
    assert (whole.met, whole.on) == (True, DAY)


def test_the_tier_below_must_be_valid() -> None:
    assert not state({"kind": "previous_tier"}, Facts()).met
    assert not state({"kind": "previous_tier"}, Facts(previous_tier=Fact(met=False, record_id=4))).met
    assert state({"kind": "previous_tier"}, Facts(previous_tier=Fact(met=True, record_id=4))).record_id == 4


@pytest.mark.parametrize(
    ("since", "months", "met"),
    [(None, None, False), (date(2025, 3, 2), 12, True), (date(2025, 3, 3), 11, False), (date(2020, 1, 1), 74, True)],
)
def test_months_in_grade(since: date | None, months: int | None, met: bool) -> None:
    found = state({"kind": "months_in_grade", "min": 12}, Facts(in_grade_since=since))
    assert (found.have, found.met) == (months, met)


@pytest.mark.parametrize(
    ("since", "day", "months"),
    [
        (date(2028, 2, 29), date(2029, 2, 28), 12),
        (date(2028, 2, 29), date(2029, 2, 27), 11),
        (date(2026, 1, 31), date(2026, 2, 28), 1),
        (date(2026, 1, 31), date(2026, 3, 30), 1),
        (date(2026, 3, 2), date(2026, 3, 2), 0),
        (date(2026, 3, 2), date(2026, 3, 1), 0),
    ],
)
def test_whole_months(since: date, day: date, months: int) -> None:
    assert whole_months(since, day) == months


def test_several_are_answered_in_their_order() -> None:
    states = evaluate([{"kind": "previous_tier"}, EXAM], Facts(), DAY)
    assert [found.kind for found in states] == [Kind.PREVIOUS_TIER, Kind.EXAM]


@pytest.mark.parametrize(
    ("requirement", "level", "said"),
    [
        ({"kind": "luck"}, 2, "unknown kind"),
        ({"kind": "exam"}, 2, "needs a code"),
        ({"kind": "exam", "code": "x", "min": 101}, 2, "at most 100"),
        ({"kind": "previous_tier"}, 1, "first tier"),
        ({"kind": "months_in_grade"}, 2, "needs min"),
    ],
)
def test_requirements_that_cannot_be(requirement: dict[str, Any], level: int, said: str) -> None:
    assert any(said in fault for fault in faults([requirement], level))


def test_a_scheme_says_everything_that_is_wrong() -> None:
    assert scheme_faults(scheme_data()) == []
    data = scheme_data(product_line="garden", family="sales", title={"zh": "只有中文"})
    data["tiers"][1]["validity_months"] = 0
    said = " ".join(scheme_faults(data))
    for part in ("title is missing in en", "family must be", "product_line must be", "tier 2: validity_months"):
        assert part in said
    assert scheme_faults({}) == ["a scheme has no code"]
    assert scheme_faults(scheme_data(field_of_work={"zh": "客户服务"})) == [
        "field-home: field_of_work is missing in en"
    ]
    assert "1 to 4 tiers, not 0" in " ".join(scheme_faults(scheme_data() | {"tiers": []}))
