"""The code on the screen, and what counts as having attended."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from courses.attendance.rules import codes
from courses.attendance.rules.presence import (
    ABSENT,
    Stay,
    Terms,
    attended,
    hours_of,
    may_leave,
    no_shows,
    only_leaves,
    stay_faults,
    terms_faults,
    walk_in_refusals,
)
from courses.sessions.rules.times import Span

SECRET, OTHER = "ab" * 32, "cd" * 32
T = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
DAY = Span(T, T + timedelta(hours=3))
NEXT = Span(T + timedelta(days=1), T + timedelta(days=1, hours=1))


def m(minutes: float) -> datetime:
    """So many minutes after the day began."""
    return T + timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("seconds", "fresh"), [(0, True), (19, True), (20, True), (39, True), (40, False), (3600, False), (-1, False)]
)
def test_a_code_counts_in_its_step_and_in_the_next(seconds: int, fresh: bool) -> None:
    code = codes.link_code(SECRET, 7, T)  # T is the first second of a step
    assert codes.is_link_fresh(code, SECRET, 7, T + timedelta(seconds=seconds)) is fresh
    typed = codes.typed_code(SECRET, 7, T)
    found = codes.day_of_typed(typed, {9: OTHER, 7: SECRET}, T + timedelta(seconds=seconds))
    assert found == (7 if fresh else None)


def test_codes_belong_to_one_day_and_one_purpose() -> None:
    link = codes.link_code(SECRET, 7, T)
    assert len(link) == 14
    assert set(link) <= set(codes.ALPHABET)
    assert not codes.is_link_fresh(link, OTHER, 7, T)
    assert not codes.is_link_fresh(link, SECRET, 8, T)
    assert not codes.is_link_fresh(codes.typed_code(SECRET, 7, T), SECRET, 7, T)
    steps = {codes.link_code(SECRET, 7, T + n * codes.STEP) for n in range(500)}
    assert len(steps) == 500


@pytest.mark.parametrize(
    ("typed", "read"),
    [("k7mx9q", "K7MX9Q"), (" K7M-X9Q ", "K7MX9Q"), ("Ｋ７ＭＸ９Ｑ", "K7MX9Q"), ("K7MX9", None), ("K7MX9O", None), ("", None), ("K7MX9Q7", None)],
)  # fmt: skip
def test_what_is_typed_is_read_kindly(typed: str, read: str | None) -> None:
    assert codes.read_typed(typed) == read


@pytest.mark.parametrize(("minutes", "is_open"), [(-61, False), (-60, True), (0, True), (240, True), (241, False)])
def test_people_come_in_from_an_hour_before_until_an_hour_after(minutes: int, is_open: bool) -> None:
    assert codes.is_open(m(minutes), DAY.starts_at, DAY.ends_at) is is_open


@pytest.mark.parametrize(("seconds", "may"), [(-1, False), (0, True), (180, True), (181, False)])
def test_who_saw_the_code_in_time_has_three_minutes(seconds: int, may: bool) -> None:
    assert codes.may_confirm(T, T + timedelta(seconds=seconds)) is may


def test_seconds_left_are_those_of_the_step() -> None:
    assert [codes.seconds_left(T + timedelta(seconds=s)) for s in (0, 1, 19, 20)] == [20, 19, 1, 20]


@pytest.mark.parametrize(
    ("stay", "percent", "enough", "late", "early"),
    [
        (Stay(True), 100, True, False, False),
        (ABSENT, 0, False, False, False),
        (Stay(True, came_at=m(-20)), 100, True, False, False),
        (Stay(True, came_at=m(10)), 100, True, False, False),  # forgiven
        (Stay(True, came_at=m(11)), 93, True, True, False),
        (Stay(True, came_at=m(36)), 80, True, True, False),  # the least share itself
        (Stay(True, came_at=m(37)), 79, False, True, False),
        (Stay(True, left_at=m(170)), 100, True, False, False),
        (Stay(True, left_at=m(169)), 93, True, False, True),
        (Stay(True, came_at=m(90), left_at=m(120)), 16, False, True, True),
        (Stay(True, left_at=m(200)), 100, True, False, False),
    ],
)
def test_the_share_of_a_session(stay: Stay, percent: int, enough: bool, late: bool, early: bool) -> None:
    part = attended({1: DAY}, {1: stay})
    assert (part.percent, part.enough, part.late, part.left_early) == (percent, enough, late, early)


def test_days_count_by_their_length() -> None:
    part = attended({1: DAY, 2: NEXT}, {1: Stay(True)})
    assert (part.percent, part.enough, part.known, part.minutes) == (75, False, True, 180)
    assert attended({1: DAY, 2: NEXT}, {1: Stay(True)}, Terms(least_percent=75)).enough
    nothing = attended({1: DAY, 2: NEXT}, {})
    assert nothing.no_show
    assert not nothing.known
    assert not attended({}, {}).enough
    assert hours_of([DAY, NEXT]) == 4
    assert no_shows([3, 1, 2], {1: part, 2: nothing}) == [3, 2]


@pytest.mark.parametrize(
    ("terms", "left", "codes_"),
    [
        (Terms(), 1, []), (Terms(), None, []), (Terms(), 0, ["attendance_full"]),
        (Terms(walk_ins=False), 5, ["attendance_no_walk_ins"]),
    ],
)  # fmt: skip
def test_walking_in(terms: Terms, left: int | None, codes_: list[str]) -> None:
    assert [one.code for one in walk_in_refusals(terms, left)] == codes_


@pytest.mark.parametrize(
    ("stay", "codes_"),
    [
        (Stay(True, m(5), m(170)), []), (Stay(True, m(-121)), ["attendance_came"]), (Stay(True, m(180)), ["attendance_came"]),
        (Stay(True, None, m(0)), ["attendance_left"]), (Stay(True, m(60), m(50)), ["attendance_left_before"]),
    ],
)  # fmt: skip
def test_times_that_cannot_be(stay: Stay, codes_: list[str]) -> None:
    assert [one.code for one in stay_faults(DAY, stay)] == codes_


@pytest.mark.parametrize(
    ("percent", "grace", "codes_"),
    [(1, 0, []), (100, 120, []), (0, 5, ["attendance_percent"]), (101, 121, ["attendance_percent", "attendance_grace"])],
)  # fmt: skip
def test_terms_that_cannot_be(percent: int, grace: int, codes_: list[str]) -> None:
    assert [one.code for one in terms_faults(percent, grace)] == codes_


@pytest.mark.parametrize(
    ("stay", "minutes", "may"),
    [
        (Stay(True), 4, False), (Stay(True), 5, True), (Stay(True, m(-30)), 4, False), (Stay(True, m(-30)), 5, True),
        (Stay(True, m(20)), 24, False), (Stay(True, m(20)), 25, True), (Stay(True, None, m(60)), 90, False), (ABSENT, 90, False),
    ],
)  # fmt: skip
def test_when_somebody_may_say_that_they_leave(stay: Stay, minutes: int, may: bool) -> None:
    assert may_leave(DAY, stay, m(minutes)) is may


@pytest.mark.parametrize(
    ("before", "after", "adds"),
    [
        (Stay(True, m(5)), Stay(True, m(5), m(60)), True), (Stay(True), Stay(True, None, m(60)), True),
        (Stay(True, m(5)), Stay(True, None, m(60)), False), (Stay(True, None, m(50)), Stay(True, None, m(60)), False),
        (ABSENT, Stay(True, None, m(60)), False), (Stay(True), ABSENT, False),
    ],
)  # fmt: skip
def test_leaving_adds_to_what_was_noted_and_corrects_nothing(before: Stay, after: Stay, adds: bool) -> None:
    assert only_leaves(before, after) is adds
