"""What a gate asks for and what stands in the way, as tables of cases."""

from __future__ import annotations

from decimal import Decimal

import pytest

from lms.onboarding.rules.gate import Content, Evidence, blocked_by, check, checks, unmet

COURSE = Content("course", "safety-basics")
EXAM = Content("exam", "theory", Decimal("80"))
OWN_RULE = Content("exam", "theory")
TASK = Content("practical", "replace-control-board")
LOG = Content("log", "growth-log", Decimal(15))
RATING = Content("mentor_rating", "mentor-rating", Decimal(60))
PART = Content("practical_exam", "rubric", None, "practical")


def mark(value: str, **more: object) -> Evidence:
    return Evidence(mark=Decimal(value), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("content", "evidence", "met", "reason", "waits_for"),
    [
        (COURSE, Evidence(), False, "course_open", "learner"),
        (COURSE, Evidence(done=9, total=10), False, "course_open", "learner"),
        (COURSE, Evidence(done=10, total=10, complete=True), True, "", None),
        (EXAM, Evidence(), False, "exam_missing", "learner"),
        (EXAM, mark("79.9"), False, "mark_below", "learner"),
        (EXAM, mark("80"), True, "", None),  # the minimum itself
        (EXAM, mark("80.0", attempts_left=0), True, "", None),
        (EXAM, mark("79.9", attempts_left=1), False, "mark_below", "learner"),
        (EXAM, mark("79.9", attempts_left=0), False, "attempts_used_up", "supervisor"),
        (EXAM, Evidence(attempts_left=0), False, "attempts_used_up", "supervisor"),
        (OWN_RULE, mark("50", judged=True), True, "", None),
        (OWN_RULE, mark("95", judged=False), False, "not_passed", "learner"),
        (TASK, Evidence(done=2, total=4), False, "practical_open", "learner"),
        (TASK, Evidence(done=2, total=4, returned="measure again"), False, "practical_returned", "learner"),
        (TASK, Evidence(done=4, total=4, complete=True), True, "", None),
        (LOG, Evidence(done=14), False, "log_short", "learner"),
        (LOG, Evidence(done=15), True, "", None),
        (RATING, Evidence(), False, "mentor_rating_missing", "mentor"),
        (RATING, mark("60"), True, "", None),
        (PART, Evidence(), False, "practical_exam_missing", "assessor"),
        (PART, mark("12", judged=False), True, "", None),  # it is there; what it is worth, the result says
    ],
)
def test_one_content(content: Content, evidence: Evidence, met: bool, reason: str, waits_for: str | None) -> None:
    found = check(content, evidence)
    assert (found.met, found.reason, found.waits_for) == (met, reason, waits_for)


def test_every_reason_comes_at_once() -> None:
    all_checks = checks([COURSE, EXAM, LOG], {LOG: Evidence(done=15)})
    assert [c.reason for c in unmet(all_checks)] == ["course_open", "exam_missing"]


@pytest.mark.parametrize(
    ("evidence", "has_mentor", "blockers"),
    [
        ({}, True, ()),  # there is still something to do for the learner
        ({COURSE: Evidence(complete=True)}, True, ("waits_for_mentor", "waits_for_assessor")),
        ({COURSE: Evidence(complete=True), RATING: mark("80")}, True, ("waits_for_assessor",)),
        ({COURSE: Evidence(complete=True), RATING: mark("80"), PART: mark("70")}, True, ()),
        ({}, False, ("no_technical_mentor",)),  # a rating needs one, so it blocks now
        ({RATING: mark("80")}, False, ()),
    ],
)
def test_what_blocks(evidence: dict[Content, Evidence], has_mentor: bool, blockers: tuple[str, ...]) -> None:
    found = blocked_by(checks([COURSE, RATING, PART], evidence), has_technical_mentor=has_mentor)
    assert found == blockers


def test_used_up_attempts_block_whatever_else_is_open() -> None:
    found = blocked_by(checks([COURSE, EXAM], {EXAM: mark("40", attempts_left=0)}))
    assert found == ("attempts_used_up",)
