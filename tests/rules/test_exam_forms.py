"""Equivalent forms, what is taken first, and when a panel may go on."""

from __future__ import annotations

import random
from random import Random
from typing import Any

import pytest

from assessments.rules.drawing import Candidate, Part, draw
from assessments.rules.exposure import Use, lines, preference
from assessments.rules.forms import count_shared, equal_forms, expected_facility
from assessments.rules.panels import Round, closing_refusals, deciding_refusals, opening_refusals, read_percents


def bank(count: int, topic: int = 1, first: int = 1) -> list[Candidate]:
    return [
        Candidate(n, topic, 1 + n % 3, None, n, "main", "s1" if n % 2 else None, "junior")
        for n in range(first, first + count)
    ]


@pytest.mark.parametrize(
    ("parts", "candidates", "count", "shared"),
    [
        ([Part(1, 5)], bank(40), 3, 0),
        ([Part(1, 5), Part(2, 8)], bank(40) + bank(40, 2, 101), 4, 0),
        ([Part(1, 5), Part(None, 8, pool="main", difficulty=2)], bank(90), 3, 0),
        ([Part(1, 5)], bank(12), 3, 6),
        ([Part(1, 5)], bank(5), 3, 15),
    ],
    ids=["one topic", "two topics", "rows that overlap", "too few for three", "just enough for one"],
)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_forms_are_as_hard_as_one_another(
    parts: list[Part], candidates: list[Candidate], count: int, shared: int, seed: int
) -> None:
    chance = random.Random(seed)
    expected = {one.item_id: chance.uniform(0.2, 0.95) for one in candidates}
    forms = equal_forms(parts, candidates, count, expected, Random(seed))
    assert forms == equal_forms(parts, candidates, count, expected, Random(seed))
    assert len(forms) == count
    for form in forms:
        ids = [one.item_id for one in form.items]
        assert len(set(ids)) == len(ids) == sum(part.count for part in parts)
        places = [part for part in parts for _ in range(part.count)]
        assert all(part.takes(one) for part, one in zip(places, form.items, strict=True))
        assert form.expected == pytest.approx(sum(expected[i] for i in ids) / len(ids))
    assert sum(count_shared([[one.item_id for one in form.items] for form in forms])) == shared
    if shared == 0:
        assert max(f.expected for f in forms) - min(f.expected for f in forms) < 0.02


def test_too_small_a_bank_gives_no_form() -> None:
    assert (
        equal_forms([Part(1, 5), Part(1, 2, difficulty=3)], bank(6), 2, dict.fromkeys(range(1, 7), 0.5), Random(1))
        == []
    )


@pytest.mark.parametrize(
    ("difficulty", "n", "facility", "expected"),
    [(1, 0, None, 0.80), (3, 0, None, 0.50), (1, 10, 0.4, 0.6), (2, 990, 0.3, (990 * 0.3 + 6.5) / 1000)],
)
def test_what_is_expected_of_an_item(difficulty: int, n: int, facility: float | None, expected: float) -> None:
    assert expected_facility(difficulty, n, facility) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("use", "seen", "form", "drawn"),
    [
        (Use(), {1, 2}, (), {3, 4}),
        (Use(10, {3: 9, 4: 8, 1: 5, 2: 1}), {1, 2, 3, 4}, (), {1, 2}),
        (Use(10, {1: 5, 2: 5, 3: 4, 4: 3}, 50), (), (), {3, 4}),
        (Use(10, {1: 9, 2: 8, 3: 7, 4: 10}, 50), (), (), {2, 3}),
        (Use(10, {3: 10, 4: 10}, 10), {1, 2}, {3, 4}, {3, 4}),
        (Use(10, {3: 9, 4: 9}, 50), {1, 2}, (), {1, 2}),
    ],
    ids=["unseen", "least used of the seen", "under the limit", "all over it: the least used", "the form", "limit before unseen"],
)  # fmt: skip
def test_what_is_taken_first(use: Use, seen: Any, form: Any, drawn: set[int]) -> None:
    for seed in range(5):
        found = draw([Part(1, 2)], bank(4), random.Random(seed), preference(use, seen, form))
        assert {one.item_id for one in found.chosen} == drawn


