"""The figures of exams that draw each person's items: the known formulas where nobody lacks an item, and what holds with holes."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest

from assessments.rules.quality.drawn import work_out
from assessments.rules.quality.intraclass import intraclass
from assessments.rules.quality.items import Marks, analyse
from assessments.rules.quality.marks import Asked, Mark
from assessments.rules.quality.standard import consistency, error_near


def table(people: int, items: int, *, thirds: bool = False, seed: int = 7) -> np.ndarray:
    chance = np.random.default_rng(seed)
    able, hard = chance.normal(size=people), chance.normal(size=items)
    likely = 1 / (1 + np.exp(hard[None, :] - able[:, None]))
    drawn = (chance.random((people, items)) < likely).astype(float)
    return drawn if not thirds else (drawn + (chance.random((people, items)) < likely) + drawn) / 3


def marks_of(scores: np.ndarray, points: np.ndarray | None = None, *, seed: int = 3) -> list[Mark]:
    worth = np.ones(scores.shape[1]) if points is None else points
    made = [
        Mark(100 + p, 50 + j, float(scores[p, j] * worth[j]), float(worth[j]), ("a" if scores[p, j] == 1 else "b",))
        for p in range(scores.shape[0])
        for j in range(scores.shape[1])
        if not np.isnan(scores[p, j])
    ]
    random.Random(seed).shuffle(made)
    return made


@pytest.mark.parametrize(
    ("scores", "points"),
    [
        (table(40, 8), None),
        (table(200, 25, seed=1), None),
        (table(60, 9, thirds=True), np.array([1, 1, 2, 1, 3, 1, 1, 2, 1.0])),
    ],
    ids=["small", "larger", "parts of points, and items of two and three"],
)
def test_with_the_same_items_for_all_they_are_those_of_the_analysis(scores: np.ndarray, points: Any) -> None:
    test, items = work_out(marks_of(scores, points), {}, 60)
    worth = np.ones(scores.shape[1]) if points is None else points
    expected, whole = analyse(
        Marks([str(j) for j in range(scores.shape[1])], scores * worth, worth, [0] * scores.shape[1]), {}
    )
    total = worth.sum()
    assert test["same_items"]
    assert test["coefficient"] == "alpha"
    assert test["n"] == len(scores)
    for name, value in {
        "mean": whole.mean / total, "median": whole.median / total, "sd": whole.sd / total, "skewness": whole.skewness,
        "kurtosis": whole.kurtosis, "reliability": whole.alpha, "sem": whole.sem / total, "error_ratio": whole.error_ratio,
    }.items():  # fmt: skip
        assert test[name] == pytest.approx(value, abs=1e-10), name
    for j, one in enumerate(expected):
        for name in ("facility", "discrimination", "efficiency", "effective_weight", "point_biserial"):
            assert items[50 + j][name] == pytest.approx(getattr(one, name), abs=1e-10), (j, name)
        assert items[50 + j]["weight"] == pytest.approx(worth[j] / total)
        assert items[50 + j]["flags"] == list(one.flags)
    assert sum(test["histogram"]) == len(scores)
    if points is None:
        share = scores.mean(axis=1)
        length = scores.shape[1]
        assert test["error_near_cut"] == pytest.approx(error_near(0.6 * length, length) / length)
        again = consistency(share * length, length, 0.6 * length, whole.alpha or 0)
        assert (test["consistency"], test["effective_items"]) == (pytest.approx(again.agreement), length)
    else:
        assert 0.5 < test["consistency"] <= 1
        assert test["effective_items"] >= 1


def test_where_items_are_drawn_they_are_nested_in_people() -> None:
    full = table(300, 40, seed=5)
    holes = full.copy()
    chance = np.random.default_rng(11)
    for row in holes:
        row[chance.choice(40, 30, replace=False)] = np.nan
    test, items = work_out(marks_of(holes), {}, 60)
    drawn = np.array([row[~np.isnan(row)] for row in holes])
    assert not test["same_items"]
    assert test["coefficient"] == "nested"
    assert test["items_each"] == 10
    assert test["reliability"] == pytest.approx(intraclass(drawn)["1,k"].value, abs=1e-12)
    for number, one in items.items():
        had = ~np.isnan(holes[:, number - 50])
        rest = (np.nansum(holes, axis=1) - np.nan_to_num(holes[:, number - 50]))[had]
        assert one["n"] == had.sum()
        assert one["facility"] == pytest.approx(full[had, number - 50].mean())
        assert one["discrimination"] == pytest.approx(np.corrcoef(holes[had, number - 50], rest)[0, 1])


def test_what_is_placed_is_told_thing_by_thing() -> None:
    placed = [(True, True), (True, False), (), (False, False)]
    marks = [Mark(n, 1, float(all(parts) and bool(parts)), 1.0, ("",), parts) for n, parts in enumerate(placed)]
    assert work_out(marks, {}, 60)[1][1]["parts"] == [0.5, 0.25]


def test_an_option_that_hardly_anybody_takes_does_not_beat_the_key() -> None:
    marks = marks_of(table(40, 6, seed=3))
    takers = sorted({m.person for m in marks}, key=lambda p: -sum(m.score for m in marks if m.person == p))
    for many in (3, 8):
        best = set(takers[:many])
        told = [
            Mark(m.person, m.item, 0.0, 1.0, ("far",)) if m.item == 50 and m.person in best
            else Mark(m.person, m.item, 1.0, 1.0, ("right",)) if m.item == 50 else m
            for m in marks
        ]  # fmt: skip
        flags = work_out(told, {50: Asked({"right": True, "far": False})}, 60)[1][50]["flags"]
        assert ("option_beats_key" in flags) == (many == 8)


def test_what_is_chosen_and_what_is_flagged() -> None:
    able = table(80, 10, seed=2)
    wrong = 1 - able[:, 0]
    able[:, 0] = wrong  # the key of the first item is wrong: the good choose what counts as false
    marks = [
        Mark(m.person, m.item, m.score, m.points, ("right" if m.score else "near",)) if m.item == 50 else m
        for m in marks_of(able)
    ]
    marks = [Mark(m.person, m.item, 1.0, 1.0, m.chosen) if m.item == 51 else m for m in marks]
    asked = {50: Asked({"right": True, "near": False, "far": False}, 1 / 3)}
    test, items = work_out(marks, asked, 60)
    first = items[50]
    assert set(first["flags"]) >= {"likely_miskeyed", "option_beats_key", "distractor_nobody_takes"}
    shares = {one["key"]: one["share"] for one in first["options"]}
    assert shares == {"right": pytest.approx(first["facility"]), "near": pytest.approx(1 - first["facility"]), "far": 0}
    assert items[51]["flags"] == ["too_easy", "no_spread"]
    assert items[51]["undefined"]["discrimination"] == "no_spread"
    assert first["guess"] == 1 / 3
    assert first["given"] == []
    assert {g["text"] for g in items[52]["given"]} == {"a", "b"}
    assert not test["too_few"]


@pytest.mark.parametrize(
    ("marks", "n", "why"),
    [
        ([], 0, None),
        ([Mark(1, 1, 0, 0)], 0, None),
        ([Mark(1, 1, 1, 1)], 1, "one_item"),
        ([Mark(1, 1, 1, 1), Mark(1, 2, 0, 1), Mark(2, 1, 1, 1), Mark(2, 2, 0, 1)], 2, "total_has_no_spread"),
    ],
    ids=["nobody", "an item left out after the exam", "one answer", "all the same"],
)
def test_too_little_is_said_not_guessed(marks: list[Mark], n: int, why: str | None) -> None:
    test, items = work_out(marks, {}, 60)
    assert test["n"] == n
    if why:
        assert test["reliability"] is None
        assert test["undefined"]["reliability"] == why
        assert test["too_few"]
        assert all(one["flags"] == ["too_few"] for one in items.values())


def test_a_result_on_the_edge_of_a_band_lies_in_the_upper_one() -> None:
    people = np.arange(31)  # of 30 questions so many right: 24 are exactly 80 %, which passes
    scores = (np.arange(30)[None, :] < people[:, None]).astype(float)
    test, _items = work_out(marks_of(scores), {}, 80)
    shares = [right * 100 // 30 for right in people]
    bands = [
        sum(low <= share < low + 5 or (low == 95 and share == 100) for share in shares) for low in range(0, 100, 5)
    ]
    assert test["histogram"] == bands
    assert sum(bands[16:]) == round(test["passed"] * 31)
