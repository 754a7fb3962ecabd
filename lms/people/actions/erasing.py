"""Erasing the personal data of somebody who left: the record stays as a number without a name, since others rest on it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from flask import current_app
from sqlalchemy import delete, select

from lms.core import audit, clock, events
from lms.core.audit import Actor
from lms.core.db import db
from lms.core.errors import Refusal, RuleBroken
from lms.core.mail import Letter
from lms.core.notices import Notice
from lms.people.events import PersonErased
from lms.people.models import Account, Person, PersonErasure

ERASED_ZH, ERASED_LATIN = "（姓名已删除）", "(name erased)"
"""What stands in the place of a name."""


def erase_person(*, person: Person, reason: str, actor: Actor, at: datetime) -> None:
    """Take name, number, addresses and account out of somebody's record, with the letters and notices they got; whoever
    holds more about them does the same in this transaction. Cannot be undone.

    Raises RuleBroken with every reason why not: they have not left, the days for which records are kept are not over,
    it is oneself, or it was done already.
    """
    if refusals := erasure_refusals(person, actor=actor, today=clock.local_date(at)):
        raise RuleBroken(*refusals)
    number = f"erased-{person.id}"
    person.name_zh, person.name_latin, person.employee_no = ERASED_ZH, ERASED_LATIN, number
    person.email = person.phone = None
    account = db.session.scalar(select(Account).where(Account.person_id == person.id))
    if account is not None:
        account.username, account.password_hash, account.last_sign_in_at = number, None, None
        account.epoch += 1
    db.session.execute(delete(Letter).where(Letter.recipient_id == person.id))
    db.session.execute(delete(Notice).where(Notice.recipient_id == person.id))
    db.session.add(PersonErasure(person_id=person.id, erased_at=at, erased_by=actor.id, reason=reason.strip()))
    db.session.flush()
    audit.record("person.erased", "person", person.id, actor=actor, at=at, reason=reason.strip())
    events.publish(PersonErased(person.id, actor, at))


def erasure_refusals(person: Person, *, actor: Actor, today: date) -> tuple[Refusal, ...]:
    """Why somebody's data may not be erased today; nothing: they may."""
    refusals = []
    if db.session.get(PersonErasure, person.id) is not None:
        refusals.append(Refusal("erased_already"))
    if person.id == actor.id:
        refusals.append(Refusal("erase_self"))
    days: int = current_app.extensions["settings"].erase_after_days
    if person.left_on is None:
        refusals.append(Refusal("erase_not_left"))
    elif person.left_on + timedelta(days=days) > today:
        first = person.left_on + timedelta(days=days)
        refusals.append(Refusal("erase_too_early", {"days": days, "day": first.isoformat()}))
    return tuple(refusals)
