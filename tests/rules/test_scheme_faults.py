"""What is wrong with schemes as somebody wrote them: every fault with its place, whatever the file holds."""

from __future__ import annotations

from typing import Any

import pytest

from certificates.drafts.labels import REFUSALS
from certificates.rules.requirement_faults import faults
from certificates.rules.schemes import faults as scheme_faults
from certificates.rules.unlocks import Job, read_unlocks, unlock_faults
from lms.core.rules import Refusal
from tests.certificate_samples import scheme_data

BOTH = {"zh": "我承诺", "en": "I promise"}


def deep(times: int) -> dict[str, Any]:
    one: dict[str, Any] = {"kind": "cases", "min": 1}
    for _ in range(times):
        one = {"kind": "all", "of": [one]}
    return one


@pytest.mark.parametrize(
    "requirement",
    [
        {"kind": "exam", "code": "x", "min": 0.5, "months": 24},
        {"kind": "course", "codes": ["a", "b"], "version_from": 2},
        {"kind": "practicals", "codes": ["a"], "observations": 3, "people": 3},
        {"kind": "pledge", "text": BOTH},
        {"kind": "programme", "codes": ["technician"], "title": BOTH},
        {"kind": "kpi", "kpi": "csat", "value": 95, "months_running": 3},
        {"kind": "at_least", "n": 2, "of": [{"kind": "cases", "min": 1}, {"kind": "mentees", "min": 2}]},
        {"kind": "of_trainers", "whatever": object()},
        deep(3),
    ],
)
def test_requirements_that_can_be(requirement: dict[str, Any]) -> None:
    assert faults([requirement], 2, further={"of_trainers"}) == ()


@pytest.mark.parametrize(
    ("requirement", "code", "place"),
    [
        ({"kind": "luck"}, "requirement_kind", "1"),
        ("exam", "requirement_shape", "1"),
        (None, "requirement_shape", "1"),
        ({"kind": ["exam"]}, "requirement_shape", "1"),
        ({"kind": "exam"}, "requirement_code", "1"),
        ({"kind": "exam", "codes": []}, "requirement_code", "1"),
        ({"kind": "exam", "code": {"a": 1}}, "requirement_code", "1"),
        ({"kind": "exam", "code": "x", "mark": 80}, "requirement_field", "1"),
        ({"kind": "exam", "code": "x", 3: 80}, "requirement_field", "1"),
        ({"kind": "exam", "code": "x", "min": 101}, "requirement_mark", "1"),
        ({"kind": "exam", "code": "x", "min": float("nan")}, "requirement_mark", "1"),
        ({"kind": "exam", "code": "x", "min": "80"}, "requirement_mark", "1"),
        ({"kind": "exam", "code": "x", "min": True}, "requirement_mark", "1"),
        ({"kind": "exam", "code": "x", "months": 0}, "requirement_age", "1"),
        ({"kind": "exam", "code": "x", "months": 10**9}, "requirement_age", "1"),
        ({"kind": "course", "code": "x", "version_from": 0}, "requirement_version", "1"),
        ({"kind": "practicals", "code": "x", "people": 2}, "requirement_observers", "1"),
        ({"kind": "practicals", "code": "x", "observations": 2, "people": 3}, "requirement_observers", "1"),
        ({"kind": "practicals", "code": "x", "observations": -1}, "requirement_observations", "1"),
        ({"kind": "months_in_grade"}, "requirement_months", "1"),
        ({"kind": "cases"}, "requirement_count", "1"),
        ({"kind": "pledge", "text": {"zh": "我承诺"}}, "requirement_pledge", "1"),
        ({"kind": "pledge", "text": "I promise"}, "requirement_pledge", "1"),
        ({"kind": "pledge", "text": {"zh": "x" * 5000, "en": "x"}}, "requirement_pledge", "1"),
        ({"kind": "programme", "code": "x", "title": "X"}, "requirement_title", "1"),
        ({"kind": "kpi", "value": 1}, "criterion_kpi", "1"),
        ({"kind": "kpi", "kpi": "csat", "value": float("inf")}, "criterion_value", "1"),
        ({"kind": "kpi", "kpi": "csat", "value": 1, "op": ["=="]}, "criterion_op", "1"),
        ({"kind": "kpi", "kpi": "csat", "value": 1, "within_months": 10**8}, "criterion_number", "1"),
        ({"kind": "kpi", "kpi": "csat", "value": 1, "months_running": 13}, "criterion_run", "1"),
        ({"kind": "all", "of": []}, "requirement_group_empty", "1"),
        ({"kind": "any"}, "requirement_group_empty", "1"),
        ({"kind": "any", "of": {"kind": "exam"}}, "requirement_group_empty", "1"),
        ({"kind": "at_least", "n": 3, "of": [{"kind": "cases", "min": 1}]}, "requirement_group_need", "1"),
        ({"kind": "any", "of": [{"kind": "cases", "min": 1}, {"kind": "luck"}]}, "requirement_kind", "1.2"),
        (deep(4), "requirement_group_deep", "1.1.1.1"),
    ],
)
def test_requirements_that_cannot_be(requirement: Any, code: str, place: str) -> None:
    found = faults([requirement], 2)
    assert (code, place) in [(one.code, one.values.get("place")) for one in found]
    for one in found:
        assert str(REFUSALS[one.code]) % one.values


