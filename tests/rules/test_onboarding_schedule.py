"""Dates of stages, as tables of cases."""

from __future__ import annotations

from datetime import date

import pytest

from lms.onboarding.rules.schedule import Extension, StageDates, planned_end, schedule

START = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("starts_on", "days", "extensions", "ends_on"),
    [
        (START, 1, (), START),  # one day: its first is its last
        (START, 10, (), date(2026, 3, 11)),
        (date(2026, 2, 20), 10, (), date(2026, 3, 1)),
        (date(2028, 2, 20), 10, (), date(2028, 2, 29)),  # a leap year: the last day is the 29th
        (date(2028, 2, 29), 2, (), date(2028, 3, 1)),
        (START, 10, ((date(2026, 3, 9), 5),), date(2026, 3, 16)),  # signed before the end: after the end
        (START, 10, ((date(2026, 3, 11), 5),), date(2026, 3, 16)),  # on the last day
        (START, 10, ((date(2026, 3, 20), 5),), date(2026, 3, 25)),  # late: from the signing, all five days
        (START, 10, ((date(2026, 3, 20), 5), (date(2026, 3, 22), 3)), date(2026, 3, 28)),
        (START, 10, ((date(2026, 3, 22), 3), (date(2026, 3, 20), 5)), date(2026, 3, 28)),  # in whatever order
        (date(2028, 2, 10), 10, ((date(2028, 2, 19), 10),), date(2028, 2, 29)),
    ],
)
def test_planned_end(starts_on: date, days: int, extensions: tuple, ends_on: date) -> None:
    stage = StageDates(days, extensions=tuple(Extension(*e) for e in extensions))
    assert planned_end(starts_on, stage) == ends_on


TWO = (StageDates(10), StageDates(20))


@pytest.mark.parametrize(
    ("today", "state", "day", "late_by"),
    [
        (date(2026, 3, 1), "later", 0, 0),  # the day before the start
        (date(2026, 3, 2), "now", 1, 0),
        (date(2026, 3, 11), "now", 10, 0),  # the last day itself is not late
        (date(2026, 3, 12), "now", 11, 1),
        (date(2026, 3, 31), "now", 30, 20),
    ],
)
def test_the_first_stage_from_day_to_day(today: date, state: str, day: int, late_by: int) -> None:
    first, second = schedule(TWO, START, today)
    assert (first.state, first.day, first.late_by) == (state, day, late_by)
    assert (second.state, second.day, second.late_by) == ("later", 0, 0)


@pytest.mark.parametrize(
    ("today", "starts_on", "ends_on"),
    [
        (date(2026, 3, 5), date(2026, 3, 12), date(2026, 3, 31)),
        (date(2026, 3, 11), date(2026, 3, 12), date(2026, 3, 31)),
        (date(2026, 3, 12), date(2026, 3, 13), date(2026, 4, 1)),  # a late stage pushes the next one on
        (date(2026, 3, 21), date(2026, 3, 22), date(2026, 4, 10)),
    ],
)
def test_what_lies_ahead_follows_the_current_stage(today: date, starts_on: date, ends_on: date) -> None:
    ahead = schedule(TWO, START, today)[1]
    assert (ahead.starts_on, ahead.ends_on) == (starts_on, ends_on)


@pytest.mark.parametrize(
    ("passed_on", "first_ends", "second_starts", "second_ends"),
    [
        (date(2026, 3, 6), date(2026, 3, 6), date(2026, 3, 6), date(2026, 3, 25)),  # early: the next begins at once
        (date(2026, 3, 11), date(2026, 3, 11), date(2026, 3, 11), date(2026, 3, 30)),
        (date(2026, 3, 20), date(2026, 3, 20), date(2026, 3, 20), date(2026, 4, 8)),  # late
        (date(2026, 2, 27), START, START, date(2026, 3, 21)),  # before the first day: not before it on paper
    ],
)
def test_a_passed_stage_ends_on_its_day(
    passed_on: date, first_ends: date, second_starts: date, second_ends: date
) -> None:
    first, second = schedule((StageDates(10, passed_on), StageDates(20)), START, max(passed_on, START))
    assert (first.state, first.starts_on, first.ends_on) == ("done", START, first_ends)
    assert (second.state, second.starts_on, second.ends_on) == ("now", second_starts, second_ends)


def test_after_the_end_nothing_is_late_or_under_way() -> None:
    plans = schedule((StageDates(10, date(2026, 3, 6)), StageDates(20)), START, date(2026, 9, 1), date(2026, 4, 20))
    assert [(p.state, p.late_by, p.day) for p in plans] == [("done", 0, 5), ("later", 0, 0)]


def test_what_follows_the_stage_in_which_it_ended_was_not_reached() -> None:
    ended = date(2026, 4, 20)
    late, never = schedule((StageDates(10), StageDates(20)), START, date(2026, 9, 1), ended)
    assert late.starts_on <= ended < never.starts_on


def test_an_extension_makes_a_late_stage_punctual_again() -> None:
    extended = StageDates(10, extensions=(Extension(date(2026, 3, 20), 14),))
    (plan,) = schedule((extended,), START, date(2026, 3, 20))
    assert (plan.late_by, plan.day, plan.days, plan.ends_on) == (0, 19, 33, date(2026, 4, 3))
    (after,) = schedule((extended,), START, date(2026, 4, 4))
    assert after.late_by == 1


def test_a_stage_put_in_front_of_what_was_under_way_begins_on_that_day() -> None:
    passed, put_in = date(2026, 3, 9), date(2026, 4, 1)
    later = StageDates(10, passed_on=date(2026, 3, 20))
    stages = [StageDates(10, passed_on=passed), StageDates(5, not_from=put_in), later, StageDates(8)]
    first, new, done, last = schedule(stages, START, date(2026, 4, 2))
    assert (first.starts_on, first.ends_on) == (START, passed)
    assert (new.state, new.starts_on, new.ends_on, new.day, new.late_by) == ("now", put_in, date(2026, 4, 5), 2, 0)
    assert (done.state, done.starts_on, done.ends_on, done.days) == ("done", passed, date(2026, 3, 20), 10)  # as it was
    assert (last.state, last.starts_on, last.ends_on) == ("later", date(2026, 4, 6), date(2026, 4, 13))
    stages[1] = StageDates(5, passed_on=date(2026, 4, 4), not_from=put_in)
    _, new, done, last = schedule(stages, START, date(2026, 4, 4))
    assert (new.starts_on, new.ends_on, new.days) == (put_in, date(2026, 4, 4), 5)
    assert (done.starts_on, done.ends_on) == (passed, date(2026, 3, 20))
    assert (last.state, last.starts_on, last.ends_on) == ("now", date(2026, 4, 4), date(2026, 4, 11))
