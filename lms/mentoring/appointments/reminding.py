"""Calling to mind that terms of mentors end: one notice a week to each training manager, as long as somebody must decide."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from lms.core import clock
from lms.core.access import Role
from lms.core.db import db
from lms.core.notices import Notice, notify
from lms.core.paths import path_to
from lms.mentoring.appointments.queries import mentors_among
from lms.mentoring.appointments.rules import ENDING_DAYS
from lms.mentoring.models import MentorAppointment
from lms.people.models import Person
from lms.people.notices import recipient_of
from lms.people.queries.people import list_holders

TERMS_END = "mentor_terms_end"
TO_DECIDE = "to_decide"
"""The filter of the list of mentors to which the notice leads."""
AGAIN, LATEST = timedelta(days=7), timedelta(days=366)
"""How long after a reminder no other is sent, and how long after its end a term is still called to mind."""


def remind_of_terms(*, at: datetime) -> int:
    """Tell each manager how many mentors of their units have a term that ends soon, or is over while mentees are there;
    nobody twice within a week. Returns how many notices were written."""
    today = clock.local_date(at)
    last = func.max(MentorAppointment.until_day)
    ends = (
        select(MentorAppointment.person_id)
        .where(MentorAppointment.ended_on.is_(None))
        .group_by(MentorAppointment.person_id)
        .having(last.between(today - LATEST, today + timedelta(days=ENDING_DAYS)))
    )
    query = (
        select(Person)
        .where(Person.id.in_(ends), or_(Person.left_on.is_(None), Person.left_on >= today))
        .options(joinedload(Person.unit), joinedload(Person.post))
        .order_by(Person.id)
    )
    told = set(
        db.session.scalars(select(Notice.recipient_id).where(Notice.kind == TERMS_END, Notice.given_at > at - AGAIN))
    )
    waiting: dict[int, tuple[Person, int]] = {}
    managers: dict[int, list[Person]] = {}
    for mentor in mentors_among(list(db.session.scalars(query).unique()), today):
        if mentor.waits_for_decision(today):
            unit = mentor.person.unit
            if unit.id not in managers:
                managers[unit.id] = list_holders(Role.MANAGER, unit, today)
            for reader in managers[unit.id]:
                if reader.id not in told and reader.id != mentor.person.id:
                    waiting[reader.id] = (reader, waiting.get(reader.id, (reader, 0))[1] + 1)
    for reader, count in waiting.values():
        link = path_to("mentoring.mentor_list", status=TO_DECIDE)
        notify(recipient_of(reader), TERMS_END, link=link, at=at, count=count)
    db.session.flush()
    return len(waiting)