@pytest.mark.parametrize("kind", ["previous_tier", "months_in_grade"])
def test_the_first_tier_has_none_below(kind: str) -> None:
    asked = [{"kind": "any", "of": [{"kind": kind, "min": 12} if kind == "months_in_grade" else {"kind": kind}]}]
    assert [one.code for one in faults(asked, 1)] == ["requirement_first_tier"]
    assert faults(asked, 2) == ()


def test_too_many_and_no_list() -> None:
    assert [one.code for one in faults([{"kind": "cases", "min": 1}] * 61, 2)] == ["requirement_many"]
    assert [one.code for one in faults({"kind": "cases"}, 2)] == ["requirement_list"]
    assert faults([], 1) == ()


def codes(refusals: tuple[Refusal, ...]) -> list[tuple[str, ...]]:
    """Each refusal with those within it."""
    found = []
    for one in refusals:
        path = []
        inner: Any = one
        while isinstance(inner, Refusal):
            assert inner.code in REFUSALS
            path.append(inner.code)
            inner = inner.values.get("fault")
        found.append(tuple(path))
    return found


def test_a_scheme_says_everything_that_is_wrong() -> None:
    assert scheme_faults(scheme_data()) == ()
    data = scheme_data(product_line="garden", family="sales", title={"zh": "只有中文"}, color="red")
    data["tiers"][1].update(validity_months=0, code="Tier 2", requirements=[{"kind": "luck"}], unlocks={"jobs": ["x"]})
    data["tiers"][2]["renewal"] = {"cycles": [{"from": 1, "requirements": [{"kind": "luck"}]}]}
    data["tiers"][3]["renewal"] = {"anchor": "whenever"}
    assert codes(scheme_faults(data)) == [
        ("scheme_fault", "scheme_field"),
        ("scheme_fault", "scheme_text"),
        ("scheme_fault", "scheme_family"),
        ("scheme_fault", "scheme_product_line"),
        ("scheme_fault", "scheme_tier", "tier_code"),
        ("scheme_fault", "scheme_tier", "tier_validity"),
        ("scheme_fault", "scheme_tier", "requirement_kind"),
        ("scheme_fault", "scheme_tier", "unlocks_job_code"),
        ("scheme_fault", "scheme_tier", "renewal_cycle", "requirement_kind"),
        ("scheme_fault", "scheme_tier", "tier_renewal", "renewal_anchor"),
    ]


@pytest.mark.parametrize(
    ("data", "path"),
    [
        ({}, ("scheme_code",)),
        ([], ("scheme_shape",)),
        ("code: x", ("scheme_shape",)),
        ({"code": "Field Home"}, ("scheme_code",)),
        ({"code": ["x"]}, ("scheme_code",)),
        (scheme_data(tiers=[]), ("scheme_fault", "scheme_tiers")),
        (scheme_data(tiers={"a": 1}), ("scheme_fault", "scheme_tiers")),
        (scheme_data(tiers=[None]), ("scheme_fault", "scheme_tier", "tier_shape")),
        (scheme_data(title="One for both"), ("scheme_fault", "scheme_text_shape")),
        (scheme_data(title={"zh": 3, "en": ["x"]}), ("scheme_fault", "scheme_text")),
        (scheme_data(title={"zh": "长" * 121, "en": "x"}), ("scheme_fault", "scheme_text_long")),
        (scheme_data(field_of_work={"zh": "客户服务"}), ("scheme_fault", "scheme_text")),
        (scheme_data(tiers=[scheme_data()["tiers"][0]] * 2), ("scheme_fault", "scheme_tier_twice")),
    ],
)
def test_hostile_schemes(data: Any, path: tuple[str, ...]) -> None:
    assert path in codes(scheme_faults(data))


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ({"pay_step": "T2", "pay_label": BOTH, "may_mentor": True, "jobs": [{"code": "gas", "product_line": "home"}]}, None),
        ([], "unlocks_shape"),
        ({"power": 9000}, "unlocks_field"),
        ({"pay_step": 7}, "unlocks_pay_step"),
        ({"pay_label": "more"}, "unlocks_pay_label"),
        ({"may_examine": "yes"}, "unlocks_yes_no"),
        ({"jobs": "all"}, "unlocks_jobs"),
        ({"jobs": [{"code": "Gas!"}]}, "unlocks_job_code"),
        ({"jobs": [{"code": "gas", "product_line": "garden"}]}, "unlocks_job_line"),
    ],
)  # fmt: skip
def test_what_a_tier_unlocks(data: Any, code: str | None) -> None:
    assert [one.code for one in unlock_faults(data)] == ([code] if code else [])
    if code is None:
        read = read_unlocks(data)
        assert (read.pay_step, read.may_mentor, read.may_examine, read.jobs) == (
            "T2",
            True,
            False,
            (Job("gas", "home"),),
        )


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ({3: 1, "x": 2}, "renewal_key"),
        ({"anchor": ["expiry"]}, "renewal_anchor"),
        ({"when_lower_lapses": {}}, "renewal_lower"),
        ({"anchor": "expiry", "fixed_day": 1231}, "renewal_fixed_day"),
        ({"window_days": 10**12}, "renewal_range"),
        ({"cycles": [None]}, "renewal_cycle_from"),
        ({"cycles": [{"from": [1]}]}, "renewal_cycle_from"),
        ({"cycles": 7}, "renewal_cycles"),
    ],
)
def test_hostile_rules_of_renewal(data: Any, code: str) -> None:
    tier = {**scheme_data()["tiers"][1], "renewal": data}
    found = codes(scheme_faults(scheme_data(tiers=[scheme_data()["tiers"][0], tier])))
    assert ("scheme_fault", "scheme_tier", "tier_renewal", code) in found
