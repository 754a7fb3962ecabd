"""Reads of how mentors do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Date, bindparam, func, or_, select

from assessments.models import Attempt, SignOff, SignOffRevocation
from lms.core import clock
from lms.core.among import among
from lms.core.db import read
from lms.core.together import Together
from lms.mentoring.feedback.queries import SAID, Said, said_from
from lms.mentoring.models import CoachingTalk, LogEntry, LogReply, MentorCredit, Pairing
from lms.mentoring.models.talks import AGREED
from lms.mentoring.results.rules import MONTHS, Measured, Time, mean_of, mentor_on, share_of
from lms.mentoring.rules import Kind
from lms.people.models import Person, Post

ANSWERS_DAYS = 180


@dataclass(frozen=True)
class Results:
    """What is known of a mentor's work. The second of each pair of figures is of comparable mentees: the same job family,
    the same two years, other mentors."""

    accompanied: int
    """People, as a mentor of either kind or standing in, so that nobody has more now than in 24 months."""
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


_UNDER_MENTOR = (
    select(Pairing.mentee_id)
    .where(Pairing.kind == Kind.TECHNICAL, Pairing.started_on >= bindparam("since", type_=Date))
    .where(Pairing.covers_id.is_(None))
)
_RECORD = Together(
    times=select(Pairing.mentee_id, Pairing.mentor_id, Pairing.started_on, Pairing.ended_on, Post.family)
    .join(Person, Person.id == Pairing.mentee_id)
    .join(Post, Post.id == Person.post_id)
    .where(Pairing.kind == Kind.TECHNICAL, Pairing.started_on >= bindparam("since", type_=Date))
    .where(Pairing.covers_id.is_(None))
    .order_by(Pairing.started_on, Pairing.id),
    independent=select(SignOff.learner_id, func.min(SignOff.performed_on).label("day"))
    .where(SignOff.mode == "independent", SignOff.passed)
    .where(SignOff.id.not_in(select(SignOffRevocation.sign_off_id)), SignOff.learner_id.in_(_UNDER_MENTOR))
    .group_by(SignOff.learner_id),
    attempts=select(Attempt.person_id, Attempt.exam_id, Attempt.started_at, Attempt.passed)
    .where(Attempt.person_id.in_(_UNDER_MENTOR), Attempt.passed.is_not(None))
    .order_by(Attempt.started_at, Attempt.id),
    answers=select(
        LogReply.entry_id, LogReply.mentor_id, LogReply.written_at, LogEntry.written_at.label("asked")
    )
    .join(LogEntry, LogEntry.id == LogReply.entry_id)
    .where(among(LogReply.mentor_id, "mentors"), LogEntry.day >= bindparam("lately", type_=Date))
    .order_by(LogReply.written_at),
    said=SAID,
    accompanied=select(Pairing.mentor_id, func.count(Pairing.mentee_id.distinct()).label("many"))
    .where(among(Pairing.mentor_id, "mentors"))
    .where(or_(Pairing.ended_on.is_(None), Pairing.ended_on > bindparam("since", type_=Date)))
    .group_by(Pairing.mentor_id),
    talks=select(CoachingTalk.mentor_id, func.count(CoachingTalk.id).label("many"))
    .where(among(CoachingTalk.mentor_id, "mentors"), CoachingTalk.held_on >= bindparam("since", type_=Date))
    .where(AGREED)
    .group_by(CoachingTalk.mentor_id),
    points=select(MentorCredit.mentor_id, func.sum(MentorCredit.points).label("points"))
    .where(among(MentorCredit.mentor_id, "mentors"))
    .group_by(MentorCredit.mentor_id),
)  # fmt: skip


def results_of(people: Sequence[Person], today: date) -> dict[int, Results]:
    """The results of each mentor, in one statement."""
    ids = [person.id for person in people]
    if not ids:
        return {}
    found_of = _RECORD.read(mentors=ids, since=_months_back(today), lately=today - timedelta(days=ANSWERS_DAYS))
    own: dict[int, list[Time]] = defaultdict(list)
    of_mentee: dict[int, list[Time]] = defaultdict(list)
    for time in (Time(*row) for row in found_of["times"]):
        own[time.mentor_id].append(time)
        of_mentee[time.mentee_id].append(time)
    days = _independence(of_mentee, found_of["independent"])
    firsts = _first_goes(of_mentee, found_of["attempts"])
    families: dict[int, str] = {m: some[0].family for m, some in own.items()}
    answers, said = _answers(found_of["answers"]), said_from(found_of["said"])
    accompanied = {row.mentor_id: row.many for row in found_of["accompanied"]}
    talks = {row.mentor_id: row.many for row in found_of["talks"]}
    points = {row.mentor_id: float(row.points or 0) for row in found_of["points"]}
    found = {}
    for person in people:
        family = families.get(person.id)
        found[person.id] = Results(
            accompanied=accompanied.get(person.id, 0),
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


def _independence(of_mentee: dict[int, list[Time]], rows: Iterable[Any]) -> list[tuple[int, str, float]]:
    """(mentor, family, days) of everybody who has come that far."""
    found = []
    for mentee_id, day in rows:
        times = of_mentee[mentee_id]
        under = mentor_on(times, day)
        if under is not None:
            found.append((under.mentor_id, under.family, float((day - times[0].started_on).days)))
    return found


def _first_goes(of_mentee: dict[int, list[Time]], rows: Iterable[Any]) -> list[tuple[int, str, bool]]:
    """(mentor, family, all passed at the first go) of everybody who sat an exam under a mentor."""
    seen: set[tuple[int, int]] = set()
    well: dict[tuple[int, int, str], bool] = {}
    for person_id, exam_id, started_at, passed in rows:
        if (person_id, exam_id) in seen:
            continue
        seen.add((person_id, exam_id))
        under = mentor_on(of_mentee[person_id], clock.local_date(started_at))
        if under is not None:
            key = (under.mentor_id, person_id, under.family)
            well[key] = well.get(key, True) and bool(passed)
    return [(mentor, family, ok) for (mentor, _person, family), ok in well.items()]


def _answers(rows: Iterable[Any]) -> dict[int, list[float]]:
    first: dict[int, tuple[int, datetime, datetime]] = {}
    for row in rows:
        first.setdefault(row.entry_id, (row.mentor_id, row.asked, row.written_at))
    found: dict[int, list[float]] = defaultdict(list)
    for mentor_id, asked, answered in first.values():
        found[mentor_id].append(max(0.0, (answered - asked).total_seconds() / 3600))
    return found


THANKS = (
    select(MentorCredit.mentor_id, MentorCredit.points, MentorCredit.reason, MentorCredit.given_on)
    .where(among(MentorCredit.mentor_id, "people"))
    .order_by(MentorCredit.id.desc())
)


def credits_of(ids: Collection[int]) -> dict[int, list[Any]]:
    """What each mentor was thanked for, the last first."""
    found: dict[int, list[Any]] = defaultdict(list)
    for row in read(THANKS, people=ids) if ids else ():
        found[row.mentor_id].append(row)
    return found
