"""Reminders, looked for each night: contracts that end, sharing that is due; and the cost of courses that are over goes to the ledger."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from lms.core import clock, events, jobs
from lms.core.audit import System
from lms.core.db import db, transaction
from lms.core.jobs import Progress, job
from lms.core.notices import notify
from lms.core.paths import path_to
from lms.people.notices import recipient_of
from lms.trainers.fees.events import MoneySpent, Spent
from lms.trainers.providers.models import (
    ExternalAttendee,
    ExternalCourse,
    Provider,
    ProviderContract,
    ProviderReminder,
)
from lms.trainers.providers.queries import with_sharing
from lms.trainers.providers.rules import CONTRACT_DAYS, SHARING_DAYS, Sharing, reminder_due

KIND = "trainers.providers"
SHARE, CONTRACT, BOOKED = "sharing", "contract", "booked"
BY_RULE = System("look after providers")
OPEN = (Sharing.DUE, Sharing.MISSED)


@job(KIND)
def look_after_providers(progress: Progress) -> dict[str, Any]:
    """What is due today."""
    with transaction():
        told, booked = remind(at=clock.now()), book_costs(at=clock.now())
    return {"reminders": told, "booked": booked}


def ask_each_night(*, at: datetime) -> None:
    """Ask for the night's look."""
    with transaction():
        jobs.enqueue(KIND, {}, actor=BY_RULE, at=at)


def remind(*, at: datetime) -> int:
    """Tell whom it concerns, each reminder once. Returns how many."""
    today = clock.local_date(at)
    return _contracts(today, at) + _sharings(today, at)


def _contracts(today: date, at: datetime) -> int:
    c = ProviderContract
    query = (
        select(c)
        .join(Provider, Provider.id == c.provider_id)
        .where(c.until_day.between(today, today + timedelta(days=CONTRACT_DAYS[0])), c.ended_on.is_(None), Provider.retired_on.is_(None))
        .options(joinedload(c.keeper), joinedload(c.provider))
    )  # fmt: skip
    rows = list(db.session.scalars(query))
    sent, count = _sent(CONTRACT, [row.id for row in rows]), 0
    for row in rows:
        days = reminder_due(row.until_day, today, sent.get(row.id, ()), CONTRACT_DAYS)
        if days is not None:
            link = path_to("trainers.provider", provider_id=row.provider_id)
            notify(recipient_of(row.keeper), "contract_ends", link=link, at=at, number=row.number, provider=row.provider.name, day=row.until_day)  # fmt: skip
            count += _keep(CONTRACT, row.id, days, at)
    return count


def _sharings(today: date, at: datetime) -> int:
    a, c = ExternalAttendee, ExternalCourse
    query = (
        select(a)
        .join(c, c.id == a.course_id)
        .where(a.removed_at.is_(None), c.cancelled_on.is_(None), c.share_days.is_not(None), c.until_day < today, c.until_day > today - timedelta(days=367))
        .options(joinedload(a.course), joinedload(a.person), selectinload(a.sharings))
    )  # fmt: skip
    duties = [one for one in with_sharing(list(db.session.scalars(query)), today) if one.state in OPEN]
    sent, count = _sent(SHARE, [one.attendee.id for one in duties]), 0
    for one in duties:
        assert one.due is not None
        days = reminder_due(one.due, today, sent.get(one.attendee.id, ()), SHARING_DAYS)
        if days is not None:
            notify(recipient_of(one.person), "sharing_due", link=path_to("trainers.my_external"), at=at, title=one.course.title, due=one.due)  # fmt: skip
            count += _keep(SHARE, one.attendee.id, days, at)
    return count


def book_costs(*, at: datetime) -> int:
    """The cost of courses that are over, once each. Returns how many are new."""
    today = clock.local_date(at)
    c, r = ExternalCourse, ProviderReminder
    query = (
        select(c)
        .outerjoin(r, (r.kind == BOOKED) & (r.subject_id == c.id))
        .where(c.until_day < today, c.cancelled_on.is_(None), r.subject_id.is_(None))
        .options(joinedload(c.provider))
        .order_by(c.id)
    )
    rows = list(db.session.scalars(query))
    items = tuple(
        Spent(
            f"external:{row.id}", "acquisition", row.hundredths, row.currency, row.from_day, row.until_day, row.course_code,
            f"provider-{row.provider.code}"[:60], row.title, row.provider.name,
        )
        for row in rows
    )  # fmt: skip
    if items:
        events.publish(MoneySpent(items, at))
    for row in rows:
        _keep(BOOKED, row.id, 0, at)
    return len(rows)


def is_booked(course_id: int) -> bool:
    """Whether the cost of a course bought is in the ledger."""
    r = ProviderReminder
    return db.session.scalar(select(r.subject_id).where(r.kind == BOOKED, r.subject_id == course_id)) is not None


def _sent(kind: str, ids: Collection[int]) -> dict[int, set[int]]:
    query = select(ProviderReminder.subject_id, ProviderReminder.days).where(
        ProviderReminder.kind == kind, ProviderReminder.subject_id.in_(list(ids))
    )
    found: dict[int, set[int]] = {}
    for number, days in db.session.execute(query) if ids else ():
        found.setdefault(number, set()).add(days)
    return found


def _keep(kind: str, number: int, days: int, at: datetime) -> int:
    db.session.add(ProviderReminder(kind=kind, subject_id=number, days=days, sent_at=at))
    db.session.flush()
    return 1
