"""Pairing for a whole intake: the optimum, hard limits, reasons, and who is left."""

from __future__ import annotations

import itertools
import json
import random
from pathlib import Path

import pytest

from lms.mentoring.matching.rules import (
    CULTURE,
    TECHNICAL,
    Candidate,
    Mentee,
    Mentor,
    Task,
    Wishes,
    broken_limits,
    scored,
)
from lms.mentoring.matching.solving import solve

SHARED = Path(__file__).parents[3] / "shared" / "data" / "matching-assignment"
here = pytest.mark.skipif(not SHARED.is_dir(), reason="the shared data with known optima is not here")


def task(scores: dict[str, dict[str, float]], capacity: dict[str, float], **more: object) -> Task:
    candidates = [Candidate(m, n, "mentor", s) for m, row in scores.items() for n, s in row.items()]
    return Task([(m, "mentor") for m in scores], candidates, capacity, **more)  # type: ignore[arg-type]


def given(matching: object) -> dict[str, str]:
    return {pair.candidate.mentee: pair.candidate.mentor for pair in matching.pairs}  # type: ignore[attr-defined]


def test_the_optimum_is_not_the_greedy_pass() -> None:
    found = solve(task({"a": {"x": 10, "y": 9}, "b": {"x": 8}}, {"x": 1, "y": 1}))
    assert given(found) == {"a": "y", "b": "x"}
    assert found.total == 17
    first = found.pairs[0]
    assert (first.rank, first.out_of) == (2, 2)
    assert first.next_best == (("x", 10, True),)


def test_placing_one_more_goes_before_any_score() -> None:
    found = solve(task({"a": {"x": 1000, "y": 1}, "b": {"x": 1}}, {"x": 1, "y": 1}))
    assert given(found) == {"a": "y", "b": "x"}


def test_who_is_left_and_why() -> None:
    found = solve(task({"a": {"x": 2}, "b": {"x": 3}, "c": {}}, {"x": 1}))
    assert given(found) == {"b": "x"}
    assert [(one.mentee, one.reason, one.loosen) for one in found.unmatched] == [
        ("a", "no_free_place", "capacity"),
        ("c", "no_candidate", None),
    ]


def test_costs_balance_and_pins() -> None:
    costs = {"a": {"x": 1.0, "y": 2.0}, "b": {"x": 1.0, "y": 2.0}}
    assert given(solve(task(costs, {"x": 2, "y": 2}, minimise=True))) == {"a": "x", "b": "x"}
    spread = given(solve(task(costs, {"x": 2, "y": 2}, minimise=True, balance=5.0)))
    assert sorted(spread.values()) == ["x", "y"]
    pinned = solve(task(costs, {"x": 1, "y": 2}, minimise=True, pins=[("b", "x", "mentor")]))
    assert given(pinned) == {"a": "y", "b": "x"}
    assert [pair.pinned for pair in pinned.pairs] == [False, True]


def test_nobody_has_the_same_mentor_twice() -> None:
    candidates = [
        Candidate("a", "x", TECHNICAL, 5), Candidate("a", "x", CULTURE, 5),
        Candidate("a", "y", TECHNICAL, 1), Candidate("a", "y", CULTURE, 3),
    ]  # fmt: skip
    found = solve(Task([("a", TECHNICAL), ("a", CULTURE)], candidates, {"x": 2, "y": 2}))
    assert [(pair.candidate.kind, pair.candidate.mentor) for pair in found.pairs] == [(TECHNICAL, "x"), (CULTURE, "y")]


