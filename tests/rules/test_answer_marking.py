"""What answers of every kind are worth."""

from __future__ import annotations

from typing import Any

import pytest

from assessments.rules.answers import is_answer, kept_answer
from assessments.rules.bodies import Body
from assessments.rules.items import Accepted, ItemDraft, Place, Spot, Words
from assessments.rules.marking import attempt_state, choice_share, item_share, total_of
from assessments.rules.placed import is_in, matching_share, middle, ordering_share, point_share
from assessments.rules.written import number_share, read_number, shared_unit, text_share


@pytest.mark.parametrize(
    ("text", "values", "unit"),
    [
        ("3.5", ["3.5"], ""), ("3,5", ["3.5"], ""), ("-3.50", ["-3.50"], ""), ("−3.5", ["-3.5"], ""), ("+4", ["4"], ""),
        ("３．５", ["3.5"], ""), ("３，５", ["3.5"], ""), ("－２", ["-2"], ""), (".5", ["0.5"], ""), (",5", ["0.5"], ""),
        ("1,234", ["1.234", "1234"], ""), ("0,234", ["0.234"], ""), ("1234,5", ["1234.5"], ""), ("1,2345", ["1.2345"], ""),
        ("1,234.5", ["1234.5"], ""), ("1.234,5", ["1234.5"], ""), ("1,234,567", ["1234567"], ""), ("1.234.567", ["1234567"], ""),
        ("12 345.6", ["12345.6"], ""), ("12 345", ["12345"], ""), ("1'234", ["1234"], ""), ("1.", ["1"], ""),
        ("1.5e3", ["1500"], ""), ("1.5E-3", ["0.0015"], ""), ("1.5×10^3", ["1500"], ""), ("1,5 x 10^3", ["1500"], ""),
        ("1.5×10³", ["1500"], ""), ("1.5*10⁻³ A", ["0.0015"], "A"), ("10^6 Ω", ["1000000"], "Ω"), ("10⁶Ω", ["1000000"], "Ω"),
        ("3.5 kPa", ["3.5"], "kPa"), ("3.5kPa", ["3.5"], "kPa"), ("25℃", ["25"], "°C"), ("25 °C", ["25"], "°C"), ("10 m²", ["10"], "m2"),
        ("5 kW·h", ["5"], "kWh"), ("３ 欧姆", ["3"], "欧姆"), ("20 %", ["20"], "%"), ("20％", ["20"], "%"),
    ],
)  # fmt: skip
def test_numbers_are_read_as_people_write_them(text: str, values: list[str], unit: str) -> None:
    reading = read_number(text)
    assert reading is not None
    assert [float(value) for value in reading.values] == [float(value) for value in values]
    assert reading.unit == unit


@pytest.mark.parametrize(
    "text", ["", "  ", "about 3", "kPa", "1,23,4", "1.2.3", "12,34.5", "1.5e999", "1 2 3", "--3", "NaN", "inf", "三"]
)
def test_what_is_no_number_is_none(text: str) -> None:
    assert read_number(text) is None


PRESSURE = (
    Accepted(value=3.5, tolerance=0.1, unit="kPa"),
    Accepted(value=3.5, tolerance=0.5, unit="kPa", fraction=0.5),
)
EITHER = (Accepted(value=1.5, unit="bar"), Accepted(value=150, unit="kPa"))
POWER = (Accepted(value=5, unit="mW"),)
PLAIN = (Accepted(value=1234),)


@pytest.mark.parametrize(
    ("answers", "text", "share"),
    [
        (PRESSURE, "3.5", 1), (PRESSURE, "3.6", 1), (PRESSURE, "3.4", 1), (PRESSURE, "3,6 kPa", 1), (PRESSURE, "３．６ｋＰａ", 1),
        (PRESSURE, "3.61", 0.5), (PRESSURE, "3.39", 0.5), (PRESSURE, "4.0", 0.5), (PRESSURE, "3.0", 0.5), (PRESSURE, "4.0000001", 0),
        (PRESSURE, "3.5 bar", 0), (PRESSURE, "0.35e1 kPa", 1), (PRESSURE, "half", 0), (PRESSURE, "", 0),
        (EITHER, "1.5 bar", 1), (EITHER, "150 kPa", 1), (EITHER, "1.5", 0), (EITHER, "1.5 kPa", 0),
        (POWER, "5 mW", 1), (POWER, "5 MW", 0), (PLAIN, "1,234", 1), (PLAIN, "1.234", 0), (PLAIN, "1234 V", 0),
        ((Accepted(value=0.3),), "0.3", 1), ((Accepted(value=0.1, tolerance=0.2),), "0.3", 1), ((Accepted(value=-2),), "－2", 1),
    ],
)  # fmt: skip
def test_a_number_counts_up_to_the_edge_of_its_tolerance(answers: Any, text: str, share: float) -> None:
    assert number_share(answers, text)[0] == share


