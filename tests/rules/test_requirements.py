"""What a tier demands, met or not, and on what evidence."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from certificates.rules.requirements import (
    Fact,
    Facts,
    Kind,
    distance,
    evaluate,
    leaves,
    nearest,
    pledge_code,
    unmet,
)

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


def test_several_are_answered_in_their_order() -> None:
    states = evaluate([{"kind": "previous_tier"}, EXAM], Facts(), DAY)
    assert [found.kind for found in states] == [Kind.PREVIOUS_TIER, Kind.EXAM]


@pytest.mark.parametrize(
    ("on", "met", "stale"),
    [
        (date(2024, 3, 2), True, None),  # two years ago to the day
        (date(2024, 3, 1), False, date(2024, 3, 1)),
        (None, True, None),  # a result without a day cannot be too old
    ],
)
def test_a_result_may_be_too_old(on: date | None, met: bool, stale: date | None) -> None:
    found = state({**EXAM, "months": 24}, Facts(exams={"theory": Fact(met=True, percent=90, on=on)}))
    assert (found.met, found.stale) == (met, stale)


def test_the_newer_result_counts_where_the_better_one_is_too_old() -> None:
    results = [Fact(True, 95, on=date(2020, 1, 1)), Fact(True, 82, on=date(2026, 1, 1)), Fact(False, 70, on=DAY)]
    found = state({**EXAM, "months": 12}, Facts(exams={"theory": results}))
    assert (found.met, found.have, found.on) == (True, 82, date(2026, 1, 1))
    assert state(EXAM, Facts(exams={"theory": results})).have == 95


def test_for_a_renewal_only_what_is_new_counts() -> None:
    old, new = date(2025, 12, 31), date(2026, 1, 1)
    pledge = {"kind": "pledge", "text": {"zh": "我承诺", "en": "I promise"}}
    asked = [EXAM, {"kind": "practical_exam", "code": "hands"}, {"kind": "course", "code": "law"}, {"kind": "programme", "code": "t"}, pledge]  # fmt: skip
    for on, met in ((old, False), (new, True)):
        one = [Fact(True, 90, on=on, version=1)]
        facts = Facts(
            exams={"theory": one}, practical_exams={"hands": one[0]}, courses={"law": one}, programmes={"t": one[0]},
            pledges={pledge_code(pledge["text"]): one}, since=new,
        )  # fmt: skip
        assert [found.met for found in evaluate(asked, facts, DAY)] == [met] * 5


@pytest.mark.parametrize(
    ("requirement", "versions", "met"),
    [
        ({"kind": "course", "code": "law"}, [1], True),
        ({"kind": "course", "code": "law", "version_from": 2}, [1], False),
        ({"kind": "course", "code": "law", "version_from": 2}, [1, 3], True),
        ({"kind": "course", "codes": ["other", "law"]}, [1], True),
        ({"kind": "course", "code": "other"}, [1], False),
    ],
)
def test_a_course_counts_from_a_version_on(requirement: dict[str, Any], versions: list[int], met: bool) -> None:
    facts = Facts(courses={"law": [Fact(True, on=DAY, version=number) for number in versions]})
    assert state(requirement, facts).met is met


@pytest.mark.parametrize(
    ("asked", "seen", "by", "met"),
    [
        ({"observations": 3, "people": 2}, 3, 2, True),
        ({"observations": 3, "people": 2}, 5, 1, False),
        ({"observations": 3, "people": 2}, 2, 2, False),
        ({"observations": 3}, 3, 1, True),
        ({}, 9, 9, False),  # the task itself is not complete
    ],
)
def test_observations_by_several_people(asked: dict[str, int], seen: int, by: int, met: bool) -> None:
    facts = Facts(practicals={"a": Fact(met=False, observations=seen, people=by)})
    found = state({"kind": "practicals", "codes": ["a"], **asked}, facts)
    assert found.met is met
    assert found.missing == (() if met else ("a",))


@pytest.mark.parametrize(("kind", "name"), [("cases", "cases"), ("mentees", "mentees")])
def test_counts(kind: str, name: str) -> None:
    for done, met in ((None, False), (2, False), (3, True)):
        facts = Facts(**{name: None if done is None else Fact(True, done=done, on=DAY)})
        found = state({"kind": kind, "min": 3}, facts)
        assert (found.met, found.have) == (met, done or 0)


def test_a_changed_pledge_is_another_one() -> None:
    first, second = {"zh": "我承诺", "en": "I promise"}, {"zh": "我承诺。", "en": "I promise"}
    facts = Facts(pledges={pledge_code(first): [Fact(True, on=DAY)]})
    assert state({"kind": "pledge", "text": first}, facts).met
    assert not state({"kind": "pledge", "text": second}, facts).met
    assert pledge_code({**first, "en": " I promise "}) == pledge_code(first)


def test_packages_above_add_kinds_of_their_own() -> None:
    years = {"kind": "years_of_practice", "min": 3}
    assert not state(years, Facts()).met
    found = state(years, Facts(further={"years_of_practice": {"": Fact(True, done=4)}}))
    assert (found.kind, found.met, found.have) == ("years_of_practice", True, 4)
    assert not state(years, Facts(further={"years_of_practice": {"": Fact(True, done=2)}})).met


def group(kind: str, *of: dict[str, Any], **values: Any) -> dict[str, Any]:
    return {"kind": kind, "of": list(of), **values}


CASES, MENTEES, LAW = {"kind": "cases", "min": 4}, {"kind": "mentees", "min": 2}, {"kind": "course", "code": "law"}


@pytest.mark.parametrize(
    ("requirement", "met"),
    [
        (group("all", CASES, LAW), False),
        (group("any", CASES, LAW), True),
        (group("at_least", CASES, LAW, MENTEES, n=2), False),
        (group("at_least", CASES, LAW, MENTEES, n=1), True),
        (group("all", LAW, group("any", MENTEES, group("all", LAW, LAW))), True),
        (group("any", CASES, group("all", LAW, MENTEES)), False),
        (group("at_least", LAW, n=5), True),  # more than there are: all of them
    ],
)
def test_groups_within_groups(requirement: dict[str, Any], met: bool) -> None:
    facts = Facts(cases=Fact(True, done=3), courses={"law": Fact(True, on=DAY)})
    assert state(requirement, facts).met is met


@pytest.mark.parametrize(
    ("requirement", "kinds"),
    [
        (group("any", CASES, EXAM), ["cases"]),  # three of four cases are nearer than an exam nobody began
        (group("any", MENTEES, EXAM), ["exam"]),
        (group("at_least", CASES, MENTEES, EXAM, n=2), ["cases", "exam"]),
        (group("any", group("all", CASES, EXAM), MENTEES), ["cases", "exam"]),
        (group("any", LAW, EXAM), []),  # met already
        (group("all", LAW, MENTEES), ["mentees"]),
    ],
)
def test_the_nearest_way_through_a_group(requirement: dict[str, Any], kinds: list[str]) -> None:
    facts = Facts(cases=Fact(True, done=3), courses={"law": Fact(True, on=DAY)})
    assert [found.kind for found in nearest([state(requirement, facts)])] == kinds


def test_what_is_met_is_no_distance_away() -> None:
    facts = Facts(in_grade_since=date(2025, 9, 2), exams={"theory": Fact(False, 40, on=DAY)})
    waiting, failed = evaluate([{"kind": "months_in_grade", "min": 12}, EXAM], facts, DAY)
    assert (waiting.due, round(distance(waiting), 2)) == (date(2026, 9, 2), 0.5)
    assert round(distance(failed), 2) == 0.35
    assert [found.kind for found in unmet([waiting, failed])] == ["months_in_grade", "exam"]
    assert distance(state(EXAM, Facts(exams={"theory": Fact(True, 80)}))) == 0


def test_leaves_are_found_at_any_depth() -> None:
    assert [one["kind"] for one in leaves([EXAM, group("any", CASES, group("all", LAW))])] == ["exam", "cases", "course"]  # fmt: skip
