"""How exams are held: the end of the time by policy, extra time, windows, one-way navigation, marks of several people, regrades."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from assessments.rules import conduct as rules
from assessments.rules.conduct import ABANDON, GRACE_TO_SUBMIT, SUBMIT, Conduct
from assessments.rules.essay_marks import marking_refusals, settle
from assessments.rules.marking import least_score
from assessments.rules.panels import adopted
from assessments.rules.regrading import (
    DROP,
    FULL,
    KEY,
    Standing,
    after,
    appeal_refusals,
    deciding_refusals,
    regrade_refusals,
)

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def minutes(n: float) -> datetime:
    return AT + timedelta(minutes=n)


@pytest.mark.parametrize(
    ("conduct", "length", "extra", "expected"),
    [
        (Conduct(), 60, 0, 60), (Conduct(), 60, 25, 75), (Conduct(), 50, 33, 67), (Conduct(), 1, 1, 2),
        (Conduct(closes_at=minutes(40)), 60, 0, 40), (Conduct(closes_at=minutes(40)), 60, 25, 55),
        (Conduct(closes_at=minutes(90)), 60, 25, 75),
    ],
    ids=["plain", "quarter more", "rounded up", "least", "closes before", "closing moves with it", "closes after"],
)  # fmt: skip
def test_deadlines(conduct: Conduct, length: int, extra: int, expected: int) -> None:
    assert rules.deadline_for(conduct, AT, length, extra) == minutes(expected)


@pytest.mark.parametrize(
    ("policy", "after_deadline", "abandoned", "only_hand_in"),
    [
        (SUBMIT, -1, False, False), (SUBMIT, 600, False, False),
        (GRACE_TO_SUBMIT, -1, False, False), (GRACE_TO_SUBMIT, 0, False, True), (GRACE_TO_SUBMIT, 299, False, True),
        (GRACE_TO_SUBMIT, 300, False, False), (GRACE_TO_SUBMIT, 303, False, False), (GRACE_TO_SUBMIT, 304, True, False),
        (ABANDON, 0, False, False), (ABANDON, 3, False, False), (ABANDON, 4, True, False),
    ],
)  # fmt: skip
def test_what_the_end_of_the_time_means(policy: str, after_deadline: int, abandoned: bool, only_hand_in: bool) -> None:
    at = AT + timedelta(seconds=after_deadline)
    assert rules.is_abandoned(policy, 5, AT, at) is abandoned
    assert rules.may_only_hand_in(policy, 5, AT, at) is only_hand_in


@pytest.mark.parametrize(
    ("opens", "closes", "code"),
    [(None, None, None), (-1, 1, None), (0, None, None), (1, None, "exam_opens_later"), (None, 0, "exam_has_closed"), (-2, -1, "exam_has_closed")],
)  # fmt: skip
def test_the_access_window(opens: int | None, closes: int | None, code: str | None) -> None:
    window = Conduct(
        opens_at=None if opens is None else minutes(opens), closes_at=None if closes is None else minutes(closes)
    )
    assert [refusal.code for refusal in rules.window_refusals(window, AT)] == ([code] if code else [])


@pytest.mark.parametrize(
    ("terms", "codes"),
    [
        ({}, []), ({"at_deadline": "later"}, ["unknown_policy"]),
        ({"at_deadline": GRACE_TO_SUBMIT}, ["grace_needs_minutes"]), ({"at_deadline": GRACE_TO_SUBMIT, "grace_minutes": 5}, []),
        ({"opens_at": AT, "closes_at": AT}, ["closes_before_it_opens"]),
    ],
)  # fmt: skip
def test_terms_that_do_not_fit_together(terms: dict[str, object], codes: list[str]) -> None:
    assert [refusal.code for refusal in rules.conduct_refusals(Conduct(**terms))] == codes  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("one_way", "position", "codes"),
    [(False, 9, []), (True, 3, []), (True, 2, ["question_left"]), (True, 4, ["question_not_reached"])],
)
def test_one_way(one_way: bool, position: int, codes: list[str]) -> None:
    assert [refusal.code for refusal in rules.page_refusals(one_way, position, 3)] == codes


@pytest.mark.parametrize(
    ("marks", "second", "points", "next_place"),
    [
        ([], False, None, 1), ([7], False, 7, 0), ([], True, None, 1), ([7], True, None, 2),
        ([7, 9], True, 8, 0), ([7, 9.5], True, None, 3), ([7, 9.5, 9], True, 9, 0), ([0, 2], True, 1, 0), ([10, 0, 4], True, 4, 0),
    ],
)  # fmt: skip
def test_marks_are_settled(marks: list[float], second: bool, points: float | None, next_place: int) -> None:
    settling = settle(marks, 10, second_marker=second, most_apart=20)
    assert (settling.points, settling.next_place) == (points, next_place)


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({}, None), ({"candidate_id": 1}, "own_answer"), ({"marked_by": {1, 5}}, "marked_by_you"),
        ({"next_place": 0}, "marked_already"), ({"points": 10.5}, "points_outside_item"), ({"points": -0.5}, "points_outside_item"),
    ],
)  # fmt: skip
def test_who_may_mark(values: dict[str, object], code: str | None) -> None:
    facts = {
        "marker_id": 1,
        "candidate_id": 2,
        "marked_by": set(),
        "points": 5.0,
        "most": 10.0,
        "next_place": 1,
        **values,
    }
    assert [refusal.code for refusal in marking_refusals(**facts)] == ([code] if code else [])  # type: ignore[arg-type]


BEFORE = Standing(item=0.0, item_points=2.0, score=7.0, points=10.0, passed=False)


@pytest.mark.parametrize(
    ("before", "way", "share", "expected"),
    [
        (BEFORE, FULL, None, (2.0, 2.0, 9.0, 10.0, True)),
        (BEFORE, KEY, 0.5, (1.0, 2.0, 8.0, 10.0, True)),
        (BEFORE, KEY, 0.0, (0.0, 2.0, 7.0, 10.0, False)),
        (BEFORE, DROP, None, (0.0, 0.0, 7.0, 8.0, True)),
        (Standing(2.0, 2.0, 8.0, 10.0, True), KEY, 0.0, (0.0, 2.0, 6.0, 10.0, True)),
        (Standing(2.0, 2.0, 8.0, 10.0, True), DROP, None, (0.0, 0.0, 6.0, 8.0, True)),
        (Standing(1.0, 1.0, 1.0, 1.0, True), DROP, None, (1.0, 1.0, 1.0, 1.0, True)),
        (Standing(0.0, 2.0, None, 10.0, None), FULL, None, (2.0, 2.0, None, 10.0, None)),
    ],
    ids=["all get it", "half by the new key", "still wrong", "left out", "a pass stays", "left out from a pass", "the only item", "essay waits"],
)  # fmt: skip
def test_regrades(before: Standing, way: str, share: float | None, expected: tuple[object, ...]) -> None:
    now = after(before, way, share, 80.0)
    assert (now.item, now.item_points, now.score, now.points, now.passed) == expected


@pytest.mark.parametrize(
    ("way", "correct", "kind", "code"),
    [
        (FULL, (), "essay", None), (DROP, (), "numeric", None), (KEY, (1,), "single", None), (KEY, (0, 1), "multiple", None),
        ("", (), "single", "choose_a_way"), (KEY, (1,), "numeric", "no_key_to_change"), (KEY, (), "single", "choose_the_key"),
        (KEY, (4,), "single", "choose_the_key"), (KEY, (0, 1), "single", "one_key_for_this_kind"),
    ],
)  # fmt: skip
def test_ways_to_regrade(way: str, correct: tuple[int, ...], kind: str, code: str | None) -> None:
    assert [refusal.code for refusal in regrade_refusals(way, correct, 4, kind)] == ([code] if code else [])


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({}, None), ({"marked": False}, "not_marked_yet"), ({"appealed_before": True}, "appealed_before"),
        ({"days_since_result": 7}, "appeal_too_late"), ({"appeal_days": 0}, "appeal_too_late"), ({"reason": " "}, "appeal_needs_reason"),
    ],
)  # fmt: skip
def test_appealing(values: dict[str, object], code: str | None) -> None:
    facts = {
        "marked": True,
        "days_since_result": 6,
        "appeal_days": 7,
        "appealed_before": False,
        "reason": "because",
        **values,
    }
    assert [refusal.code for refusal in appeal_refusals(**facts)] == ([code] if code else [])  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({}, None), ({"decided": True}, "appeal_decided"), ({"candidate_id": 1}, "appeal_by_somebody_else"),
        ({"marked_by": {1}}, "appeal_by_somebody_else"), ({"words": ""}, "appeal_needs_answer"),
    ],
)  # fmt: skip
def test_deciding(values: dict[str, object], code: str | None) -> None:
    facts = {
        "decider_id": 1,
        "candidate_id": 2,
        "marked_by": {3},
        "decided": False,
        "words": "looked at again",
        **values,
    }
    assert [refusal.code for refusal in deciding_refusals(**facts)] == ([code] if code else [])  # type: ignore[arg-type]


def test_whoever_has_the_points_that_the_judges_named_passes() -> None:
    for points in range(1, 101):
        for right in range(1, points + 1):
            mark = adopted(100 * right / points)
            assert least_score(points, mark) == right, (right, points, mark)
            assert mark <= 100 * right / points + 1e-9
