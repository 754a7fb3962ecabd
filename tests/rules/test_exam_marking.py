"""What an answer is worth, what passes, when an attempt may begin and when it is over."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from assessments.rules.answers import chosen_options, kept_answer
from assessments.rules.bodies import Body
from assessments.rules.items import Accepted, points_at_other_options
from assessments.rules.marking import earns_parts, item_score, least_score, passes, points_needed
from assessments.rules.sitting import (
    ExamAccess,
    Sitting,
    finish_time,
    is_over,
    seconds_left,
    start_refusals,
    takes_answers,
)

NOON = datetime(2028, 2, 29, 12, tzinfo=UTC)


def minutes(n: float) -> timedelta:
    return timedelta(minutes=n)


@pytest.mark.parametrize(
    ("kind", "correct", "chosen", "points"),
    [
        ("single", [2], [2], 1), ("single", [2], [1], 0), ("single", [2], [], 0), ("single", [2], [2, 1], 0),
        ("true_false", [0], [0], 1), ("true_false", [0], [1], 0), ("true_false", [0], [0, 1], 0),
        ("multiple", [0, 2], [2, 0], 1), ("multiple", [0, 2], [0], 0), ("multiple", [0, 2], [0, 1, 2], 0),
        ("multiple", [0, 2], [], 0), ("multiple", [1], [1], 1), ("multiple", [], [], 0),
    ],
)  # fmt: skip
def test_an_item_is_all_or_nothing(kind: str, correct: list[int], chosen: list[int], points: int) -> None:
    assert item_score(kind, correct, chosen) == points


@pytest.mark.parametrize(
    ("score", "points", "mark", "passed"),
    [
        (26, 35, 74, True), (25, 35, 74, False), (37, 50, 74, True), (36, 50, 74, False),
        (8, 10, 80, True), (7.9, 10, 80, False), (2, 3, 66.7, False), (2, 3, 66.6, True),
        (29, 40, 72.5, True), (0, 10, 1, False), (0, 0, 50, False), (10, 10, 100, True), (9, 10, 100, False),
    ],
)  # fmt: skip
def test_the_pass_mark_itself_passes(score: float, points: int, mark: float, passed: bool) -> None:
    assert passes(score, points, mark) is passed


@pytest.mark.parametrize(
    ("points", "mark", "least"), [(35, 74, 26), (50, 74, 37), (40, 80, 32), (3, 66.7, 3), (3, 66.6, 2)]
)
def test_what_is_announced_is_what_passes(points: int, mark: float, least: int) -> None:
    assert least_score(points, mark) == least
    assert passes(least, points, mark)
    assert not passes(least - 1, points, mark)


@pytest.mark.parametrize(
    ("shown", "kind", "bank"),
    [
        ([0], "single", [2]), ([2], "single", [1]), ([], "single", []), ([0, 1], "single", None), ([3], "single", None),
        ([-1], "single", None), ([2, 0], "multiple", [1, 2]), ([1, 1], "multiple", None), ([0, 1], "true_false", None),
    ],
)  # fmt: skip
def test_places_on_the_page_are_brought_back_to_the_bank(shown: list[int], kind: str, bank: list[int] | None) -> None:
    assert kept_answer(kind, {"chosen": shown}, [2, 0, 1]) == (None if bank is None else {"chosen": bank})


@pytest.mark.parametrize(
    ("answer", "chosen"), [({"chosen": [1]}, [1]), ({}, []), (None, []), ([1], []), ({"chosen": "1"}, []), ({"chosen": None}, [])]
)  # fmt: skip
def test_a_saved_answer_is_read_with_care(answer: Any, chosen: list[int]) -> None:
    assert chosen_options(answer) == chosen


@pytest.mark.parametrize(
    ("after", "finished", "left", "over", "takes"),
    [
        (-60, False, 60, False, True), (-0.5, False, 0, False, True), (0, False, 0, True, True), (3, False, 0, True, True),
        (3.001, False, 0, True, False), (-60, True, 60, True, False),
    ],
)  # fmt: skip
def test_the_deadline_and_the_breath_after_it(after: float, finished: bool, left: int, over: bool, takes: bool) -> None:
    at = NOON + timedelta(seconds=after)
    finished_at = at if finished else None
    assert seconds_left(NOON, at) == left
    assert is_over(NOON, finished_at, at) is over
    assert takes_answers(NOON, finished_at, at) is takes
    assert finish_time(NOON, at) == min(NOON, at)


def sat(started: datetime, passed: bool | None = False, finished: bool = True, percent: float | None = None) -> Sitting:
    return Sitting(started, started + minutes(30), started + minutes(20) if finished else None, passed, percent)


OPEN = ExamAccess(True)
FIRST, SECOND = sat(NOON), sat(NOON + timedelta(days=1))


@pytest.mark.parametrize(
    ("sittings", "access", "after", "codes"),
    [
        ([], OPEN, 0, []),
        ([], ExamAccess(False), 0, ["exam_not_open"]),
        ([FIRST], OPEN, 24 * 60 + 19, ["wait_for_next_attempt"]),
        ([FIRST], OPEN, 24 * 60 + 20, []),
        ([FIRST, SECOND], OPEN, 99_999, ["no_attempts_left"]),
        ([FIRST, SECOND], ExamAccess(True, NOON + timedelta(days=1)), 99_999, []),
        ([FIRST, SECOND], ExamAccess(True, NOON + timedelta(days=2)), 2 * 24 * 60, []),
        ([FIRST, SECOND], ExamAccess(True, NOON), 99_999, ["no_attempts_left"]),
        ([sat(NOON, passed=True)], OPEN, 99_999, ["exam_passed_already"]),
        ([sat(NOON, passed=True)], ExamAccess(True, NOON + minutes(1)), 99_999, []),
        ([sat(NOON, passed=True, percent=69.9)], ExamAccess(True, least=70), 99_999, []),
        ([sat(NOON, passed=True, percent=70)], ExamAccess(True, least=70), 99_999, ["exam_passed_already"]),
        ([sat(NOON, None, finished=False)], OPEN, 24 * 60 + 29, ["wait_for_next_attempt"]),
        ([sat(NOON, None, finished=False)], OPEN, 24 * 60 + 30, []),
    ],
    ids=[
        "first", "closed", "a minute too early", "the waiting is over", "used up", "a new round", "all before the round",
        "the round began with the first", "passed", "passed in an earlier round", "passed, but more is asked", "passed as is asked", "away: from the deadline on", "away: over",
    ],
)  # fmt: skip
def test_when_another_attempt_may_begin(
    sittings: list[Sitting], access: ExamAccess, after: float, codes: list[str]
) -> None:
    refusals = start_refusals(sittings, access, allowed=2, wait_hours=24, at=NOON + minutes(after))
    assert [refusal.code for refusal in refusals] == codes


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("All these choices are correct", True), ("All of the above", True), ("None of these", True), ("Both of these choices", True),
        ("Choices A and C", True), ("None of the above", True), ("以上都对", True), ("上述均不正确", True), ("A和C", True),
        ("All modules are locked", False), ("Switch off all of it", False), ("None", False), ("上锁挂牌", False), ("Class A insulation", False),
    ],
)  # fmt: skip
def test_options_that_speak_of_others_are_seen(text: str, points: bool) -> None:
    assert points_at_other_options(text) is points


def test_what_is_needed_is_exact_where_parts_earn_points() -> None:
    assert (points_needed(12, 60), points_needed(12, 60, in_parts=True), points_needed(12.5, 60)) == (8, 7.2, 7.5)
    assert earns_parts("matching", Body())
    assert earns_parts("multiple", Body(fractions=(0.5, 0.5, -0.5)))
    assert earns_parts("short", Body(answers=(Accepted(text="a"), Accepted(text="b", fraction=0.5))))
    assert not earns_parts("single", Body(fractions=(1.0, 0.0)))
    assert not earns_parts("numeric", Body(answers=(Accepted(value=1), Accepted(value=2, fraction=0.0))))
