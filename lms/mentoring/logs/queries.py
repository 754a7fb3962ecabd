"""Reads of how logs are kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Date, bindparam, func, select
from sqlalchemy.orm import joinedload

from lms.core import clock
from lms.core.among import among
from lms.core.db import db, read
from lms.core.notices import Notice
from lms.core.together import Found
from lms.mentoring.logs.away import away_days
from lms.mentoring.logs.rules import CALLS_KEPT, DRAFT_DAYS, LOOK_BACK, Course, course_of, is_working
from lms.mentoring.models import LogDraft, LogEntry, LogPhoto, LogReminder, LogReply, Pairing
from lms.mentoring.queries.pairings import covered_on, holds_on
from lms.mentoring.queries.rhythm import RHYTHMS
from lms.people.models import Person, Unit
from lms.workdays.queries import DECIDED, WorkCalendar, remember
from lms.workdays.rules import Days

KEPT: Mapping[str, Any] = {
    "paired": select(Pairing.mentee_id, Unit.path, func.min(Pairing.started_on).label("first"))
    .join(Person, Person.id == Pairing.mentee_id)
    .join(Unit, Unit.id == Person.unit_id)
    .where(among(Pairing.mentee_id, "people"))
    .group_by(Pairing.mentee_id, Unit.path),
    "begun": select(LogEntry.person_id, func.min(LogEntry.day).label("first"))
    .where(among(LogEntry.person_id, "people"))
    .group_by(LogEntry.person_id),
    "written": select(LogEntry.person_id, LogEntry.day).where(
        among(LogEntry.person_id, "people"), LogEntry.day >= bindparam("since", type_=Date)
    ),
    "rhythms": RHYTHMS,
    "decided": DECIDED,
}
"""How `people` have kept their logs since a day, and when they work as they have said by `today`; see `courses_from`."""


def since_when(today: date) -> date:
    """From which day on is looked at how somebody keeps the log."""
    return today - timedelta(days=LOOK_BACK)


class WorkingDays:
    """Who works when: by what people have said of their shift, else by the calendar of their unit."""

    def __init__(self, ids: Collection[int], today: date, rhythms: Iterable[Any] | None = None) -> None:
        self._rhythms: dict[int, list[Any]] = defaultdict(list)
        for row in (read(RHYTHMS, people=list(ids), today=today) if ids else ()) if rhythms is None else rhythms:
            self._rhythms[row.person_id].append(row)
        self._away = away_days(ids, today - timedelta(days=LOOK_BACK), today)
        self._today = today
        self._calendar = WorkCalendar()
        self._days: dict[str, Days] = {}

    def shift(self, person: Person) -> str:
        """In which shift somebody works."""
        row = self._rhythm(person.id, self._today)
        return row.shift if row else ""

    def _rhythm(self, person_id: int, day: date) -> Any:
        """What somebody's word was on a day; what they said first holds for the days before it too."""
        said = self._rhythms.get(person_id, ())
        return next((row for row in reversed(said) if row.from_day <= day), said[0] if said else None)

    def works(self, person: Person, day: date) -> bool:
        """Does somebody work on a day? Not while their programme rests."""
        return self._works(person.id, person.unit.path, day)

    def _works(self, person_id: int, path: str, day: date) -> bool:
        if day in self._away.get(person_id, ()):
            return False
        row = self._rhythm(person_id, day)
        if row is not None:
            return is_working(day, row.rest_days, by_calendar=True)
        if path not in self._days:
            self._days[path] = self._calendar.of(path)
        return is_working(day, None, by_calendar=self._days[path].counts(day))

    def since(self, person_id: int, path: str, first: date) -> set[date]:
        """All working days of somebody in a unit, from one day until today."""
        count = (self._today - first).days + 1
        return {day for n in range(count) if self._works(person_id, path, day := first + timedelta(days=n))}


def courses_from(kept: Found, today: date) -> dict[int, Course]:
    """How each keeps the log, since their first mentor, of what `KEPT` found; people who never had one are left out."""
    remember(kept["decided"])
    since = since_when(today)
    begun: dict[int, date] = {row.mentee_id: row.first for row in kept["paired"]}
    begun |= {row.person_id: row.first for row in kept["begun"] if row.person_id in begun}
    written: dict[int, set[date]] = defaultdict(set)
    for row in kept["written"]:
        written[row.person_id].add(row.day)
    days = WorkingDays(list(begun), today, kept["rhythms"])
    found = {}
    for row in kept["paired"]:
        first = max(begun[row.mentee_id], since)
        worked = days.since(row.mentee_id, row.path, first)
        found[row.mentee_id] = course_of(written.get(row.mentee_id, ()), worked, first, today)
    return found


def find_draft(person_id: int, day: date) -> LogDraft | None:
    """What somebody has begun to write by a day, and not handed in. It is offered for some days: what was kept late in the
    evening is for the morning."""
    of_late = LogDraft.day.between(day - timedelta(days=DRAFT_DAYS), day)
    return db.session.scalar(select(LogDraft).where(LogDraft.person_id == person_id, of_late))


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


def list_last_written(people: Collection[int]) -> dict[int, date]:
    """Of those who ever wrote, the day of the newest entry."""
    query = select(LogEntry.person_id, func.max(LogEntry.day)).group_by(LogEntry.person_id)
    return {row[0]: row[1] for row in db.session.execute(query.where(LogEntry.person_id.in_(people)))}


def list_calls(kind: str, people: Collection[int], at: datetime) -> dict[int, list[date]]:
    """On which days of the last weeks people were called to mind, oldest first."""
    query = select(Notice.recipient_id, Notice.given_at).where(
        Notice.kind == kind, Notice.recipient_id.in_(people), Notice.given_at > at - timedelta(days=CALLS_KEPT)
    )
    found: dict[int, list[date]] = {}
    for person_id, given_at in db.session.execute(query.order_by(Notice.given_at)):
        found.setdefault(person_id, []).append(clock.local_date(given_at))
    return found


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
        .where(Pairing.id.not_in(covered_on(today)))
        .group_by(Pairing.mentor_id)
    )
    rows = {row[0]: row for row in db.session.execute(query)}
    people = select(Person).where(Person.id.in_(rows), Person.left_on.is_(None)).options(joinedload(Person.unit))
    return [
        Waiting(person, rows[person.id][1], rows[person.id][2])
        for person in db.session.scalars(people.order_by(Person.id))
    ]