@pytest.mark.parametrize("seed", range(12))
def test_no_other_pairing_is_better(seed: int) -> None:
    draw = random.Random(seed)
    people, mentors = "abcde", "xyz"
    scores = {m: {n: draw.randint(0, 9) for n in mentors if draw.random() < 0.7} for m in people}
    capacity = {n: draw.randint(0, 2) for n in mentors}
    found = solve(task({m: dict(row) for m, row in scores.items()}, capacity))
    best = (0, 0)
    for choice in itertools.product([None, *mentors], repeat=len(people)):
        if any(n is not None and n not in scores[m] for m, n in zip(people, choice, strict=True)):
            continue
        if any(choice.count(n) > capacity[n] for n in mentors):
            continue
        total = sum(scores[m][n] for m, n in zip(people, choice, strict=True) if n)
        best = max(best, (sum(n is not None for n in choice), total))
    assert (len(found.pairs), found.total) == best
    assert found == solve(task({m: dict(row) for m, row in scores.items()}, capacity)), "the same again"


@here
def test_the_known_optimum_of_one_hundred() -> None:
    size, *costs = map(int, (SHARED / "assign100.txt").read_text().split())
    scores = {f"a{i:03}": {f"b{j:03}": float(costs[i * size + j]) for j in range(size)} for i in range(size)}
    found = solve(task(scores, {f"b{j:03}": 1 for j in range(size)}, minimise=True))
    assert found.total == json.loads((SHARED / "optima.json").read_text())["assign100"]
    assert not found.unmatched


@here
def test_the_known_optima_where_mentees_take_different_amounts() -> None:
    values = list(map(int, (SHARED / "gap2.txt").read_text().split()))
    at = 1
    for optimum in json.loads((SHARED / "optima.json").read_text())["gap2"]:
        agents, jobs = values[at : at + 2]
        size, at = agents * jobs, at + 2
        profit, use = values[at : at + size], values[at + size : at + 2 * size]
        capacity = {f"m{i}": float(c) for i, c in enumerate(values[at + 2 * size : at + 2 * size + agents])}
        at += 2 * size + agents
        candidates = [
            Candidate(f"j{j}", f"m{i}", "mentor", profit[i * jobs + j], use[i * jobs + j])
            for i in range(agents)
            for j in range(jobs)
        ]
        assert solve(Task([(f"j{j}", "mentor") for j in range(jobs)], candidates, capacity)).total == optimum


LI = Mentee("li", "Suzhou", "home", frozenset({"zh"}), "early", frozenset({"wiring", "gas"}), supervisor="chen")
CHEN = Mentor("chen", 2, city="Suzhou", product_lines=frozenset({"home"}), skills=frozenset({"gas"}), rating=0.8)


@pytest.mark.parametrize(
    ("mentor", "kind", "wishes", "limits"),
    [
        (CHEN, TECHNICAL, Wishes(), ()),
        (CHEN, CULTURE, Wishes(), ("own_supervisor",)),
        (CHEN, CULTURE, Wishes(own_supervisor=False), ()),
        (Mentor("wu", city="Wuxi"), TECHNICAL, Wishes(), ("same_city", "product_line")),
        (Mentor("wu", city="Wuxi"), CULTURE, Wishes(), ("same_city",)),
        (Mentor("wu", city="Wuxi"), CULTURE, Wishes(same_city=False), ()),
        (Mentor("wu", city="Suzhou", kinds=(TECHNICAL,)), CULTURE, Wishes(), ("kind",)),
        (Mentor("wu", city="Suzhou"), CULTURE, Wishes(bans=frozenset({("li", "wu")})), ("ban",)),
        (Mentor("li", city="Suzhou"), CULTURE, Wishes(), ("self",)),
    ],
)
def test_hard_limits(mentor: Mentor, kind: str, wishes: Wishes, limits: tuple[str, ...]) -> None:
    assert broken_limits(LI, mentor, kind, wishes) == limits


def test_a_score_is_the_sum_of_its_reasons() -> None:
    one = scored(LI, CHEN, TECHNICAL, Wishes())
    points = {reason["wish"]: reason["points"] for reason in one.reasons}
    assert points == {"skills": 1.5, "product_line": 2.0, "language": 0.0, "shift": 0.0, "rating": 1.6}
    assert one.score == pytest.approx(sum(points.values()))
