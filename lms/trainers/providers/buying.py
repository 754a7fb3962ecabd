"""Buying courses from outside: who goes, what came of it, sharing inside."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select

from courses.sessions.models import CourseSession
from lms.core import audit, clock
from lms.core.audit import Actor
from lms.core.db import db
from lms.core.errors import Refusal, RuleBroken
from lms.core.notices import notify
from lms.core.paths import path_to
from lms.people.models import Person
from lms.people.notices import recipient_of
from lms.trainers.providers.actions import money_refusals
from lms.trainers.providers.models import (
    ExternalAttendee,
    ExternalCourse,
    ExternalResult,
    ExternalSharing,
    Provider,
)
from lms.trainers.providers.rules import result_refusals, sharing_due


@dataclass(frozen=True)
class Bought:
    """A course as somebody buys it."""

    title: str
    form: str
    from_day: date
    until_day: date
    amount: Decimal
    currency: str
    course_code: str | None = None
    share_days: int | None = None


def buy_course(
    *, provider: Provider, bought: Bought, attendees: Collection[Person], actor: Actor, at: datetime
) -> ExternalCourse:
    """A course from outside for some people. Raises RuleBroken."""
    assert actor.id is not None
    refusals = money_refusals(bought.amount, bought.currency)
    if bought.until_day < bought.from_day:
        refusals.append(Refusal("provider_days"))
    if provider.retired_on is not None:
        refusals.append(Refusal("provider_retired"))
    if bought.share_days is not None and not 1 <= bought.share_days <= 366:
        refusals.append(Refusal("share_days"))
    if refusals:
        raise RuleBroken(*refusals)
    row = ExternalCourse(
        provider_id=provider.id, title=bought.title, form=bought.form, course_code=bought.course_code, from_day=bought.from_day,
        until_day=bought.until_day, hundredths=int(bought.amount * 100), currency=bought.currency, share_days=bought.share_days,
        bought_by=actor.id, bought_at=at,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    audit.record("external_course.bought", "external_course", row.id, actor=actor, at=at, title=bought.title, amount=f"{bought.amount:f}", currency=bought.currency)  # fmt: skip
    add_attendees(course=row, people=attendees, actor=actor, at=at)
    return row


def add_attendees(*, course: ExternalCourse, people: Collection[Person], actor: Actor, at: datetime) -> int:
    """More people who go; each is told, with the day until which to share inside. Returns how many are new."""
    known = {
        one.person_id: one
        for one in db.session.scalars(select(ExternalAttendee).where(ExternalAttendee.course_id == course.id))
    }
    due, count = sharing_due(course.until_day, course.share_days), 0
    for person in people:
        row = known.get(person.id)
        if row is not None and row.removed_at is None:
            continue
        if row is None:
            row = ExternalAttendee(course_id=course.id, person_id=person.id, added_by=actor.id, added_at=at)
            db.session.add(row)
        row.removed_at = None
        count += 1
        link = path_to("trainers.my_external")
        told = {"title": course.title, "day": course.from_day}
        if due is None:
            notify(recipient_of(person), "external_course", link=link, at=at, urgent=False, **told)
        else:
            notify(
                recipient_of(person),
                "external_course_share",
                link=link,
                at=at,
                urgent=False,
                due=due,
                **told,
            )
    db.session.flush()
    if count:
        audit.record("external_course.attendees", "external_course", course.id, actor=actor, at=at, people=count)
    return count


def remove_attendee(*, attendee: ExternalAttendee, actor: Actor, at: datetime) -> None:
    """Somebody does not go after all."""
    if attendee.removed_at is None:
        attendee.removed_at = at
        db.session.flush()
        audit.record("external_course.attendee_removed", "external_course", attendee.course_id, actor=actor, at=at, person=attendee.person_id)  # fmt: skip


def cancel_course(*, course: ExternalCourse, reason: str, actor: Actor, at: datetime) -> None:
    """The course does not take place; only before its cost was booked. Raises RuleBroken."""
    refusals = [] if reason.strip() else [Refusal("reason_missing")]
    if course.cancelled_on is not None or clock.local_date(at) > course.until_day:
        refusals.append(Refusal("external_over"))
    if refusals:
        raise RuleBroken(*refusals)
    course.cancelled_on, course.cancel_reason = clock.local_date(at), reason.strip()
    db.session.flush()
    audit.record("external_course.cancelled", "external_course", course.id, actor=actor, at=at, reason=reason.strip())


def enter_result(
    *, attendee: ExternalAttendee, level: int, value: float, before: float | None, actor: Actor, at: datetime,
    passed: bool | None = None, on_day: date | None = None,
) -> ExternalResult:  # fmt: skip
    """What came of it for one attendee, from 0 to 100; `passed` and `on_day` as the provider says. Raises RuleBroken."""
    assert actor.id is not None
    refusals = result_refusals(
        level, value, before, on_day, from_day=attendee.course.from_day, today=clock.local_date(at)
    )
    if refusals:
        raise RuleBroken(*refusals)
    row = ExternalResult(
        attendee_id=attendee.id,
        level=level,
        value=value,
        before=before,
        passed=passed,
        on_day=on_day,
        entered_by=actor.id,
        entered_at=at,
    )
    db.session.add(row)
    db.session.flush()
    audit.record("external_course.result", "external_result", row.id, actor=actor, at=at, person=attendee.person_id, level=level)  # fmt: skip
    return row


def link_sharing(*, attendee: ExternalAttendee, session: CourseSession, actor: Actor, at: datetime) -> ExternalSharing:
    """The session in which it was or will be shared; one that does not take place may be replaced. Raises RuleBroken."""
    assert actor.id is not None
    if session.cancelled_at is not None or attendee.removed_at is not None:
        raise RuleBroken(Refusal("sharing_session"))
    before = attendee.sharing
    if before is not None and db.session.get_one(CourseSession, before.session_id).cancelled_at is None:
        raise RuleBroken(Refusal("sharing_linked"))
    row = ExternalSharing(attendee_id=attendee.id, session_id=session.id, linked_by=actor.id, linked_at=at)
    db.session.add(row)
    db.session.flush()
    audit.record("external_course.shared", "external_course", attendee.course_id, actor=actor, at=at, person=attendee.person_id, session=session.number)  # fmt: skip
    return row
