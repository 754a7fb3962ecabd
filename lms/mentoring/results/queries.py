"""Reads of how mentors do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select

from assessments.models import Attempt, SignOff, SignOffRevocation
from lms.core import clock
from lms.core.db import db
from lms.mentoring.feedback.queries import Said, said_about
from lms.mentoring.models import CoachingTalk, LogEntry, LogReply, MentorCredit, Pairing
from lms.mentoring.results.rules import MONTHS, Measured, Time, mean_of, mentor_on, share_of
from lms.mentoring.rules import Kind
from lms.people.models import Person, Post

ANSWERS_DAYS = 180


@dataclass(frozen=True)
class Results:
    """What is known of a mentor's work. The second of each pair of figures is of comparable mentees: the same job family,
    the same two years, other mentors."""

    accompanied: int
    answers: Measured
    """Hours from an entry to the first answer."""
    independence: Measured
    """Days from the first day with a technical mentor to the first task performed independently and passed."""
    independence_others: Measured
    passes: Measured
    """Of a hundred mentees, those who passed every exam in this time at the first attempt."""
    passes_others: Measured
    talks: int
    said: Said
    points: float


def results_of(people: Sequence[Person], today: date) -> dict[int, Results]:
    """The results of each mentor, in a fixed number of statements."""
    ids = [person.id for person in people]
    if not ids:
        return {}
    since = _months_back(today)
    times = _times(since)
    own: dict[int, list[Time]] = defaultdict(list)
    of_mentee: dict[int, list[Time]] = defaultdict(list)
    for time in times:
        own[time.mentor_id].append(time)
        of_mentee[time.mentee_id].append(time)
    days = _independence(of_mentee)
    firsts = _first_goes(of_mentee)
    families: dict[int, str] = {m: some[0].family for m, some in own.items()}
    answers, said = _answers(ids, today), said_about(ids)
    talks, points = _talks(ids, since), _points(ids)
    found = {}
    for person in people:
        family = families.get(person.id)
        found[person.id] = Results(
            accompanied=len({time.mentee_id for time in own.get(person.id, ())}),
            answers=mean_of(answers.get(person.id, [])),
            independence=mean_of([d for mentor, _f, d in days if mentor == person.id]),
            independence_others=mean_of([d for mentor, f, d in days if mentor != person.id and f == family]),
            passes=share_of([ok for mentor, _f, ok in firsts if mentor == person.id]),
            passes_others=share_of([ok for mentor, f, ok in firsts if mentor != person.id and f == family]),
            talks=talks.get(person.id, 0),
            said=said.get(person.id, Said()),
            points=points.get(person.id, 0.0),
        )
    return found


def _months_back(today: date) -> date:
    month = today.year * 12 + today.month - 1 - MONTHS
    return date(month // 12, month % 12 + 1, 1)


def _times(since: date) -> list[Time]:
    query = (
        select(Pairing.mentee_id, Pairing.mentor_id, Pairing.started_on, Pairing.ended_on, Post.family)
        .join(Person, Person.id == Pairing.mentee_id)
        .join(Post, Post.id == Person.post_id)
        .where(Pairing.kind == Kind.TECHNICAL, Pairing.started_on >= since, Pairing.covers_id.is_(None))
        .order_by(Pairing.started_on, Pairing.id)
    )
    return [Time(*row) for row in db.session.execute(query)]


def _independence(of_mentee: dict[int, list[Time]]) -> list[tuple[int, str, float]]:
    """(mentor, family, days) of everybody who has come that far."""
    taken_back = select(SignOffRevocation.sign_off_id)
    query = (
        select(SignOff.learner_id, func.min(SignOff.performed_on))
        .where(SignOff.mode == "independent", SignOff.passed, SignOff.id.not_in(taken_back))
        .where(SignOff.learner_id.in_(of_mentee))
        .group_by(SignOff.learner_id)
    )
    found = []
    for mentee_id, day in db.session.execute(query) if of_mentee else ():
        times = of_mentee[mentee_id]
        under = mentor_on(times, day)
        if under is not None:
            found.append((under.mentor_id, under.family, float((day - times[0].started_on).days)))
    return found


def _first_goes(of_mentee: dict[int, list[Time]]) -> list[tuple[int, str, bool]]:
    """(mentor, family, all passed at the first go) of everybody who sat an exam under a mentor."""
    query = (
        select(Attempt.person_id, Attempt.exam_id, Attempt.started_at, Attempt.passed)
        .where(Attempt.person_id.in_(of_mentee), Attempt.passed.is_not(None))
        .order_by(Attempt.started_at, Attempt.id)
    )
    seen: set[tuple[int, int]] = set()
    well: dict[tuple[int, int, str], bool] = {}
    for person_id, exam_id, started_at, passed in db.session.execute(query) if of_mentee else ():
        if (person_id, exam_id) in seen:
            continue
        seen.add((person_id, exam_id))
        under = mentor_on(of_mentee[person_id], clock.local_date(started_at))
        if under is not None:
            key = (under.mentor_id, person_id, under.family)
            well[key] = well.get(key, True) and bool(passed)
    return [(mentor, family, ok) for (mentor, _person, family), ok in well.items()]


def _answers(ids: Collection[int], today: date) -> dict[int, list[float]]:
    first: dict[int, tuple[int, datetime, datetime]] = {}
    query = (
        select(LogReply.entry_id, LogReply.mentor_id, LogReply.written_at, LogEntry.written_at.label("asked"))
        .join(LogEntry, LogEntry.id == LogReply.entry_id)
        .where(LogReply.mentor_id.in_(ids), LogEntry.day >= today - timedelta(days=ANSWERS_DAYS))
        .order_by(LogReply.written_at)
    )
    for row in db.session.execute(query):
        first.setdefault(row.entry_id, (row.mentor_id, row.asked, row.written_at))
    found: dict[int, list[float]] = defaultdict(list)
    for mentor_id, asked, answered in first.values():
        found[mentor_id].append(max(0.0, (answered - asked).total_seconds() / 3600))
    return found


def _talks(ids: Collection[int], since: date) -> dict[int, int]:
    query = select(CoachingTalk.mentor_id, func.count(CoachingTalk.id)).where(CoachingTalk.mentor_id.in_(ids))
    query = query.where(CoachingTalk.held_on >= since).group_by(CoachingTalk.mentor_id)
    return {row[0]: row[1] for row in db.session.execute(query)}


def _points(ids: Collection[int]) -> dict[int, float]:
    query = select(MentorCredit.mentor_id, func.sum(MentorCredit.points)).where(MentorCredit.mentor_id.in_(ids))
    return {row[0]: float(row[1] or 0) for row in db.session.execute(query.group_by(MentorCredit.mentor_id))}


def credits_of(ids: Collection[int]) -> dict[int, list[MentorCredit]]:
    """What each mentor was thanked for, the last first."""
    found: dict[int, list[MentorCredit]] = defaultdict(list)
    query = select(MentorCredit).where(MentorCredit.mentor_id.in_(ids)).order_by(MentorCredit.id.desc())
    for row in db.session.scalars(query) if ids else ():
        found[row.mentor_id].append(row)
    return found
