"""What each kind of item needs to be sound."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from assessments.labels import FIELD_NAMES, fault_words
from assessments.rules.items import KINDS, Accepted, ItemDraft, Place, Spot, Words, item_faults


def both(text: str) -> Words:
    return Words(f"中{text}", text)


ONE = ItemDraft(
    place=Place("items.xml", 7), key="K-1", topic="t", topic_title=Words(), kind="single", stem=both("Which?"),
    options=(both("a"), both("b"), both("c")), correct=(0,),
)  # fmt: skip
BOX, DISC = Spot("rectangle", (0.1, 0.1, 0.4, 0.4)), Spot("circle", (0.7, 0.7, 0.1), right=False)
SOUND: dict[str, dict[str, Any]] = {
    "single": {},
    "multiple": {"correct": (0, 2)},
    "true_false": {"options": (both("true"), both("false"))},
    "numeric": {"options": (), "correct": (), "answers": (Accepted(value=3.5, tolerance=0.1, unit="kPa"),)},
    "short": {"options": (), "correct": (), "answers": (Accepted(text="multi*meter"), Accepted(text="万用表"))},
    "matching": {"options": (), "correct": (), "pairs": ((both("l1"), both("r1")), (both("l2"), both("r2")))},
    "ordering": {"correct": ()},
    "essay": {"options": (), "correct": ()},
    "hot_spot": {"options": (), "correct": (), "figure": "panel.png", "spots": (BOX, DISC)},
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_sound_item_of_each_kind_has_no_fault(kind: str) -> None:
    assert item_faults(replace(ONE, kind=kind, **SOUND[kind])) == []


NAN = float("nan")


@pytest.mark.parametrize(
    ("kind", "change", "field", "code"),
    [
        ("single", {"options": (both("a"),)}, "options", "too_few_options"),
        ("single", {"correct": (3,)}, "correct", "key_outside"),
        ("single", {"correct": (0, 1)}, "correct", "one_key_only"),
        ("single", {"option_feedback": (both("why"),)}, "option_feedback", "one_for_each_option"),
        ("single", {"fractions": (1, 0.5)}, "fractions", "one_for_each_option"),
        ("single", {"fractions": (0.9, 0.5, 0)}, "fractions", "fractions_not_whole"),
        ("single", {"fractions": (0, 1, 0)}, "fractions", "fractions_against_key"),
        ("multiple", {"fractions": (0.5, -1.5, 0.5)}, "fractions", "fraction_outside"),
        ("multiple", {"fractions": (0.5, 0, 0.25)}, "fractions", "fractions_not_whole"),
        ("multiple", {"fractions": (0.5, 0.5, 0)}, "fractions", "fractions_against_key"),
        ("multiple", {"fractions": (NAN, 0.5, 0.5)}, "fractions", "fraction_outside"),
        ("single", {"points": 0}, "points", "points_outside"),
        ("single", {"points": NAN}, "points", "points_outside"),
        ("single", {"points": 101}, "points", "points_outside"),
        ("single", {"language_of": "K-1"}, "language_of", "variant_of_itself"),
        ("single", {"skill": "s" * 61}, "skill", "too_long"),
        ("single", {"stem": both("See ![the panel](p.png)")}, "figures", "figure_unnamed"),
        ("single", {"options": (both("![a](a.png)"), both("b"))}, "figures", "figure_unnamed"),
        ("drawing", {}, "kind", "unknown_kind"),
        ("numeric", {"answers": ()}, "answers", "missing"),
        ("numeric", {"answers": (Accepted(text="3"),)}, "answers", "answer_not_a_number"),
        ("numeric", {"answers": (Accepted(value=NAN),)}, "answers", "answer_not_a_number"),
        ("numeric", {"answers": (Accepted(value=1, tolerance=-0.1),)}, "answers", "tolerance_wrong"),
        ("numeric", {"answers": (Accepted(value=1, unit="u" * 21),)}, "answers", "unit_too_long"),
        ("numeric", {"answers": (Accepted(value=1, fraction=0.5),)}, "answers", "no_full_answer"),
        ("short", {"answers": (Accepted(text=" * "),)}, "answers", "answer_empty"),
        ("short", {"answers": (Accepted(text="x" * 201),)}, "answers", "answer_too_long"),
        ("short", {"answers": (Accepted(text="x", fraction=1.5),)}, "answers", "answer_fraction_outside"),
        ("short", {"answers": (Accepted(text="x"),) * 31}, "answers", "too_many_answers"),
        ("matching", {"pairs": ((both("l"), both("r")),)}, "pairs", "too_few_pairs"),
        ("matching", {"pairs": ((both("l"), both("r")), (both("l"), both("s")))}, "pairs", "same_pair_twice"),
        ("matching", {"pairs": ((both("l"), both("r")), (both("m"), Words()))}, "pairs", "empty_pair"),
        ("matching", {"pairs": ((both("l"), both("r")), (both("m"), Words(en="s")))}, "pairs", "pair_lacks_language"),
        ("matching", {"pairs": ((both("l"), both("r")), (both("m"), both("r")))}, "pairs", "nothing_to_choose"),
        ("matching", {"distractors": (both("r1"),)}, "distractors", "distractor_belongs"),
        ("ordering", {"options": (both("a"), both("b"))}, "options", "too_few_to_order"),
        ("ordering", {"options": (both("a"), both("b"), both("a"))}, "options", "same_option_twice"),
        ("essay", {"rubric": "r" * 61}, "rubric", "too_long"),
        ("hot_spot", {"figure": ""}, "figure", "hot_spot_needs_figure"),
        ("hot_spot", {"spots": (BOX,)}, "spots", "spots_right_and_wrong"),
        ("hot_spot", {"spots": (DISC,)}, "spots", "spots_right_and_wrong"),
        ("hot_spot", {"spots": (BOX, DISC) * 11}, "spots", "too_many_spots"),
        ("hot_spot", {"spots": (BOX, Spot("star", (0, 0, 1), False))}, "spots", "spot_shape_wrong"),
        ("hot_spot", {"spots": (BOX, Spot("polygon", (0, 0, 1, 1, 0), False))}, "spots", "spot_shape_wrong"),
        ("hot_spot", {"spots": (BOX, Spot("circle", (0.5, 1.2, 0.1), False))}, "spots", "spot_outside"),
        ("hot_spot", {"spots": (BOX, Spot("rectangle", (0.4, 0.1, 0.4, 0.2), False))}, "spots", "spot_empty"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_its_field(
    kind: str, change: dict[str, Any], field: str, code: str, app: Any
) -> None:
    found = item_faults(replace(ONE, kind=kind, **{**SOUND.get(kind, {}), **change}))
    assert [(fault.field, fault.code) for fault in found] == [(field, code)]
    with app.test_request_context():
        assert str(FIELD_NAMES[field]) in fault_words(found[0])


def test_two_questions_may_share_what_belongs_to_them_when_something_else_is_offered() -> None:
    pairs = ((both("l"), both("r")), (both("m"), both("r")))
    assert (
        item_faults(replace(ONE, kind="matching", options=(), correct=(), pairs=pairs, distractors=(both("x"),))) == []
    )


def test_thirds_make_a_whole_and_a_named_picture_is_no_fault() -> None:
    third = replace(ONE, kind="multiple", correct=(0, 1, 2), fractions=(0.3333, 0.3333, 0.3333))
    pictured = replace(third, stem=both("See ![the panel](p.png)"), figures=("p.png",))
    assert item_faults(third) == [] == item_faults(pictured)
