"""Reminding of the quarterly talk over a development plan: the person, and in one notice each supervisor."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from lms.core import clock
from lms.core.access import Role
from lms.core.db import db
from lms.core.notices import Notice, notify
from lms.core.paths import path_to
from lms.people.models import Person
from lms.people.notices import recipient_of
from lms.people.queries.people import list_holders
from lms.plans.development_rules import next_review
from lms.plans.models import DevelopmentPlan, PlanReview

TALK_DUE, TALKS_DUE = "plan_talk_due", "plan_talks_due"
AHEAD, AGAIN = timedelta(days=7), timedelta(days=14)
"""How long before the day of a talk it is called to mind, and how long after a reminder no other is sent."""


def remind_of_talks(*, at: datetime) -> int:
    """Tell whom a talk concerns that is due within a week or overdue; nobody twice within two weeks. Returns how many
    notices were written."""
    due = _due(clock.local_date(at) + AHEAD)
    told = set(
        db.session.scalars(
            select(Notice.recipient_id).where(Notice.kind.in_((TALK_DUE, TALKS_DUE)), Notice.given_at > at - AGAIN)
        )
    )
    readers: dict[int, list[Person]] = {}
    waiting: dict[int, tuple[Person, int]] = {}
    written = 0
    for person, day in due:
        if person.id not in told:
            link = path_to("plans.my_development")
            notify(recipient_of(person), TALK_DUE, link=link, at=at, day=day)
            written += 1
        if person.unit_id not in readers:
            readers[person.unit_id] = list_holders(Role.SUPERVISOR, person.unit, clock.local_date(at))
        for reader in readers[person.unit_id]:
            if reader.id not in told and reader.id != person.id:
                waiting[reader.id] = (reader, waiting.get(reader.id, (reader, 0))[1] + 1)
    for reader, count in waiting.values():
        notify(recipient_of(reader), TALKS_DUE, link=path_to("plans.development_plans"), at=at, count=count)
        written += 1
    db.session.flush()
    return written


def _due(until: date) -> list[tuple[Person, date]]:
    """Whose next talk is due by a day, of those who still work here."""
    last = (
        select(PlanReview.plan_id, func.max(PlanReview.held_on).label("held")).group_by(PlanReview.plan_id).subquery()
    )
    query = (
        select(Person, DevelopmentPlan.starts_on, last.c.held)
        .join(DevelopmentPlan, DevelopmentPlan.person_id == Person.id)
        .outerjoin(last, last.c.plan_id == DevelopmentPlan.id)
        .where(Person.left_on.is_(None))
        .options(joinedload(Person.unit))
        .order_by(Person.id)
    )
    rows = [
        (person, next_review(starts_on, [held] if held else []))
        for person, starts_on, held in db.session.execute(query)
    ]
    return [(person, day) for person, day in rows if day <= until]
