"""A growth log as its pages show it: a page of entries, those that wait for an answer, and how the log is kept."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, Integer, bindparam, func, or_, select

from lms.core.bilingual import Bilingual
from lms.core.paging import Page
from lms.core.together import Found, Together
from lms.mentoring.logs.queries import KEPT, courses_from, since_when
from lms.mentoring.logs.rules import Course
from lms.mentoring.models import LibraryCase, LogEntry, LogPhoto, LogReply, MentorRating, Pairing
from lms.mentoring.queries.pairings import MENTORS, MentorOf, mentors_from
from lms.people.models import Person

MOST_WAITING = 10
_FARTHEST = 1_000_000

_OWN = LogEntry.person_id == bindparam("person_id", type_=Integer)
_on_page = (
    select(LogEntry.id)
    .where(_OWN)
    .order_by(LogEntry.day.desc())
    .limit(bindparam("most", type_=Integer))
    .offset(bindparam("skipped", type_=Integer))
)
_answered = select(LogReply.id).where(LogReply.entry_id == LogEntry.id).correlate(LogEntry).exists()
_waiting = select(LogEntry.id).where(_OWN, ~_answered).order_by(LogEntry.day).limit(MOST_WAITING)
_total = select(func.count(LogEntry.id)).where(_OWN).scalar_subquery()
_shown = select(LogEntry.id).where(
    _OWN, or_(LogEntry.id.in_(_on_page), LogEntry.id.in_(_waiting), LogEntry.day == bindparam("today", type_=Date))
)
_NOTEBOOK = Together(
    entries=select(
        LogEntry.id, LogEntry.day, LogEntry.cases, LogEntry.ideas, LogEntry.learned, LogEntry.work_orders,
        LogEntry.written_at, LogEntry.id.in_(_on_page).label("on_page"), LogEntry.id.in_(_waiting).label("waits"),
    )
    .where(LogEntry.id.in_(_shown))
    .order_by(LogEntry.day.desc()),
    replies=select(
        LogReply.id, LogReply.entry_id, LogReply.mentor_id, LogReply.text, LogReply.written_at, Person.name_zh,
        Person.name_latin,
    )
    .join(Person, Person.id == LogReply.mentor_id)
    .where(LogReply.entry_id.in_(_shown))
    .order_by(LogReply.id),
    photos=select(LogPhoto.id, LogPhoto.entry_id, LogPhoto.width, LogPhoto.height)
    .where(LogPhoto.entry_id.in_(_shown))
    .order_by(LogPhoto.id),
    published=select(LibraryCase.entry_id, LibraryCase.id).where(LibraryCase.entry_id.in_(_shown)),
    ratings=select(MentorRating.id, MentorRating.rated_at, MentorRating.percent)
    .where(MentorRating.mentee_id == bindparam("person_id", type_=Integer))
    .order_by(MentorRating.rated_at.desc(), MentorRating.id.desc()),
    total=select(_total.label("entries")),
    mentors=MENTORS,
    pairings=select(
        Pairing.id, Pairing.mentor_id, Pairing.kind, Pairing.started_on, Pairing.ended_on, Pairing.handover,
        Person.name_zh, Person.name_latin,
    )
    .join(Person, Person.id == Pairing.mentor_id)
    .where(Pairing.mentee_id == bindparam("person_id", type_=Integer))
    .order_by(Pairing.started_on.desc(), Pairing.id.desc()),
    **KEPT,
)  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """An entry with what was answered and its photos."""

    id: int
    day: date
    cases: str
    ideas: str
    learned: str
    work_orders: str
    written_at: datetime
    replies: tuple[Any, ...]
    photos: tuple[Any, ...]


@dataclass(frozen=True)
class Notebook:
    """A page of entries, newest first, and beside it the oldest entries that wait for an answer; `names` of those who
    answered, `cases` what became a case of the library, by entry; `pairings` all that
    there were, the newest first."""

    page: Page[Entry]
    waiting: list[Entry]
    today: Entry | None
    names: dict[int, Bilingual]
    cases: dict[int, int]
    ratings: list[Any]
    mentors: list[MentorOf]
    pairings: list[Any]
    course: Course | None
    rhythm: Any


def read_notebook(person: Person, page: int, per_page: int, today: date) -> Notebook:
    """Somebody's log. A page beyond the end is the last."""
    page = min(max(page, 1), _FARTHEST)
    found = _read(person, page, per_page, today)
    total = found["total"][0].entries
    pages = max(1, -(-total // per_page))
    if page > pages:
        page = pages
        found = _read(person, page, per_page, today)
    replies, photos = _by_entry(found, "replies"), _by_entry(found, "photos")
    entries = [
        (row, Entry(*(*row[:7], tuple(replies[row.id]), tuple(photos[row.id])))) for row in found["entries"]
    ]  # fmt: skip
    return Notebook(
        page=Page([entry for row, entry in entries if row.on_page], page, pages, total),
        waiting=[entry for row, entry in reversed(entries) if row.waits],
        today=next((entry for _row, entry in entries if entry.day == today), None),
        names={
            row.mentor_id: Bilingual(row.name_zh or row.name_latin, row.name_latin or row.name_zh)
            for row in found["replies"]
        },
        cases={row.entry_id: row.id for row in found["published"]},
        ratings=list(found["ratings"]),
        mentors=mentors_from(found["mentors"]).get(person.id, []),
        pairings=list(found["pairings"]),
        course=courses_from(found, today).get(person.id),
        rhythm=next(reversed(found["rhythms"]), None),
    )


def _read(person: Person, page: int, per_page: int, today: date) -> Found:
    return _NOTEBOOK.read(
        person_id=person.id, people=[person.id], today=today, since=since_when(today), most=per_page,
        skipped=(page - 1) * per_page,
    )  # fmt: skip


def _by_entry(found: Found, part: str) -> dict[int, list[Any]]:
    by_entry: dict[int, list[Any]] = defaultdict(list)
    for row in found[part]:
        by_entry[row.entry_id].append(row)
    return by_entry
