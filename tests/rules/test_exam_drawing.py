"""Which items are drawn, and in which order their options are shown."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from assessments.rules.drawing import Candidate, Part, draw, option_order


def bank(*rows: tuple[int, int, str | None, int]) -> list[Candidate]:
    """So many items (last) of topic, difficulty, product line."""
    made: list[Candidate] = []
    for topic, difficulty, line, count in rows:
        made += [Candidate(len(made) + n, topic, difficulty, line) for n in range(1, count + 1)]
    return made


BANK = bank((1, 1, None, 3), (1, 2, "home", 2), (1, 3, "industrial", 1), (2, 1, None, 5))


@pytest.mark.parametrize(
    ("parts", "shape"),
    [
        ([Part(1, 6)], {(1, 1): 3, (1, 2): 2, (1, 3): 1}),
        ([Part(1, 2, difficulty=2), Part(2, 5)], {(1, 2): 2, (2, 1): 5}),
        ([Part(1, 2, product_line="home")], {(1, 2): 2}),
        ([Part(1, 4), Part(1, 1, difficulty=3), Part(1, 1, product_line="home")], {(1, 1): 3, (1, 2): 2, (1, 3): 1}),
        ([Part(1, 1, product_line="home"), Part(1, 5)], {(1, 1): 3, (1, 2): 2, (1, 3): 1}),
        ([], {}),
    ],
    ids=["whole topic", "difficulty", "product line", "overlap, the greedy part first", "overlap", "nothing"],
)
@pytest.mark.parametrize("seed", range(20))
def test_every_place_is_filled_with_a_different_item(
    parts: list[Part], shape: dict[tuple[int, int], int], seed: int
) -> None:
    drawn = draw(parts, BANK, random.Random(seed))
    assert drawn.refusals == ()
    assert len({candidate.version_id for candidate in drawn.chosen}) == len(drawn.chosen) == sum(p.count for p in parts)
    assert Counter((c.topic_id, c.difficulty) for c in drawn.chosen) == shape
    places = [part for part in parts for _ in range(part.count)]
    assert all(part.takes(candidate) for part, candidate in zip(places, drawn.chosen, strict=True))


@pytest.mark.parametrize(
    ("parts", "reasons"),
    [
        ([Part(1, 7, title="Safety")], [("bank_too_small", "Safety", 7, 6)]),
        ([Part(1, 2, difficulty=3, title="Safety")], [("bank_too_small_at_difficulty", "Safety", 2, 1)]),
        ([Part(9, 1, title="Law")], [("bank_too_small", "Law", 1, 0)]),
        (
            [Part(9, 1, title="Law"), Part(2, 5, title="Parts"), Part(1, 8, title="Safety")],
            [("bank_too_small", "Law", 1, 0), ("bank_too_small", "Safety", 8, 6)],
        ),
    ],
)
def test_every_topic_that_lacks_items_is_named(parts: list[Part], reasons: list[tuple[str, str, int, int]]) -> None:
    drawn = draw(parts, BANK, random.Random(1))
    assert drawn.chosen == ()
    assert [(r.code, r.values["topic"], r.values["needed"], r.values["found"]) for r in drawn.refusals] == reasons


def test_the_draw_is_fair_and_repeatable() -> None:
    seen = Counter(c.version_id for seed in range(2000) for c in draw([Part(1, 2)], BANK, random.Random(seed)).chosen)
    assert set(seen) == {1, 2, 3, 4, 5, 6}
    assert all(560 < count < 780 for count in seen.values())  # 667 expected, four standard deviations either way
    assert draw([Part(1, 2)], BANK, random.Random(5)) == draw([Part(1, 2)], BANK, random.Random(5))


def test_options_are_shuffled_unless_they_say_not() -> None:
    orders = {tuple(option_order(4, False, random.Random(seed))) for seed in range(500)}
    assert len(orders) == 24
    assert {tuple(option_order(4, True, random.Random(seed))) for seed in range(50)} == {(0, 1, 2, 3)}