def test_a_part_that_needs_a_seen_item_gets_one_and_the_others_stay_unseen() -> None:
    """The best choice as a whole, not row by row: taking items in order of preference never costs another row its own."""
    candidates = bank(6)
    only = [one.item_id for one in candidates if one.difficulty == 3]
    parts = [Part(1, 3), Part(1, len(only), difficulty=3)]
    for seed in range(20):
        found = draw(parts, candidates, random.Random(seed), preference(Use(), {1, 3}))
        assert not found.refusals
        assert {one.item_id for one in found.chosen} >= set(only)
        assert 1 not in {one.item_id for one in found.chosen} or 3 not in {one.item_id for one in found.chosen}


def test_lines_say_what_fits_and_what_is_short() -> None:
    parts = [Part(1, 4, skill="s1"), Part(1, 2, difficulty=2)]
    found = draw(parts, bank(6), random.Random(1))
    told = lines(parts, bank(6), found.by_part)
    assert [(line.fitting, line.found + line.short, line.least_percent) for line in told] == [(3, 4, 100), (2, 2, 100)]
    assert sum(line.found for line in told) == len(
        set().union(*({one.item_id for one in bank(6) if part.takes(one)} for part in parts))
    )


ROUND = Round(1, False, {1: {1: 50, 2: 60}, 2: {1: 50, 2: 70}, 3: {1: 40}})
CLOSED = Round(5, True, ROUND.rated)


@pytest.mark.parametrize(
    ("last", "even_so", "codes"),
    [
        (ROUND, False, ["cut_not_all_rated"]),
        (ROUND, True, []),
        (CLOSED, True, ["cut_round_closed"]),
        (Round(1, False, {1: {1: 50, 2: 60}, 2: {1: 50}}), True, ["cut_too_few_judges"]),
    ],
)
def test_when_a_round_may_be_closed(last: Round, even_so: bool, codes: list[str]) -> None:
    assert [one.code for one in closing_refusals(last, 3, [1, 2], even_so=even_so)] == codes


def test_when_a_panel_may_go_on_and_decide() -> None:
    assert [one.code for one in opening_refusals(ROUND, False)] == ["cut_round_open"]
    assert [one.code for one in opening_refusals(CLOSED, False)] == ["cut_rounds_over"]
    assert [one.code for one in opening_refusals(CLOSED, True)] == ["cut_decided"]
    sound: dict[str, Any] = {"decided": False, "basis": "mean", "pass_mark": 66.0, "reason": "so", "signed": True}
    for change, codes in (
        ({}, []),
        ({"pass_mark": 101.0}, ["cut_mark_outside"]),
        (
            {"pass_mark": None, "reason": " ", "signed": False},
            ["cut_other_needs_mark", "reason_needed", "cut_signature_needed"],
        ),
        ({"basis": "dice"}, ["cut_other_needs_mark"]),
        ({"decided": True}, ["cut_decided"]),
    ):
        assert [one.code for one in deciding_refusals(CLOSED, **{**sound, **change})] == codes
    assert [one.code for one in deciding_refusals(ROUND, **sound)] == ["cut_round_open"]


@pytest.mark.parametrize(
    ("text", "read", "bad"),
    [("60", 60, 0), (" 60 % ", 60, 0), ("60％", 60, 0), ("0", 0, 0), ("100", 100, 0), ("", None, 0), ("101", None, 1), ("-1", None, 1), ("6.5", None, 1), ("½", None, 1)],
)  # fmt: skip
def test_what_a_judge_enters(text: str, read: int | None, bad: int) -> None:
    found, refusals = read_percents({4: text})
    assert found.get(4) == read
    assert [one.values["position"] for one in refusals] == [4] * bad
