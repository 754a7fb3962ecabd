"""Grades of trainers, trial lectures, certification and the right to teach, as tables of cases."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from certificates.rules.renewal import read_renewal
from certificates.rules.status import Decision
from lms.trainers.certification.rules import (
    Mark,
    Seat,
    Stage,
    apply_refusals,
    certification_faults,
    decision_refusals,
    judge_refusals,
    next_level,
    result,
    verdict,
)
from lms.trainers.grades.rules import Period, Standing, Status, reminder_due, standing_on, status_on

RULE = read_renewal({"window_days": 90, "anchor": "expiry", "lapse_days": 180})
GRACE = read_renewal({"window_days": 90, "grace_days": 30, "grace_counts": True, "lapse_days": 180})
FIRST, LAST = date(2025, 3, 1), date(2027, 2, 28)


def period(level: int = 2, first: date = FIRST, last: date = LAST, **more: Any) -> Period:
    return Period(more.pop("grade_id", 1), level, first, last, more.pop("renewal", RULE), **more)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2025, 2, 28), Status.FUTURE),
        (date(2025, 3, 1), Status.VALID),
        (date(2026, 11, 29), Status.VALID),
        (date(2026, 11, 30), Status.REVIEW),  # ninety days before the last
        (date(2027, 2, 28), Status.REVIEW),
        (date(2027, 3, 1), Status.LATE),
        (date(2027, 8, 27), Status.LATE),
        (date(2027, 8, 28), Status.LAPSED),
    ],
)
def test_a_grade_by_its_dates(day: date, expected: Status) -> None:
    assert status_on(period(), day) == expected


def test_what_was_decided_about_a_grade() -> None:
    suspended = period(decisions=(Decision("suspend", date(2026, 1, 10)), Decision("reinstate", date(2026, 2, 1))))
    assert [status_on(suspended, day) for day in (date(2026, 1, 9), date(2026, 1, 10), date(2026, 2, 1))] == [
        Status.VALID, Status.SUSPENDED, Status.VALID,
    ]  # fmt: skip
    gone = period(decisions=(Decision("withdraw", date(2026, 1, 10)),))
    assert status_on(gone, date(2026, 1, 9)) == Status.VALID
    assert status_on(gone, date(2030, 1, 1)) == Status.WITHDRAWN
    assert status_on(period(followed=True), date(2027, 1, 1)) == Status.VALID  # the re-review is passed


def test_standing_is_the_highest_grade_that_counts() -> None:
    junior = period(1, date(2024, 6, 1), date(2026, 5, 31), grade_id=1)
    middle = period(2, date(2025, 6, 1), date(2027, 5, 31), grade_id=2)
    further = period(2, date(2027, 6, 1), date(2029, 5, 31), grade_id=3)
    assert standing_on([], LAST) == Standing()
    assert standing_on([junior, middle], date(2025, 5, 31)).level == 1
    both = standing_on([junior, middle, further], date(2026, 1, 1))
    assert (both.level, both.valid, both.valid_until) == (2, True, date(2029, 5, 31))  # the re-review passed counts
    fallen = period(2, decisions=(Decision("suspend", date(2025, 7, 1)),), grade_id=2)
    assert standing_on([junior, fallen], date(2026, 1, 1)).level == 1  # the lower one still counts
    nothing = standing_on([junior, fallen], date(2026, 6, 1))
    assert (nothing.level, nothing.status, nothing.valid) == (2, Status.SUSPENDED, False)
    graced = standing_on([period(renewal=GRACE)], date(2027, 3, 30))
    assert (graced.status, graced.valid) == (Status.GRACE, True)
    late = standing_on([period(renewal=GRACE)], date(2027, 3, 31))
    assert (late.status, late.valid) == (Status.LATE, False)


@pytest.mark.parametrize(
    ("days_left", "sent", "expected"),
    [
        (91, (), None), (90, (), 90), (90, (90,), None), (61, (90,), None), (60, (90,), 60), (45, (), 60), (30, (90, 60), 30),
        (8, (90, 60, 30), None), (7, (90, 60, 30), 7), (0, (90, 60, 30), 7), (0, (7,), None), (-1, (), None),
    ],
)  # fmt: skip
def test_reminders(days_left: int, sent: tuple[int, ...], expected: int | None) -> None:
    assert (
        reminder_due(date.fromordinal(LAST.toordinal()), date.fromordinal(LAST.toordinal() - days_left), sent)
        == expected
    )


def seats(*percents: float | None, **more: Any) -> list[Seat]:
    return [Seat(number, percent, **more) for number, percent in enumerate(percents, 1)]


@pytest.mark.parametrize(
    ("judges", "needed", "stage", "percent", "passed"),
    [
        (seats(80, 90), 3, Stage.FEW_JUDGES, None, None),
        (seats(80, 90), 2, Stage.FEW_JUDGES, None, None),  # never fewer than three
        (seats(80, 90, None), 3, Stage.JUDGING, None, None),
        (seats(70, 70, 70), 3, Stage.DONE, 70.0, True),  # the pass mark itself
        (seats(69.9, 70, 69.9), 3, Stage.DONE, 69.9, False),
        (seats(69.9, 70, 70), 3, Stage.DONE, 70.0, True),  # 69.966… is shown as 70.0, and that counts
        (seats(80, 90, 70, 60), 3, Stage.DONE, 75.0, True),
        ([*seats(80, 90, 70), Seat(9, None, released=True)], 3, Stage.DONE, 80.0, True),
        ([*seats(80, 90), Seat(9, None, released=True)], 3, Stage.FEW_JUDGES, None, None),
        ([Seat(1, 90, ("content",)), Seat(2, 90, ("content",)), Seat(3, 90)], 3, Stage.DONE, 90.0, False),
        ([Seat(1, 90, ("content",)), Seat(2, 90), Seat(3, 90)], 3, Stage.DONE, 90.0, True),
    ],
)  # fmt: skip
def test_a_trial_lecture(
    judges: list[Seat], needed: int, stage: Stage, percent: float | None, passed: bool | None
) -> None:
    found = verdict(judges, needed=needed, pass_mark=70)
    assert (found.stage, found.percent, found.passed) == (stage, percent, passed)
    if found.percent is None:
        assert found.spread is found.in_favour is None  # nothing is told before all are in


def test_how_far_judges_agree() -> None:
    found = verdict(seats(60, 70, 85), needed=3, pass_mark=70)
    assert (found.spread, found.in_favour, found.judged) == (25.0, 2, 3)


TERMS = {
    "exam_min": 70, "lecture_min": 70, "feedback_min": 70, "feedback_least": 5, "judges": 3, "rubric": "r", "exams": [],
    "weights": {"exam": 40, "lecture": 40, "feedback": 20}, "pass": 75,
}  # fmt: skip


@pytest.mark.parametrize(
    ("exam", "lecture", "feedback", "total", "passed"),
    [
        (Mark(80), Mark(70), Mark(75, n=5), 75.0, True),  # the pass mark itself
        (Mark(79), Mark(70), Mark(75, n=5), 74.6, False),
        (Mark(69), Mark(100), Mark(100, n=9), 87.6, False),  # one part below its least mark
        (Mark(80, passed=False), Mark(90), Mark(90, n=9), 86.0, False),  # the exam itself was failed
        (None, Mark(90), Mark(90, n=9), None, False),
        (Mark(90), Mark(90), Mark(90, n=4), None, False),  # too few listeners
        (Mark(90), Mark(90), None, None, False),
    ],
)
def test_what_the_parts_come_to(
    exam: Mark | None, lecture: Mark, feedback: Mark | None, total: float | None, passed: bool
) -> None:
    found = result(TERMS, {"exam": exam, "lecture": lecture, "feedback": feedback})
    assert (found.total, found.passed, found.complete) == (total, passed, total is not None)


def test_weights_of_nought_leave_a_part_out() -> None:
    terms = {"weights": {"exam": 0, "lecture": 100, "feedback": 0}, "pass": 60, "lecture_min": 60}
    found = result(terms, {"lecture": Mark(60.0)})
    assert [part.code for part in found.parts] == ["lecture"]
    assert found.passed


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({}, None),
        ({"weights": {"exam": 40, "lecture": 40}}, "come to 100"),
        ({"weights": {"exam": 101, "lecture": -1}}, "number from 0"),
        ({"weights": {"luck": 100}}, "must name"),
        ({"judges": 2}, "judges"),
        ({"judges": True}, "judges"),
        ({"feedback_least": 4}, "at least 5"),
        ({"pass": 0}, "pass must be above 0"),
        ({"exam_min": 101}, "exam_min"),
        ({"exams": "all"}, "list of codes"),
        ({"colour": 1}, "unknown key 'colour'"),
    ],
)
def test_faults_of_a_certification(change: dict[str, Any], said: str | None) -> None:
    found = certification_faults({**TERMS, **change})
    assert found == [] if said is None else any(said in one for one in found)


def standing(level: int = 0, status: Status = Status.NONE) -> Standing:
    return Standing(level, status, status in (Status.VALID, Status.REVIEW))


@pytest.mark.parametrize(
    ("held", "level", "kind", "expected"),
    [
        (standing(), 1, "award", []),
        (standing(), 2, "award", ["trainer_skips"]),
        (standing(1, Status.VALID), 1, "award", ["trainer_holds_it"]),
        (standing(1, Status.VALID), 2, "award", []),
        (standing(1, Status.VALID), 3, "award", ["trainer_skips"]),
        (standing(1, Status.VALID), 1, "renewal", ["trainer_no_review"]),
        (standing(2, Status.REVIEW), 2, "renewal", []),
        (standing(2, Status.REVIEW), 1, "renewal", ["trainer_no_review"]),
        (standing(2, Status.LATE), 2, "renewal", []),
        (standing(2, Status.LATE), 2, "award", ["trainer_review_is_enough"]),
        (standing(2, Status.LAPSED), 2, "renewal", ["trainer_no_review"]),
        (standing(2, Status.LAPSED), 2, "award", []),
        (standing(2, Status.SUSPENDED), 2, "award", ["trainer_suspended"]),
        (standing(2, Status.WITHDRAWN), 2, "award", ["trainer_skips"]),  # from the beginning
        (standing(2, Status.WITHDRAWN), 1, "award", []),
    ],
)
def test_who_may_apply_for_what(held: Standing, level: int, kind: str, expected: list[str]) -> None:
    found = apply_refusals(standing=held, level=level, kind=kind, has_open=False, works_here=True, unmet=0)
    assert [one.code for one in found] == expected


def test_every_reason_at_once() -> None:
    found = apply_refusals(standing=standing(), level=1, kind="award", has_open=True, works_here=False, unmet=2)
    assert [one.code for one in found] == ["trainer_left", "trainer_applied_already", "trainer_requirements_unmet"]
    assert next_level(standing(3, Status.VALID)) == 3


@pytest.mark.parametrize(
    ("judge", "expected"),
    [(1, ["judges_self"]), (2, ["judge_is_supervisor"]), (3, ["judge_twice"]), (4, []), (5, ["judge_not_able"])],
)
def test_who_may_judge(judge: int, expected: list[str]) -> None:
    found = judge_refusals(judge_id=judge, candidate_id=1, supervisors=[1, 2], judges=[3], able=[2, 3, 4])
    assert [one.code for one in found] == expected


GOOD = result(TERMS, {"exam": Mark(90), "lecture": Mark(90), "feedback": Mark(90, n=9)})
BAD = result(TERMS, {"exam": Mark(60), "lecture": Mark(90), "feedback": Mark(90, n=9)})
OPEN = result(TERMS, {})


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"outcome": None}, []),  # a re-review has no parts
        ({"actor_id": 1}, ["decides_own_grade"]),
        ({"actor_id": 8}, ["decider_judged"]),
        ({"reason": "ok"}, ["trainer_reason_missing"]),
        ({"decided": True}, ["application_decided"]),
        ({"unmet": 1}, ["trainer_requirements_unmet"]),
        ({"outcome": OPEN}, ["certification_incomplete"]),
        ({"outcome": BAD}, ["certification_failed"]),
        ({"kind": "refused", "outcome": OPEN, "unmet": 3}, []),
        ({"kind": "taken_back", "actor_id": 1, "reason": "", "outcome": OPEN}, []),
    ],
)
def test_who_may_decide_what(change: dict[str, Any], expected: list[str]) -> None:
    values = {
        "kind": "granted", "actor_id": 9, "candidate_id": 1, "judges": [8], "reason": "All passed.", "decided": False,
        "unmet": 0, "outcome": GOOD, **change,
    }  # fmt: skip
    assert [one.code for one in decision_refusals(**values)] == expected
