"""Which corrected wording an answer can be marked by, and what it says there."""

from __future__ import annotations

from typing import Any

import pytest

from assessments.rules.bodies import Body
from assessments.rules.corrections import Wording, is_comparable, translated
from assessments.rules.items import Accepted, Spot, Words

A, B, C, D = (Words(text, text) for text in "abcd")
PAIRS = Wording("matching", (), Body(pairs=((A, C), (B, D))))
SWAPPED = Wording("matching", (), Body(pairs=((B, C), (A, D))))
ORDER = Wording("ordering", (A, B, C), Body())
SPOTS = Wording("hot_spot", (), Body(spots=(Spot("circle", (0.2, 0.4, 0.1)),), aspect=0.5), figure=1)


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        (PAIRS, SWAPPED, True),
        (PAIRS, Wording("matching", (), Body(pairs=((A, C), (B, A)))), False),
        (ORDER, Wording("ordering", (C, A, B), Body()), True),
        (ORDER, Wording("ordering", (A, B, D), Body()), False),
        (ORDER, Wording("ordering", (A, B), Body()), False),
        (SPOTS, Wording("hot_spot", (), Body(aspect=0.5), figure=1), True),
        (SPOTS, Wording("hot_spot", (), Body(aspect=0.5), figure=2), False),
        (Wording("numeric", (), Body(answers=(Accepted(value=1),))), Wording("numeric", (), Body()), True),
        (Wording("short", (), Body()), Wording("numeric", (), Body()), False),
        (Wording("single", (A, B), Body()), Wording("single", (A, B), Body()), False),
        (Wording("essay", (), Body()), Wording("essay", (), Body()), False),
    ],
)
def test_what_asks_for_the_same(old: Wording, new: Wording, same: bool) -> None:
    assert is_comparable(old, new) is same


@pytest.mark.parametrize(
    ("old", "new", "answer", "told"),
    [
        (PAIRS, SWAPPED, {"matches": [0, None]}, {"matches": [None, 0]}),
        (PAIRS, SWAPPED, {"matches": [1, 0]}, {"matches": [0, 1]}),
        (PAIRS, SWAPPED, {"matches": []}, {"matches": []}),
        (ORDER, Wording("ordering", (C, A, B), Body()), {"ranks": [2, 3, None]}, {"ranks": [None, 2, 3]}),
        (SPOTS, SPOTS, {"area": 0}, {"area": None, "point": [0.2, 0.4]}),
        (SPOTS, SPOTS, {"point": [0.1, 0.1]}, {"point": [0.1, 0.1]}),
    ],
)
def test_an_answer_says_the_same_there(
    old: Wording, new: Wording, answer: dict[str, Any], told: dict[str, Any]
) -> None:
    assert translated(old, new, answer) == told