def test_the_page_shows_a_unit_only_where_all_answers_have_it() -> None:
    assert (shared_unit(PRESSURE), shared_unit(EITHER), shared_unit(PLAIN)) == ("kPa", "", "")


METER = (Accepted(text="multimeter"), Accepted(text="万用表"), Accepted(text="*meter", fraction=0.5))
CODE = (Accepted(text="E-07", match_case=True),)
STAR = (Accepted(text=r"5\*3"), Accepted(text="relay * coil*open"))


@pytest.mark.parametrize(
    ("answers", "text", "share"),
    [
        (METER, "multimeter", 1), (METER, "  Multimeter ", 1), (METER, "ＭＵＬＴＩＭＥＴＥＲ", 1), (METER, "万用表", 1), (METER, "万用表。", 1),
        (METER, "Multimeter.", 1), (METER, "voltmeter", 0.5), (METER, "meter", 0.5), (METER, "multi meter", 0.5), (METER, "metre", 0),
        (METER, "", 0), (CODE, "E-07", 1), (CODE, "e-07", 0), (CODE, "Ｅ－０７", 1), (STAR, "5*3", 1), (STAR, "5x3", 0),
        (STAR, "relay K1 coil is open", 1), (STAR, "relay  K1   coil open", 1), (STAR, "relay coil", 0), (STAR, "relay open coil", 0),
        ((Accepted(text="ab*ba"),), "aba", 0), ((Accepted(text="ab*ba"),), "abba", 1), ((Accepted(text="a*"),), "A", 1),
    ],
)  # fmt: skip
def test_a_short_text_counts_however_it_is_typed(answers: Any, text: str, share: float) -> None:
    assert text_share(answers, text)[0] == share


def test_stars_do_not_take_for_ever() -> None:
    assert text_share((Accepted(text="a*" * 90 + "b"),), "a" * 500)[0] == 0


@pytest.mark.parametrize(
    ("given", "share"),
    [([0, 1, 0, 2], 1), ([0, 1, 1, 2], 0.75), ([None] * 4, 0), ([0, None, None, None], 0.25), ([3, 3, 3, 3], 0), ([], 0), ([0, 1, 0, 2, 5], 1)],
)  # fmt: skip
def test_matching_earns_the_share_of_right_pairs(given: list[int | None], share: float) -> None:
    assert matching_share([0, 1, 0, 2], given) == share


@pytest.mark.parametrize(
    ("ranks", "whole", "neighbours"),
    [
        ([1, 2, 3, 4], 1, 1), ([2, 1, 3, 4], 0, 1 / 3), ([4, 1, 2, 3], 0, 2 / 3), ([4, 3, 2, 1], 0, 0), ([1, 2, 3, None], 0, 2 / 3),
        ([1, 2, 2, 3], 0, 0), ([None] * 4, 0, 0), ([], 0, 0), ([1, 2, 3], 0, 0), ([2, 3, 4, None], 0, 2 / 3), ([1, 1, 1, 1], 0, 0),
    ],
)  # fmt: skip
def test_an_order_is_all_or_nothing_or_earns_by_neighbours(
    ranks: list[int | None], whole: float, neighbours: float
) -> None:
    assert ordering_share(4, ranks, partial=False) == whole
    assert ordering_share(4, ranks, partial=True) == pytest.approx(neighbours)


