"""Rules of courses as tables of cases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from courses.rules import (
    LessonText,
    Step,
    Wanted,
    changes,
    clamp_place,
    is_code,
    next_lesson,
    publishing_refusals,
    review_overdue,
)

ONE = LessonText("one", "一", "One", 5, "正文", "Text")
TWO = replace(ONE, slug="two")
THREE = replace(ONE, slug="three")


@pytest.mark.parametrize(
    ("steps", "goal"),
    [
        ([], None),
        ([Step(1, True), Step(2, True)], None),
        ([Step(1, False), Step(2, False)], 1),
        ([Step(1, True), Step(2, False)], 2),
        ([Step(1, False), Step(2, False, 10.0)], 2),
        ([Step(1, False, 20.0), Step(2, False, 10.0)], 1),
        ([Step(1, False), Step(2, True, 10.0), Step(3, False)], 1),
        ([Step(1, False), Step(2, True, 10.0), Step(3, False, 10.0)], 3),
        ([Step(1, False, 5.0), Step(2, True, 10.0), Step(3, False)], 1),
    ],
)
def test_where_a_reader_goes_on(steps: list[Step], goal: int | None) -> None:
    assert next_lesson(steps) == goal


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ([ONE, TWO], [ONE, TWO], []),
        ([], [ONE], [("added", "one", ())]),
        ([ONE, TWO], [TWO], [("removed", "one", ())]),
        ([ONE, TWO], [TWO, ONE], [("moved", "two", ()), ("moved", "one", ())]),
        ([ONE, TWO], [THREE, ONE, TWO], [("added", "three", ())]),
        ([ONE], [replace(ONE, minutes=6, source_en="New")], [("changed", "one", ("minutes", "source_en"))]),
    ],
)
def test_what_changed(before: list[LessonText], after: list[LessonText], found: list[object]) -> None:
    assert [(c.kind, c.lesson.slug, c.parts) for c in changes(before, after)] == found


@pytest.mark.parametrize(
    ("lessons", "wanted", "codes"),
    [
        ([ONE, TWO], [], []),
        ([], [], ["course_empty"]),
        ([ONE, ONE], [], ["lesson_slug_twice"]),
        ([replace(ONE, title_en=" ")], [], ["lesson_title_missing_en"]),
        (
            [replace(ONE, source_zh="", source_en="")],
            [Wanted(1, "en", "a.svg")],
            ["lesson_text_missing_zh", "lesson_text_missing_en", "lesson_file_missing_en"],
        ),
    ],
)
def test_when_a_draft_may_not_be_published(lessons: list[LessonText], wanted: list[Wanted], codes: list[str]) -> None:
    assert [refusal.code for refusal in publishing_refusals(lessons, wanted)] == codes


@pytest.mark.parametrize(
    ("text", "fits"),
    [("ab", True), ("power-3", True), ("a", False), ("-ab", False), ("ab-", False), ("Ab", False), ("a b", False),
     ("a/b", False), ("电源", False), ("a" * 60, True), ("a" * 61, False)],
)  # fmt: skip
def test_what_may_be_a_code(text: str, fits: bool) -> None:
    assert is_code(text) is fits


@pytest.mark.parametrize(
    ("review_on", "overdue"),
    [(None, False), (date(2026, 3, 1), True), (date(2026, 3, 2), False), (date(2026, 3, 3), False)],
)
def test_when_a_review_is_overdue(review_on: date | None, overdue: bool) -> None:
    assert review_overdue(review_on, date(2026, 3, 2)) is overdue


@pytest.mark.parametrize(("place", "kept"), [(-1, 0), (0, 0), (999, 999), (1000, 1000), (1001, 1000)])
def test_a_place_stays_within_the_lesson(place: int, kept: int) -> None:
    assert clamp_place(place) == kept
