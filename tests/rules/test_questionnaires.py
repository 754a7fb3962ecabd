"""Rules of questionnaires: faults, answers, figures, what may be shown, where an invitation stands."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from assessments.questionnaire_data import scale_points, shipped_questionnaires
from assessments.rules.surveys.anonymity import halves, releasable, turnouts
from assessments.rules.surveys.answers import Given, read_answers
from assessments.rules.surveys.faults import faults_of
from assessments.rules.surveys.figures import by_measure, figure_of, rate
from assessments.rules.surveys.invitations import State, may_answer, reminder_due, state_of
from assessments.rules.surveys.items import DRIVERS, Item, asked, is_measure, minutes, read_item, with_points

BOTH = {"zh": "题", "en": "Question"}
SCALES = scale_points()


def item(kind: str = "scale", **more: Any) -> dict[str, Any]:
    """A question without faults, but for what is said."""
    plain = {"key": "a", "kind": kind, "measure": "satisfaction", "text": BOTH, "required": True}
    return {**plain, **({"scale": "agreement-5"} if kind == "scale" else {}), **more}


def read(kind: str = "scale", **more: Any) -> Item:
    """The same as it is asked."""
    return read_item(with_points(item(kind, **more), SCALES))


OPTIONS = [{"key": "x", **BOTH}, {"key": "y", "zh": "乙", "en": "other"}]


@pytest.mark.parametrize(
    ("raw", "codes"),
    [
        (item(), []),
        (item(key="A b"), ["survey_bad_code"]),
        (item(kind="slider"), ["survey_unknown_kind"]),
        (item(measure="mood"), ["survey_unknown_measure"]),
        (item(measure=""), ["survey_no_measure"]),
        (item(measure="driver:reward"), []),
        (item(text={"zh": "题", "en": " "}), ["survey_text_missing"]),
        (item(text={"zh": "题" * 501, "en": "x"}), ["survey_too_long"]),
        (item(note={"zh": "提示", "en": ""}), ["survey_text_missing"]),
        (item(scale="stars"), ["survey_unknown_scale"]),
        (item("single", options=OPTIONS), []),
        (item("single", options=OPTIONS[:1]), ["survey_too_few_options"]),
        (item("multiple", options=[*OPTIONS, OPTIONS[0]]), ["survey_same_option"]),
        (item("multiple", options=[{"key": "x", "zh": "甲", "en": ""}, OPTIONS[1]]), ["survey_text_missing"]),
        (item("single", options=[*OPTIONS, {**OPTIONS[0], "key": "w"}]), ["survey_alike_options"]),
        (item("number", low=5, high=5), ["survey_limits_crossed"]),
        (item(each="aim"), ["survey_aim_not_in_text"]),
        (item(text={"zh": "%(aim)s", "en": "%(aim)s"}), ["survey_aim_without_each"]),
        (item(each="aim", text={"zh": "%(aim)s", "en": "%(aim)s"}), []),
        (item(each="day"), ["survey_unknown_each"]),
    ],
)
def test_faults_of_a_question(raw: dict[str, Any], codes: list[str]) -> None:
    content = {"title": BOTH, "intro": {}, "anonymous": True, "items": [raw]}
    assert [(fault.item, fault.code) for fault in faults_of(content, SCALES)] == [(1, code) for code in codes]


def test_faults_of_a_questionnaire() -> None:
    content = {"title": {"zh": "题"}, "intro": {"en": "Hello"}, "items": []}
    found = [(fault.field, fault.code) for fault in faults_of(content, SCALES)]
    assert found == [
        ("title_en", "survey_text_missing"),
        ("intro_zh", "survey_text_missing"),
        ("items", "survey_no_items"),
    ]
    twice = faults_of({"title": BOTH, "items": [item(), item()]}, SCALES)
    assert [(fault.item, fault.code) for fault in twice] == [(2, "survey_key_twice")]


@pytest.mark.parametrize("data", shipped_questionnaires(), ids=lambda data: str(data["code"]))
def test_what_ships_is_free_of_faults_and_short(data: dict[str, Any]) -> None:
    assert faults_of(data, SCALES) == []
    aims = [{"code": f"aim-{n}", "zh": "目标", "en": "aim"} for n in range(4)]
    items = asked([read_item(with_points(one, SCALES)) for one in data["items"]], aims)
    assert minutes(items) <= 3
    assert all(is_measure(one.measure) for one in items)
    if data["code"] == "reaction":
        measures = ["satisfaction", "relevance", "engagement", "confidence", "commitment", "recommend", "comment"]
        assert [one.measure for one in items] == measures
    if data["code"] in ("behaviour-learner", "behaviour-supervisor"):
        assert {f"driver:{part}" for part in DRIVERS} <= {one.measure for one in items}
        assert len([one for one in items if one.stem == "behaviour" and one.is_rated]) == 4


@pytest.mark.parametrize(
    ("question", "texts", "expected"),
    [
        (read(), ["4"], Given(number=4.0)),
        (read(), ["6"], "survey_answer_unknown"),
        (read(), [], "survey_answer_missing"),
        (read(required=False), [""], Given()),
        (read("nps"), ["0"], Given(number=0.0)),
        (read("nps"), ["11"], "survey_answer_unknown"),
        (read("single", options=OPTIONS), ["y"], Given(choices=("y",))),
        (read("multiple", options=OPTIONS), ["y", "x"], Given(choices=("x", "y"))),
        (read("multiple", options=OPTIONS), ["y", "z"], "survey_answer_unknown"),
        (read("number", low=1, high=9), ["2,5"], Given(number=2.5)),
        (read("number", low=1, high=9), ["0"], "survey_answer_too_low"),
        (read("number", low=1, high=9), ["10"], "survey_answer_too_high"),
        (read("number"), ["nan"], "survey_answer_no_number"),
        (read("text"), [" well "], Given(text="well")),
        (read("text"), ["x" * 2001], "survey_answer_too_long"),
    ],
)
def test_reading_an_answer(question: Item, texts: list[str], expected: Given | str) -> None:
    given, complaints = read_answers([question], lambda _key: texts)
    if isinstance(expected, str):
        assert [complaint.code for complaint in complaints] == [expected]
    else:
        assert (given["a"], complaints) == (expected, [])


def test_figures_of_a_scale_worked_by_hand() -> None:
    """3, 4, 4, 5, 5, one left out: mean 4.2, s = 0.8367, t(0.975; 4) = 2.7764, half-width 1.0389; four of five high."""
    figure = figure_of(read(), [Given(number=float(v)) for v in (3, 4, 4, 5, 5)] + [Given()])
    assert (figure.n, figure.blank, figure.mean) == (5, 1, pytest.approx(4.2))
    assert (figure.low, figure.high) == (pytest.approx(3.1611, abs=1e-4), 5)
    assert figure.upper is not None
    assert (figure.upper.count, figure.upper.percent) == (4, 80.0)
    assert figure.upper.low == pytest.approx(37.5535, abs=1e-3)  # Wilson
    assert [share.count for share in figure.distribution] == [0, 0, 1, 2, 2]
    assert figure_of(read(), [Given(number=5.0)]).low is None
    assert figure_of(read(), []).mean is None


def test_the_net_promoter_score_and_its_limits() -> None:
    answers = [Given(number=float(v)) for v in (10, 9, 9, 8, 7, 6, 0, 10, 9, 8)]
    figure = figure_of(read("nps"), answers)
    assert figure.nps == pytest.approx(30.0)  # five promoters less two detractors of ten
    assert figure.nps_low is not None
    assert figure.nps_high is not None
    assert figure.nps_low < 30 < figure.nps_high


def test_choices_are_shares_of_those_who_answered() -> None:
    answers = [Given(choices=("x", "y")), Given(choices=("x",)), Given(), Given(choices=("x",))]
    figure = figure_of(read("multiple", options=OPTIONS), answers)
    assert [(share.value, share.count) for share in figure.distribution] == [("x", 3), ("y", 1)]
    assert (figure.n, figure.distribution[1].percent) == (3, pytest.approx(100 / 3))


def test_a_measure_of_two_questions_is_no_surer_than_one() -> None:
    answers = [Given(number=float(v)) for v in (3, 4, 4, 5, 2)]
    one, two = read(measure="driver:reward"), read(key="b", measure="driver:monitor")
    single = figure_of(one, answers)
    (both,) = by_measure([(one, single), (two, figure_of(two, answers))])
    assert (both.measure, both.items, both.n, both.mean) == ("driver", 2, 5, single.mean)
    assert (both.low, both.high) == (pytest.approx(single.low), pytest.approx(single.high))
    assert len(by_measure([(one, single), (read("nps"), figure_of(read("nps"), answers))])) == 2


def test_the_rate() -> None:
    assert rate(0, 0) is None
    found = rate(9, 12)
    assert found is not None
    assert (found.percent, round(found.low), round(found.high)) == (75.0, 47, 91)


@pytest.mark.parametrize(
    ("waiting", "still_open", "floor", "may"),
    [(4, 0, 5, False), (5, 0, 5, True), (5, 4, 5, False), (5, 5, 5, True), (8, 1, 5, False), (5, 0, 3, True), (4, 0, 3, False), (7, 0, 8, False)],
)  # fmt: skip
def test_when_a_pool_is_let_out(waiting: int, still_open: int, floor: int, may: bool) -> None:
    assert releasable(waiting, still_open, floor) is may


@pytest.mark.parametrize(("waiting", "still_open", "may"), [(2, 0, False), (3, 0, True), (3, 2, False), (3, 3, True), (4, 1, False)])  # fmt: skip
def test_when_a_pool_of_a_360_round_is_let_out(waiting: int, still_open: int, may: bool) -> None:
    assert releasable(waiting, still_open, 3, 3) is may


@pytest.mark.parametrize(
    ("groups", "expected"),
    [
        ({"a": (9, 8), "b": (6, 1)}, [("a", 9), ("b", 6)]),
        ({"a": (9, 8), "b": (6, 1), "c": (3, 3)}, [("a", 9), ("", 9)]),
        ({"a": (9, 8), "b": (3, 1), "c": (3, 3)}, [("a", 9), ("", 6)]),
        ({"a": (9, 8), "b": (1, 1)}, [("", 10)]),
        ({"a": (2, 1)}, []),
    ],
)
def test_turnout_never_tells_a_small_group_by_subtraction(groups: Any, expected: Any) -> None:
    assert [(turnout.name, turnout.asked) for turnout in turnouts(groups)] == expected


def test_first_and_last_batches() -> None:
    assert halves({1: 5}) == (frozenset(), frozenset())
    assert halves({1: 5, 2: 5, 3: 6, 4: 5}) == (frozenset({1, 2}), frozenset({3, 4}))


DAY = date(2026, 3, 10)


def facts(**more: Any) -> Any:
    """An invitation from 2 to 12 March that closes on the 26th."""
    return SimpleNamespace(**{
        "opens_on": date(2026, 3, 2), "due_on": date(2026, 3, 12), "closes_on": date(2026, 3, 26), "answered_on": None,
        "declined_at": None, **more,
    })  # fmt: skip


@pytest.mark.parametrize(
    ("row", "today", "state", "against"),
    [
        (facts(), date(2026, 3, 1), State.LATER, "survey_opens_later"),
        (facts(), date(2026, 3, 2), State.OPEN, None),
        (facts(), date(2026, 3, 12), State.OPEN, None),
        (facts(), date(2026, 3, 13), State.LATE, None),
        (facts(), date(2026, 3, 26), State.LATE, None),
        (facts(), date(2026, 3, 27), State.CLOSED, "survey_closed"),
        (facts(answered_on=DAY), date(2026, 3, 27), State.ANSWERED, "survey_answered_already"),
        (facts(declined_at=datetime(2026, 3, 3, tzinfo=UTC)), DAY, State.DECLINED, None),
    ],
)
def test_where_an_invitation_stands(row: Any, today: date, state: State, against: str | None) -> None:
    assert (state_of(row, today), may_answer(row, today)) == (state, against)


@pytest.mark.parametrize(
    ("today", "reminders", "told", "due"),
    [
        (date(2026, 3, 8), 0, date(2026, 3, 2), False),
        (date(2026, 3, 9), 0, date(2026, 3, 2), True),
        (date(2026, 3, 10), 1, date(2026, 3, 9), False),
        (date(2026, 3, 16), 1, date(2026, 3, 9), True),
        (date(2026, 3, 24), 2, date(2026, 3, 16), False),
        (date(2026, 3, 27), 0, date(2026, 3, 2), False),
    ],
)
def test_when_the_clock_reminds(today: date, reminders: int, told: date, due: bool) -> None:
    assert reminder_due(facts(), today, reminders, told) is due