BOX = Spot("rectangle", (0.1, 0.2, 0.3, 0.4))
DISC = Spot("circle", (0.5, 0.5, 0.1), right=False)
BEND = Spot("polygon", (0.6, 0.6, 0.9, 0.6, 0.9, 0.9, 0.75, 0.7, 0.6, 0.9))


@pytest.mark.parametrize(
    ("spot", "point", "aspect", "inside"),
    [
        (BOX, (0.2, 0.3), 1, True), (BOX, (0.1, 0.2), 1, True), (BOX, (0.3, 0.4), 1, True), (BOX, (0.31, 0.4), 1, False),
        (DISC, (0.6, 0.5), 1, True), (DISC, (0.5, 0.6), 1, True), (DISC, (0.5, 0.6), 2, False), (DISC, (0.5, 0.68), 0.5, True),
        (DISC, (0.58, 0.58), 1, False), (BEND, (0.62, 0.65), 1, True), (BEND, (0.75, 0.69), 1, True), (BEND, (0.75, 0.8), 1, False),
        (BEND, (0.6, 0.75), 1, True), (BEND, (0.9, 0.9), 1, True), (BEND, (0.59, 0.7), 1, False), (BEND, (0.7, 0.6), 1, True),
    ],
)  # fmt: skip
def test_the_edge_belongs_to_an_area(spot: Spot, point: tuple[float, float], aspect: float, inside: bool) -> None:
    assert is_in(spot, *point, aspect) is inside


def test_where_areas_overlap_the_right_one_counts() -> None:
    wrong = Spot("rectangle", (0, 0, 1, 1), right=False)
    assert point_share((wrong, BOX), 0.2, 0.3, 1) == 1
    assert point_share((wrong, BOX), 0.7, 0.3, 1) == 0
    assert [middle(spot) for spot in (BOX, DISC)] == [pytest.approx((0.2, 0.3)), (0.5, 0.5)]


@pytest.mark.parametrize(
    ("kind", "correct", "fractions", "chosen", "share"),
    [
        ("multiple", [0, 1], [], [0], 0), ("multiple", [0, 1], [0.5, 0.5, -0.5], [0], 0.5), ("multiple", [0, 1], [0.5, 0.5, -0.5], [0, 1], 1),
        ("multiple", [0, 1], [0.5, 0.5, -0.5], [0, 2], 0), ("multiple", [0, 1], [0.5, 0.5, -1], [0, 2], 0),
        ("multiple", [0, 1], [0.5, 0.5, -0.5], [0, 1, 2], 0.5), ("multiple", [0, 1, 2], [0.333] * 3, [0, 1, 2], 1), ("multiple", [0], [1, 0], [], 0),
        ("single", [0], [1, 0.5, 0], [1], 0.5), ("single", [0], [1, 0.5, -1], [2], 0), ("single", [0], [1, 0.5], [0, 1], 0), ("single", [0], [1, 0], [0], 1),
    ],
)  # fmt: skip
def test_fractions_never_go_below_nothing(kind: str, correct: Any, fractions: Any, chosen: Any, share: float) -> None:
    assert choice_share(kind, correct, fractions, chosen) == share


PAIRS = Body(pairs=((Words(en="a"), Words(en="x")), (Words(en="b"), Words(en="y"))), distractors=(Words(en="z"),))
SPOTS = Body(spots=(DISC, BOX))


