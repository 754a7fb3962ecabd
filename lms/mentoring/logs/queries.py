"""Reads of how logs are kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from lms.core.db import db
from lms.mentoring.logs.away import away_days
from lms.mentoring.logs.rules import LOOK_BACK, Course, course_of, is_working
from lms.mentoring.models import LogDraft, LogEntry, LogPhoto, LogReminder, LogReply, Pairing
from lms.mentoring.queries.pairings import holds_on
from lms.mentoring.queries.rhythm import rhythms_of
from lms.people.models import Person
from lms.workdays.queries import WorkCalendar
from lms.workdays.rules import Days


def written_days(person_ids: Collection[int], since: date) -> dict[int, set[date]]:
    """On which days each person wrote."""
    query = select(LogEntry.person_id, LogEntry.day).where(LogEntry.person_id.in_(person_ids), LogEntry.day >= since)
    found: dict[int, set[date]] = defaultdict(set)
    for person_id, day in db.session.execute(query):
        found[person_id].add(day)
    return found


def first_days(person_ids: Collection[int]) -> dict[int, date]:
    """Since when each person keeps a log: the first entry, or the first day with a mentor where there is none yet."""
    paired = select(Pairing.mentee_id, func.min(Pairing.started_on)).where(Pairing.mentee_id.in_(person_ids))
    wrote = select(LogEntry.person_id, func.min(LogEntry.day)).where(LogEntry.person_id.in_(person_ids))
    found = {row[0]: row[1] for row in db.session.execute(paired.group_by(Pairing.mentee_id))}
    found |= {row[0]: row[1] for row in db.session.execute(wrote.group_by(LogEntry.person_id)) if row[0] in found}
    return found


class WorkingDays:
    """Who works when: by what people have said of their shift, else by the calendar of their unit."""

    def __init__(self, people: Sequence[Person], today: date) -> None:
        ids = [person.id for person in people]
        self._rhythms = rhythms_of(ids, today)
        self._away = away_days(ids, today - timedelta(days=LOOK_BACK), today)
        self._today = today
        self._calendar = WorkCalendar()
        self._days: dict[str, Days] = {}

    def shift(self, person: Person) -> str:
        """In which shift somebody works."""
        row = self._rhythms.get(person.id)
        return row.shift if row else ""

    def works(self, person: Person, day: date) -> bool:
        """Does somebody work on a day? Not while their programme rests."""
        if day in self._away.get(person.id, ()):
            return False
        row = self._rhythms.get(person.id)
        if row is not None:
            return is_working(day, row.rest_days, by_calendar=True)
        if person.unit.path not in self._days:
            self._days[person.unit.path] = self._calendar.of(person.unit.path)
        return is_working(day, None, by_calendar=self._days[person.unit.path].counts(day))

    def since(self, person: Person, first: date) -> set[date]:
        """All working days from one until today."""
        count = (self._today - first).days + 1
        return {day for n in range(count) if self.works(person, day := first + timedelta(days=n))}


def courses_of(people: Sequence[Person], today: date) -> dict[int, Course]:
    """How each keeps the log, since their first mentor; people who never had one are left out."""
    ids = [person.id for person in people]
    since = today - timedelta(days=LOOK_BACK)
    begun, written, days = first_days(ids), written_days(ids, since), WorkingDays(people, today)
    found = {}
    for person in people:
        if person.id in begun:
            first = max(begun[person.id], since)
            found[person.id] = course_of(written.get(person.id, ()), days.since(person, first), first, today)
    return found


def find_draft(person_id: int, day: date) -> LogDraft | None:
    """What somebody has begun to write on a day."""
    return db.session.scalar(select(LogDraft).where(LogDraft.person_id == person_id, LogDraft.day == day))


def find_photo(photo_id: int) -> tuple[LogPhoto, int] | None:
    """A photo and the person whose log it stands in."""
    query = select(LogPhoto, LogEntry.person_id).join(LogEntry, LogEntry.id == LogPhoto.entry_id)
    row = db.session.execute(query.where(LogPhoto.id == photo_id)).first()
    return (row[0], row[1]) if row else None


def list_to_remind(today: date) -> list[Person]:
    """Everybody with a mentor today who has neither written today nor been reminded."""
    done = select(LogEntry.person_id).where(LogEntry.day == today)
    told = select(LogReminder.person_id).where(LogReminder.day == today)
    query = (
        select(Person)
        .where(Person.id.in_(select(Pairing.mentee_id).where(holds_on(today))))
        .where(Person.id.not_in(done), Person.id.not_in(told), Person.left_on.is_(None))
        .options(joinedload(Person.unit))
        .order_by(Person.id)
    )
    return list(db.session.scalars(query))


@dataclass(frozen=True)
class Waiting:
    """A mentor whom entries have waited for, how many, and since when."""

    mentor: Person
    entries: int
    oldest: date


def list_waiting(today: date, before: date) -> list[Waiting]:
    """The mentors of those whose entries of before a day nobody has answered, each once a day."""
    told = select(LogReminder.person_id).where(LogReminder.day == today)
    query = (
        select(Pairing.mentor_id, func.count(LogEntry.id.distinct()), func.min(LogEntry.day))
        .join(LogEntry, LogEntry.person_id == Pairing.mentee_id)
        .where(holds_on(today), LogEntry.day < before, LogEntry.day >= Pairing.started_on)
        .where(LogEntry.id.not_in(select(LogReply.entry_id)), Pairing.mentor_id.not_in(told))
        .group_by(Pairing.mentor_id)
    )
    rows = {row[0]: row for row in db.session.execute(query)}
    people = select(Person).where(Person.id.in_(rows), Person.left_on.is_(None)).options(joinedload(Person.unit))
    return [
        Waiting(person, rows[person.id][1], rows[person.id][2])
        for person in db.session.scalars(people.order_by(Person.id))
    ]
