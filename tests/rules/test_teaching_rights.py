"""Whether somebody may teach a course on a day, and whom to ask first."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from lms.trainers.grades.rules import Standing, Status
from lms.trainers.rights.rules import Choice, Right, against_teaching, in_order

DAY = date(2026, 6, 1)


def right(level: str = "teach", **more: Any) -> Right:
    return Right(1, 1, more.pop("course_code", "a"), level, more.pop("from_day", date(2026, 1, 1)), **more)


@pytest.mark.parametrize(
    ("rights", "status", "carried", "away", "expected"),
    [
        ([right()], Status.VALID, ["assist", "teach"], False, []),
        ([right("develop")], Status.VALID, ["assist", "teach"], False, []),
        ([right("assist")], Status.VALID, ["assist", "teach"], False, ["right_assists_only"]),
        ([right("assist"), right("teach")], Status.VALID, ["teach"], False, []),
        ([right()], Status.VALID, ["assist"], False, ["grade_assists_only"]),
        ([right(course_code="b")], Status.VALID, ["teach"], False, ["no_right"]),
        ([right(until_day=DAY)], Status.VALID, ["teach"], False, []),  # the last day itself
        ([right(until_day=date(2026, 5, 31))], Status.VALID, ["teach"], False, ["right_ended"]),
        ([right(ended_on=DAY)], Status.VALID, ["teach"], False, ["right_ended"]),
        ([right(from_day=date(2026, 6, 2))], Status.VALID, ["teach"], False, ["no_right"]),
        ([right()], Status.LAPSED, [], True, ["teacher_lapsed", "teacher_away"]),
        ([], Status.NONE, [], False, ["teacher_no_grade", "no_right"]),
        ([right()], Status.SUSPENDED, [], False, ["teacher_suspended"]),
        ([right(course_level="basic")], Status.VALID, ["teach"], False, []),
        ([right(course_level="advanced")], Status.VALID, ["teach"], False, ["grade_below_course"]),
        (
            [right(course_level="advanced")],
            Status.VALID,
            ["assist"],
            False,
            ["grade_assists_only", "grade_below_course"],
        ),
        ([right(course_level="advanced")], Status.LAPSED, [], False, ["teacher_lapsed"]),
    ],
)
def test_may_somebody_teach(
    rights: list[Right], status: Status, carried: list[str], away: bool, expected: list[str]
) -> None:
    found = against_teaching(
        rights=rights, standing=Standing(2, status, status is Status.VALID), carried=carried, course_code="a", day=DAY, is_away=away, works_here=True,
        course_levels=["basic", "intermediate"],
    )  # fmt: skip
    assert [one.code for one in found] == expected


def test_whoever_may_and_is_free_comes_first() -> None:
    free, busy, full, away, lapsed = (
        Choice(1, "teach", (), False, False, 10, 20), Choice(2, "teach", (), False, False, 12, 0),
        Choice(3, "teach", (), False, False, 8, 8), Choice(4, "teach", (), True, False, 0, 0),
        Choice(5, "teach", (against_teaching(rights=[], standing=Standing(), carried=(), course_code="a", day=DAY, is_away=False, works_here=True)[0],), False, False, 0, 0),
    )  # fmt: skip
    assert [one.person_id for one in in_order([lapsed, away, full, busy, free], {})] == [1, 2, 3, 4, 5]