@pytest.mark.parametrize(
    ("kind", "body", "raw", "order", "kept", "share"),
    [
        ("single", Body(), {"chosen": [0]}, [2, 0, 1], {"chosen": [2]}, 1), ("single", Body(), {"chosen": []}, [2, 0, 1], {"chosen": []}, 0),
        ("numeric", Body(answers=PRESSURE), {"text": "3.5\x00"}, [], {"text": "3.5"}, 1),
        ("short", Body(answers=METER), {"text": "万用表\ud800"}, [], {"text": "万用表"}, 1), ("essay", Body(), {"text": "Because"}, [], {"text": "Because"}, None),
        ("essay", Body(), {"text": "  "}, [], {"text": "  "}, 0),
        ("matching", PAIRS, {"matches": [1, None]}, [2, 0, 1], {"matches": [0, None]}, 0.5), ("matching", PAIRS, {"matches": []}, [2, 0, 1], {"matches": []}, 0),
        ("ordering", Body(), {"ranks": [3, 1, 2]}, [2, 0, 1], {"ranks": [1, 2, 3]}, 1), ("ordering", Body(), {"ranks": [None, 1, 1]}, [2, 0, 1], {"ranks": [1, 1, None]}, 0),
        ("hot_spot", SPOTS, {"point": [0.2, 0.30004]}, [1, 0], {"point": [0.2, 0.3]}, 1), ("hot_spot", SPOTS, {"area": 0}, [1, 0], {"area": 1}, 1),
        ("hot_spot", SPOTS, {"area": 1}, [1, 0], {"area": 0}, 0), ("hot_spot", SPOTS, {}, [1, 0], {}, 0),
        ("single", Body(), {"chosen": [3]}, [2, 0, 1], None, 0), ("single", Body(), {"chosen": [0, 1]}, [2, 0, 1], None, 0), ("single", Body(), {"chosen": ["0"]}, [0], None, 0),
        ("numeric", Body(), {"text": 3}, [], None, 0), ("numeric", Body(), {"text": "3" * 61}, [], None, 0), ("essay", Body(), {"text": "x" * 20_001}, [], None, 0),
        ("matching", PAIRS, {"matches": [3]}, [2, 0, 1], None, 0), ("matching", PAIRS, {"matches": [True]}, [2, 0, 1], None, 0), ("matching", PAIRS, {"matches": None}, [0], None, 0),
        ("ordering", Body(), {"ranks": [0, 1, 2]}, [2, 0, 1], None, 0), ("ordering", Body(), {"ranks": [1, 2]}, [2, 0, 1], None, 0),
        ("hot_spot", SPOTS, {"point": [1.2, 0]}, [1, 0], None, 0), ("hot_spot", SPOTS, {"point": [0.2]}, [1, 0], None, 0), ("hot_spot", SPOTS, {"point": "0,0"}, [1, 0], None, 0),
        ("hot_spot", SPOTS, {"point": [float("nan"), 0]}, [1, 0], None, 0), ("hot_spot", SPOTS, {"area": 2}, [1, 0], None, 0),
    ],
)  # fmt: skip
def test_what_a_page_sends_is_kept_by_the_banks_indexes_and_marked(
    kind: str, body: Body, raw: Any, order: Any, kept: Any, share: Any
) -> None:
    assert kept_answer(kind, raw, order) == kept
    assert item_share(kind, [2], 3, body, kept) == share


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (None, False), ([1], False), ({}, False), ({"chosen": "1"}, False), ({"text": 3}, False), ({"flagged": True}, False),
        ({"ranks": [None, None]}, False), ({"ranks": [None, 1]}, True), ({"matches": [0]}, True), ({"area": 0}, True), ({"point": [0.0, 0.0]}, True),
    ],
)  # fmt: skip
def test_a_kept_answer_is_read_with_care(answer: Any, says: bool) -> None:
    assert is_answer(answer) is says


def test_an_attempt_waits_while_one_answer_does() -> None:
    assert (total_of([1 / 3] * 3).score, total_of([1.0, None, 0.5, None]).awaiting) == (1, 2)
    assert [attempt_state(*facts) for facts in ((False, None), (True, None), (True, 0.0))] == [
        "running",
        "awaiting marking",
        "marked",
    ]


def test_a_body_is_read_back_as_it_was_written() -> None:
    draft = ItemDraft(
        Place("f"), "k", "t", Words(), "hot_spot", Words(en="?"), (), (), answers=(*PRESSURE, Accepted(text="e", match_case=True, feedback=Words(en="f"))),
        pairs=PAIRS.pairs, distractors=PAIRS.distractors, rubric="r", model_answer=Words("中", ""), spots=(BOX, Spot("circle", (0.1, 0.1, 0.1), False, Words("左", "l"))),
        fractions=(1, -0.5), partial=True, option_feedback=(Words(), Words(en="no")), points=2.5,
    )  # fmt: skip
    body = Body.of(draft, {"p.png": 7}, 0.75)
    assert Body.read(body.as_json()) == body
    assert Body().as_json() == {} == Body.read({}).as_json()
    assert body.rights == [0, 1]
