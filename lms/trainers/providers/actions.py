"""Keeping providers: who they are, contracts and prices, scores, courses bought, results, sharing inside."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

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
from lms.trainers.providers.models import (
    ExternalAttendee,
    ExternalCourse,
    ExternalResult,
    ExternalSharing,
    Provider,
    ProviderContract,
    ProviderCriteria,
    ProviderPerson,
    ProviderPrice,
    ProviderScore,
)
from lms.trainers.providers.queries import find_criteria, has_attended
from lms.trainers.providers.rules import HIGHEST, LOWEST, criteria_faults, sharing_due

MOST = Decimal(10) ** 9


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


def add_provider(
    *, code: str, name: str, profile: str, website: str, fields: str, actor: Actor, at: datetime
) -> Provider:
    """One more provider. Raises RuleBroken."""
    refusals = []
    if db.session.scalar(select(Provider.id).where(Provider.code == code)) is not None:
        refusals.append(Refusal("provider_code", {"code": code}))
    refusals += _address_refusals(website)
    if refusals:
        raise RuleBroken(*refusals)
    row = Provider(
        code=code, name=name, profile=profile, website=website, fields=fields, added_by=actor.id, added_at=at
    )
    return _keep(row, "provider.added", "provider", actor, at, code=code, name=name)


def change_provider(
    *, provider: Provider, name: str, profile: str, website: str, fields: str, actor: Actor, at: datetime
) -> None:
    """Other words about a provider. Raises RuleBroken."""
    if refusals := _address_refusals(website):
        raise RuleBroken(*refusals)
    provider.name, provider.profile, provider.website, provider.fields = name, profile, website, fields
    db.session.flush()
    audit.record("provider.changed", "provider", provider.id, actor=actor, at=at, name=name)


def _address_refusals(website: str) -> list[Refusal]:
    return [Refusal("provider_website")] if website and not website.startswith(("https://", "http://")) else []


def retire_provider(*, provider: Provider, reason: str, actor: Actor, at: datetime) -> None:
    """We work with this one no longer. Raises RuleBroken."""
    if not reason.strip():
        raise RuleBroken(Refusal("reason_missing"))
    provider.retired_on, provider.retired_reason = clock.local_date(at), reason.strip()
    db.session.flush()
    audit.record("provider.retired", "provider", provider.id, actor=actor, at=at, reason=reason.strip())


def add_person(*, provider: Provider, kind: str, name: str, about: str, phone: str, email: str, actor: Actor, at: datetime) -> ProviderPerson:  # fmt: skip
    """A contact or a trainer of theirs."""
    row = ProviderPerson(provider_id=provider.id, kind=kind, name=name, about=about, phone=phone, email=email, added_by=actor.id, added_at=at)  # fmt: skip
    return _keep(row, "provider.person_added", "provider_person", actor, at, name=name, kind=kind)


def remove_person(*, person: ProviderPerson, actor: Actor, at: datetime) -> None:
    """Somebody is there no longer; what they did stays on record."""
    if person.removed_at is None:
        person.removed_at = at
        db.session.flush()
        audit.record("provider.person_removed", "provider_person", person.id, actor=actor, at=at, name=person.name)


def add_contract(
    *, provider: Provider, number: str, subject: str, from_day: date, until_day: date, file_id: int | None, keeper: Person,
    actor: Actor, at: datetime,
) -> ProviderContract:  # fmt: skip
    """A contract. Raises RuleBroken."""
    if until_day < from_day:
        raise RuleBroken(Refusal("provider_days"))
    row = ProviderContract(
        provider_id=provider.id, number=number, subject=subject, from_day=from_day, until_day=until_day, file_id=file_id,
        keeper_id=keeper.id, added_by=actor.id, added_at=at,
    )  # fmt: skip
    return _keep(
        row, "provider.contract_added", "provider_contract", actor, at, number=number, until=until_day.isoformat()
    )


def add_price(
    *,
    provider: Provider,
    form: str,
    basis: str,
    what: str,
    amount: Decimal,
    currency: str,
    from_day: date,
    actor: Actor,
    at: datetime,
) -> ProviderPrice:
    """What they ask from a day on. Raises RuleBroken."""
    if refusals := _money_refusals(amount, currency):
        raise RuleBroken(*refusals)
    row = ProviderPrice(
        provider_id=provider.id, form=form, basis=basis, what=what, hundredths=int(amount * 100), currency=currency,
        from_day=from_day, entered_by=actor.id, entered_at=at,
    )  # fmt: skip
    return _keep(row, "provider.price_added", "provider_price", actor, at, amount=f"{amount:f}", currency=currency)


def set_criteria(
    *, from_day: date, content: Sequence[Mapping[str, Any]], actor: Actor, at: datetime
) -> ProviderCriteria:
    """By what providers are judged from a day on. Raises RuleBroken."""
    if faults := criteria_faults(content):
        raise RuleBroken(*(Refusal(code) for code in faults))
    row = ProviderCriteria(from_day=from_day, content=[dict(one) for one in content], set_by=actor.id, set_at=at)
    return _keep(row, "provider.criteria_set", "provider_criteria", actor, at, from_day=from_day.isoformat())


def score_provider(*, provider: Provider, marks: Mapping[str, int], comment: str, actor: Actor, may_always: bool, at: datetime) -> ProviderScore:  # fmt: skip
    """How one person judges, alone; those who keep providers and those who were taught by them may. Raises RuleBroken."""
    assert actor.id is not None
    criteria, refusals = find_criteria(clock.local_date(at)), []
    if criteria is None:
        raise RuleBroken(Refusal("criteria_none"))
    if not may_always and not has_attended(provider.id, actor.id):
        refusals.append(Refusal("score_stranger"))
    codes = {one["code"] for one in criteria.content}
    if set(marks) != codes or not all(LOWEST <= mark <= HIGHEST for mark in marks.values()):
        refusals.append(Refusal("score_open"))
    if refusals:
        raise RuleBroken(*refusals)
    row = ProviderScore(
        provider_id=provider.id, criteria_id=criteria.id, scorer_id=actor.id, marks=dict(marks), comment=comment.strip(),
        scored_on=clock.local_date(at), scored_at=at,
    )  # fmt: skip
    return _keep(row, "provider.scored", "provider_score", actor, at, provider=provider.code)


def buy_course(
    *, provider: Provider, bought: Bought, attendees: Collection[Person], actor: Actor, at: datetime
) -> ExternalCourse:
    """A course from outside for some people. Raises RuleBroken."""
    assert actor.id is not None
    refusals = _money_refusals(bought.amount, bought.currency)
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
    _keep(row, "external_course.bought", "external_course", actor, at, title=bought.title, amount=f"{bought.amount:f}", currency=bought.currency)  # fmt: skip
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
        told = {"title": course.title, "day": course.from_day.isoformat()}
        if due is None:
            notify(recipient_of(person), "external_course", link=link, at=at, urgent=False, **told)
        else:
            notify(
                recipient_of(person),
                "external_course_share",
                link=link,
                at=at,
                urgent=False,
                due=due.isoformat(),
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


def enter_result(*, attendee: ExternalAttendee, level: int, value: float, before: float | None, actor: Actor, at: datetime) -> ExternalResult:  # fmt: skip
    """What came of it for one attendee, from 0 to 100. Raises RuleBroken."""
    assert actor.id is not None
    numbers = [value] if before is None else [value, before]
    if level not in (1, 2, 3) or not all(0 <= one <= 100 for one in numbers) or (before is not None and level != 2):
        raise RuleBroken(Refusal("external_result"))
    row = ExternalResult(
        attendee_id=attendee.id, level=level, value=value, before=before, entered_by=actor.id, entered_at=at
    )
    return _keep(row, "external_course.result", "external_result", actor, at, person=attendee.person_id, level=level)


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


def _money_refusals(amount: Decimal, currency: str) -> list[Refusal]:
    found = []
    if not 0 <= amount <= MOST or amount != round(amount, 2):
        found.append(Refusal("provider_amount"))
    if len(currency) != 3 or not currency.isascii() or not currency.isupper():
        found.append(Refusal("fee_currency"))
    return found


def _keep(row: Any, verb: str, subject: str, actor: Actor, at: datetime, **details: Any) -> Any:
    db.session.add(row)
    db.session.flush()
    audit.record(verb, subject, row.id, actor=actor, at=at, **details)
    return row
