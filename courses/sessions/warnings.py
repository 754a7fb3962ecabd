"""What is worth knowing before a plan is saved or somebody signs up. Warnings stop nobody; what the database refuses does."""

from __future__ import annotations

from collections.abc import Collection
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select

from courses.sessions.actions.planning import Wanted
from courses.sessions.models import Room
from courses.sessions.queries.times import list_rooms, numbers_of, taken_learners, taken_rooms
from courses.sessions.questions import days_off, refusals_to_teach, trainers_away
from courses.sessions.rules.planning import clashes
from courses.sessions.rules.states import SessionKind
from courses.sessions.rules.times import Span, is_doubled
from courses.sessions.saying import day_words
from lms.core.db import db
from lms.core.errors import describe
from lms.people.models import Person, Unit
from lms.workdays.queries import WorkCalendar

_SHOWN = 5


def plan_warnings(wanted: Wanted, *, session_id: int | None = None, learners: Collection[int] = ()) -> list[str]:
    """What speaks against a plan, or is missing in it, without making it wrong."""
    return [
        *_days(wanted),
        *_rooms(wanted),
        *_trainers(wanted),
        *_learners(wanted, session_id, learners),
    ]


def _days(wanted: Wanted) -> list[str]:
    path = db.session.scalar(select(Unit.path).where(Unit.id == wanted.unit_id)) or ""
    works = WorkCalendar().of(path)
    found = []
    for day in wanted.days:
        zone = ZoneInfo(day.zone)
        local = day.span.starts_at.astimezone(zone)
        if not works.counts(local.date()):
            found.append(_("%(day)s is no working day.", day=day_words(local.date())))
        if is_doubled(local.date(), local.time(), zone):
            found.append(
                _("On %(day)s the clocks show %(time)s twice; the first is meant.", day=day_words(local.date()), time=f"{local:%H:%M}")
            )  # fmt: skip
    return found


def _rooms(wanted: Wanted) -> list[str]:
    ids = {day.room_id for day in wanted.days if day.room_id}
    rooms = {room.id: room for room in db.session.scalars(select(Room).where(Room.id.in_(ids)))} if ids else {}
    found = [
        ngettext("%(room)s has %(num)s seat, fewer than the %(seats)s of the session.", "%(room)s has %(num)s seats, fewer than the %(seats)s of the session.", room.seats, room=room.name, seats=wanted.seats)
        for room in rooms.values()
        if room.seats < wanted.seats
    ]  # fmt: skip
    if wanted.kind in (SessionKind.CLASSROOM, SessionKind.DRILL) and any(not day.room_id for day in wanted.days):
        found.append(_("A day has no room yet."))
    return found


def _trainers(wanted: Wanted) -> list[str]:
    if wanted.lead_id is None:
        return [_("Nobody leads it yet.")]
    ids = [wanted.lead_id, *wanted.co_ids]
    names = {one.id: one.name for one in db.session.scalars(select(Person).where(Person.id.in_(ids)))}
    days = sorted({day.span.starts_at.astimezone(ZoneInfo(day.zone)).date() for day in wanted.days})
    away = trainers_away(ids, days[0], days[-1])
    against: dict[int, list[str]] = {}
    for day in {days[0]: 0, days[-1]: 0}:  # a grade or a right may end in between
        asked = refusals_to_teach([wanted.lead_id], wanted.course_code, day)
        asked |= refusals_to_teach(list(wanted.co_ids), wanted.course_code, day, assists=True)
        for person_id, refusals in asked.items():
            against.setdefault(person_id, []).extend(describe(refusals))
    found = []
    for person_id in ids:
        missed = [day for day in days if day in away.get(person_id, ())]
        if missed:
            found.append(_("%(name)s is away on %(day)s.", name=names[person_id], day=day_words(missed[0])))
        found += [
            _("%(name)s: %(reason)s", name=names[person_id], reason=reason)
            for reason in dict.fromkeys(against.get(person_id, ()))
        ]
    return found


def _learners(wanted: Wanted, session_id: int | None, learners: Collection[int]) -> list[str]:
    spans = [day.span for day in wanted.days]
    off = days_off(learners, {day.span.starts_at.astimezone(ZoneInfo(day.zone)).date() for day in wanted.days})
    said = []
    if off:
        words = ngettext(
            "%(num)s person does not work then: %(names)s",
            "%(num)s people do not work then: %(names)s",
            len(off),
            names=_names(list(off)),
        )
        said.append(words)
    found = clashes(spans, taken_learners(spans, learners), but=session_id) if learners else ()
    people = list(dict.fromkeys(one.thing_id for one in found))
    if not people:
        return said
    return [
        *said,
        ngettext(
            "%(num)s person has another session then: %(names)s", "%(num)s people have other sessions then: %(names)s",
            len(people), names=_names(people),
        )
    ]  # fmt: skip


def _names(ids: list[int]) -> str:
    named = db.session.scalars(select(Person).where(Person.id.in_(ids[:_SHOWN])))
    return ", ".join(str(one.name) for one in named) + ("…" if len(ids) > _SHOWN else "")


def free_rooms(wanted: Wanted, *, session_id: int | None = None) -> list[Room]:
    """The rooms that are free at all times of a plan and large enough, the smallest first."""
    taken = {one.thing_id for one in taken_rooms([day.span for day in wanted.days]) if one.session_id != session_id}
    fitting = [room for room in list_rooms() if room.id not in taken and room.seats >= wanted.seats]
    return sorted(fitting, key=lambda room: (room.seats, room.code))[:_SHOWN]


def own_clashes(spans: list[Span], person_id: int, session_id: int) -> list[str]:
    """Other sessions that somebody sits in at the same time, by number."""
    found = clashes(spans, taken_learners(spans, [person_id]), but=session_id)
    return sorted(set(numbers_of({one.session_id for one in found}).values()))
