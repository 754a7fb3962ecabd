"""How a KPI card's score comes about: lines, weights, what is left out, and that the sum can be redone."""

from __future__ import annotations

import pytest

from lms.performance.rules.score import (
    NO_DATA,
    TOO_FEW,
    Line,
    Observed,
    Part,
    make_card,
    rounded,
    score_of,
    with_targets,
)

UP = Line("csat", 100, target=90, worst=70, best=98)
DOWN = Line("errors", 100, target=2, worst=6, best=0.5)


def seen(value: float) -> Observed:
    return Observed(value, 50, why="")


@pytest.mark.parametrize(
    ("line", "value", "score"),
    [
        (UP, 60, 0), (UP, 70, 0), (UP, 80, 50), (UP, 90, 100), (UP, 94, 110), (UP, 98, 120), (UP, 100, 120),
        (DOWN, 9, 0), (DOWN, 6, 0), (DOWN, 4, 50), (DOWN, 2, 100), (DOWN, 1.25, 110), (DOWN, 0.5, 120), (DOWN, 0, 120),
        (UP, 83.33, 66.7),
    ],
)  # fmt: skip
def test_a_value_scores_in_straight_lines(line: Line, value: float, score: float) -> None:
    assert score_of(value, line) == score


def card(*parts: tuple[str, float, list[tuple[str, float]]]) -> tuple[Part, ...]:
    return tuple(
        Part(code, weight, tuple(Line(m, w, target=100, worst=0, best=200) for m, w in lines))
        for code, weight, lines in parts
    )


CARD = card(
    ("process", 40, [("a", 50), ("b", 30), ("c", 20)]), ("result", 40, [("d", 60), ("e", 40)]), ("growth", 20, [("f", 100)])
)  # fmt: skip
WEIGHTS = {"a": 20, "b": 12, "c": 8, "d": 24, "e": 16, "f": 20}


@pytest.mark.parametrize(
    ("absent", "used", "coverage"),
    [
        ("", WEIGHTS, 100),
        ("c", {"a": 25, "b": 15, "c": 0, "d": 24, "e": 16, "f": 20}, 92),
        ("f", {"a": 25, "b": 15, "c": 10, "d": 30, "e": 20, "f": 0}, 80),
        ("de", {"a": 33.4, "b": 20, "c": 13.3, "d": 0, "e": 0, "f": 33.3}, 60),
        ("abcf", {"a": 0, "b": 0, "c": 0, "d": 60, "e": 40, "f": 0}, 40),
        ("abcdef", dict.fromkeys("abcdef", 0), 0),
    ],
)
def test_what_is_left_out_gives_its_weight_to_the_others(absent: str, used: dict[str, float], coverage: float) -> None:
    observed = {m: Observed(why=NO_DATA) if m in absent else seen(100) for m in WEIGHTS}
    made = make_card(CARD, observed)
    weights = {one.line.measure: one.used for one in made.lines}
    assert {one.line.measure: one.weight for one in made.lines} == WEIGHTS
    assert made.coverage == coverage
    assert weights == used
    assert rounded(sum(weights.values()), 1) in (0, 100)
    assert (made.score is None) == (coverage < 50)


@pytest.mark.parametrize("values", [(3, 7, 11, 13, 17, 19), (99.99, 0.01, 50.5, 149.95, 33.3, 66.6), (1 / 3,) * 6])
def test_the_printed_sum_is_the_printed_score(values: tuple[float, ...]) -> None:
    made = make_card(CARD, {m: seen(v) for m, v in zip("abcdef", values, strict=True)})
    by_hand = 0.0
    for one in made.lines:
        assert one.score is not None
        assert one.points == rounded(one.used * one.score / 100, 2)
        by_hand += one.points
    assert made.points == rounded(by_hand, 2)
    assert made.score == rounded(made.points, 1)
    assert rounded(sum(one.used for one in made.lines), 1) == 100
    for part in made.parts:
        assert part.score is not None
        assert part.points == rounded(sum(one.points for one in part.lines), 2)


def test_too_few_cases_count_as_none() -> None:
    made = make_card(CARD, {m: Observed(100, 3, why=TOO_FEW if m == "a" else "") for m in "abcdef"})
    first = made.lines[0]
    assert (first.counts, first.score, first.points, first.observed.value) == (False, None, 0, 100)


@pytest.mark.parametrize(("target", "used"), [(85, 85), (98, 90), (60, 90), (None, 90)])
def test_a_target_of_one_s_own_takes_the_place_of_the_card_s_where_it_can_be_scored(
    target: float | None, used: float
) -> None:
    parts = (Part("result", 100, (UP,)),)
    assert with_targets(parts, {} if target is None else {"csat": target})[0].lines[0].target == used


@pytest.mark.parametrize(
    ("value", "digits", "shown"), [(2.5, 0, 3), (0.125, 2, 0.13), (1.005, 2, 1.01), (33.25, 1, 33.3), (-0.0, 1, 0)]
)
def test_halves_are_rounded_up(value: float, digits: int, shown: float) -> None:
    assert rounded(value, digits) == shown
