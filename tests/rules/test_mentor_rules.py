"""Rules of mentors as tables: criteria, terms, streaks, reminders, what is shown of confidential answers, results."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from lms.mentoring.appointments.rules import (
    USUAL,
    Criteria,
    Facts,
    Rest,
    Status,
    Term,
    checks,
    held_until,
    is_met,
    kinds_on,
    status_of,
    term_faults,
)
from lms.mentoring.feedback.rules import Question, batch_of, shown
from lms.mentoring.library.rules import State, against, state_of
from lms.mentoring.logs.rules import Day, course_of, is_due, is_working
from lms.mentoring.matching.rules import CULTURE, TECHNICAL, Mentee, Mentor, Wishes, broken_limits
from lms.mentoring.results.rules import Time, mean_of, mentor_on, share_of
from lms.mentoring.talks.rules import PARTS, Step, against_talk

ASKED = Criteria("technical", 2, 2.0, 3.5, 2, "mentors", 24)
GOOD = Facts(tier=2, years=2.0, communication=3.5, patience=4.0, raters=2, courses=frozenset({"mentors"}))
MONDAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("facts", "missing"),
    [
        (GOOD, []),
        (Facts(), ["tier", "years", "communication", "patience", "raters", "course"]),
        (Facts(3, 9.0, 5.0, 5.0, 1, frozenset({"mentors"})), ["communication", "patience", "raters"]),
        (Facts(2, 1.9, 4.0, 4.0, 2, frozenset({"mentors"})), ["years"]),
        (Facts(2, 2.0, 3.4, 4.0, 2, frozenset()), ["communication", "course"]),
        (Facts(2, 2.0, 4.0, 4.0, 2, frozenset({"mentors"}), here=False), ["here"]),
    ],
)
def test_criteria(facts: Facts, missing: list[str]) -> None:
    found = checks(ASKED, facts)
    assert [check.code for check in found if not check.met] == missing
    assert is_met(found) is not bool(missing)


def test_nothing_asked_is_met_by_everybody() -> None:
    assert checks(Criteria("culture", 0, 0.0, 0.0, 0, None, 12), Facts(tier_that_mentors=3)) == ()
    (tier,) = checks(Criteria("technical", 2, 0.0, 0.0, 0, None, 12), Facts(tier=2, tier_that_mentors=3))
    assert (tier.code, tier.met, tier.asked, tier.found) == ("tier", False, 3, 2)
    assert set(USUAL) == {"technical", "culture"}


@pytest.mark.parametrize(
    ("first", "last", "runs_until", "code"),
    [
        (MONDAY, date(2028, 3, 1), None, None),
        (date(2025, 3, 1), MONDAY, None, None),  # brought over from paper
        (date(2090, 1, 1), date(2091, 1, 1), None, "term_begins_too_far"),
        (date(2025, 1, 1), date(2026, 1, 1), None, "term_over_already"),
        (MONDAY, date(2036, 3, 3), None, "term_too_long"),
        (date(2028, 1, 1), date(2029, 1, 1), date(2027, 12, 31), "renewal_too_early"),
        (date(2026, 5, 1), date(2026, 4, 1), date(2026, 4, 30), "renewal_ends_too_soon"),
    ],
)
def test_what_stands_against_a_term(first: date, last: date, runs_until: date | None, code: str | None) -> None:
    assert [one.code for one in term_faults(first, last, MONDAY, runs_until)] == ([code] if code else [])


TERM = Term(MONDAY, date(2027, 3, 1), technical=True, culture=False)
NEXT = Term(date(2027, 3, 2), date(2028, 3, 1), technical=True, culture=True)
LATER = Term(date(2028, 3, 3), date(2029, 3, 1), technical=True, culture=False)


@pytest.mark.parametrize(
    ("terms", "day", "until"),
    [
        ([], MONDAY, None),
        ([TERM], MONDAY, date(2027, 3, 1)),
        ([TERM], date(2027, 3, 2), None),
        ([NEXT, TERM], MONDAY, date(2028, 3, 1)),  # renewed already
        ([TERM, replace(NEXT, ended_on=date(2027, 1, 1))], MONDAY, date(2027, 3, 1)),
        ([TERM, NEXT, LATER], MONDAY, date(2028, 3, 1)),  # a day lies between
        ([NEXT], MONDAY, None),  # not begun
    ],
)
def test_a_term_runs_to_the_end_of_its_renewal(terms: list[Term], day: date, until: date | None) -> None:
    assert held_until(terms, day) == until


@pytest.mark.parametrize(
    ("terms", "rests", "day", "status"),
    [
        ([], [], MONDAY, Status.NEVER),
        ([TERM], [], MONDAY - timedelta(days=1), Status.FUTURE),
        ([TERM], [], MONDAY, Status.ACTIVE),
        ([TERM], [], date(2027, 3, 1), Status.ENDING),
        ([TERM], [], date(2027, 3, 2), Status.OVER),
        ([TERM, NEXT], [], date(2027, 2, 1), Status.ACTIVE),
        ([Term(MONDAY, date(2027, 3, 1), technical=True, culture=False, ended_on=date(2026, 5, 1))], [], date(2026, 5, 1), Status.RETIRED),
        ([TERM], [Rest(date(2026, 4, 1))], date(2026, 6, 1), Status.RESTING),
        ([TERM], [Rest(date(2026, 4, 1), date(2026, 4, 30))], date(2026, 5, 1), Status.ACTIVE),
        ([TERM], [Rest(date(2026, 4, 1), None, date(2026, 4, 10))], date(2026, 4, 10), Status.ACTIVE),
    ],
)  # fmt: skip
def test_where_a_mentor_stands(terms: list[Term], rests: list[Rest], day: date, status: Status) -> None:
    assert status_of(terms, rests, day) is status


def test_as_what_somebody_may_accompany() -> None:
    assert kinds_on([TERM], MONDAY) == {"technical"}
    assert kinds_on([TERM], MONDAY - timedelta(days=1)) == frozenset()


def days(*numbers: int) -> set[date]:
    return {MONDAY + timedelta(days=n) for n in numbers}


WEEK = days(0, 1, 2, 3, 4, 7, 8, 9, 10, 11)


@pytest.mark.parametrize(
    ("written", "today", "streak", "longest", "missed", "gap"),
    [
        (days(0, 1, 2), 2, 3, 3, 0, 0),
        (days(0, 1, 2), 3, 3, 3, 0, 0),  # today is open
        (days(0, 1, 2), 4, 0, 3, 1, 1),
        (days(0, 1, 2, 3, 4, 7), 7, 6, 6, 0, 0),  # a weekend breaks nothing
        (days(0, 1, 5, 7), 7, 2, 2, 3, 0),  # an entry on a day off counts
        (set(), 8, 0, 0, 6, 6),
    ],
)
def test_streaks_and_gaps(written: set[date], today: int, streak: int, longest: int, missed: int, gap: int) -> None:
    found = course_of(written, WEEK, MONDAY, MONDAY + timedelta(days=today))
    assert (found.streak, found.longest, found.missed, found.gap) == (streak, longest, missed, gap)
    assert found.days[-1][1] in (Day.WRITTEN, Day.OPEN)


@pytest.mark.parametrize(
    ("hour", "shift", "due"),
    [(17, "day", False), (18, "day", True), (21, "day", True), (22, "day", False), (15, "early", True), (21, "late", True),
     (7, "night", True), (18, "night", False), (18, "unheard of", True)],
)  # fmt: skip
def test_reminders_come_after_the_shift(hour: int, shift: str, due: bool) -> None:
    assert is_due(hour, shift) is due


def test_own_rest_days_go_before_the_calendar() -> None:
    assert is_working(MONDAY, None, by_calendar=False) is False
    assert is_working(MONDAY, [5, 6], by_calendar=False) is True  # a holiday on which the shift works
    assert is_working(MONDAY, [0], by_calendar=True) is False


@pytest.mark.parametrize(("given", "seen"), [(0, 0), (2, 0), (3, 3), (4, 3), (5, 3), (6, 6), (7, 6)])
def test_confidential_answers_are_shown_three_at_a_time(given: int, seen: int) -> None:
    rows = [(batch_of(n), dict.fromkeys(map(str, Question), 4)) for n in range(given)]
    count, means = shown(rows)
    assert count == seen
    assert means == (dict.fromkeys(map(str, Question), 4.0) if seen else {})


def test_who_was_the_mentor_on_a_day() -> None:
    times = [
        Time(1, 10, MONDAY, MONDAY + timedelta(days=20), "field"),
        Time(1, 11, MONDAY + timedelta(days=20), None, "field"),
    ]
    found = [mentor_on(times, MONDAY + timedelta(days=n)) for n in (-1, 0, 19, 20)]
    assert [one and one.mentor_id for one in found] == [None, 10, 10, 11]


def test_figures_carry_their_number_and_limits() -> None:
    assert mean_of([]).value is None
    alone = mean_of([4.0])
    assert (alone.n, alone.value, alone.low, alone.enough) == (1, 4.0, None, False)
    five = mean_of([10.0, 12.0, 14.0, 16.0, 18.0])
    assert five.enough
    assert five.value == 14.0
    assert 0 < (five.low or 0) < 14 < (five.high or 0)
    share = share_of([True, True, False])
    assert (share.n, round(share.value or 0)) == (3, 67)
    assert 0 < (share.low or 0) < 67 < (share.high or 0) <= 100


@pytest.mark.parametrize(
    ("kind", "mentor", "broken"),
    [
        (TECHNICAL, Mentor("9", city="上海", product_lines=frozenset({"home"}), family="field"), ()),
        (TECHNICAL, Mentor("9", city="上海", product_lines=frozenset({"home"}), family="agent"), ("family",)),
        (CULTURE, Mentor("9", city="上海", family="agent"), ()),
        (CULTURE, Mentor("7", city="上海"), ("own_supervisor",)),
        (CULTURE, Mentor("9", city="苏州", rests=True), ("same_city", "rest")),
        (TECHNICAL, Mentor("9", city="上海", product_lines=frozenset({"industrial"})), ("product_line",)),
    ],
)
def test_limits_between_people_on_record(kind: str, mentor: Mentor, broken: tuple[str, ...]) -> None:
    mentee = Mentee("1", "上海", "home", family="field", supervisors=frozenset({"7", "8"}))
    assert broken_limits(mentee, mentor, kind, Wishes()) == broken


def test_a_talk_needs_its_parts_and_a_step() -> None:
    texts = dict.fromkeys(PARTS, "As said.")
    step = Step("Practise", "mentee", MONDAY)
    assert against_talk(texts=texts, steps=[step], held_on=MONDAY, today=MONDAY, agreed=1) == ()
    bad = against_talk(
        texts={**texts, "will": " "}, steps=[Step("x", "nobody", MONDAY - timedelta(days=1))], held_on=MONDAY, today=MONDAY,
        agreed=2,
    )  # fmt: skip
    assert [one.code for one in bad] == ["talk_agreed", "talk_part_missing", "step_day", "step_doer"]


def test_a_case_is_put_forward_with_little_and_published_whole() -> None:
    little = {"title": "Fuse", "symptom": "No cooling."}
    assert against(little, "forward") == ()
    assert [one.values["text"] for one in against(little, "publish")] == ["diagnosis", "solution", "lesson"]
    assert against({**little, "title": "x" * 201}, "forward")[0].code == "case_text_long"
    assert state_of([]) is State.PROPOSED
    assert state_of(["published", "withdrawn"]) is State.WITHDRAWN


def test_agreement_at_an_end_tells_nobodys_answer() -> None:
    def means(*threes: tuple[int, ...]) -> float:
        rows = [(batch, dict.fromkeys(Question, answer)) for batch, three in enumerate(threes) for answer in three]
        return round(shown(rows)[1].get("trust", 0), 2)

    assert means((5, 5)) == 0
    assert means((5, 5, 5)) == means((5, 5, 4)) == 4.83
    assert means((1, 1, 1)) == means((1, 2, 1)) == 1.17
    assert means((5, 4, 4)) == 4.33
    assert means((2, 3, 4), (5, 5, 5)) == means((2, 3, 4), (5, 4, 5))  # nor does the difference from the first three
