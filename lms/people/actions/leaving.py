"""Leaving: the account is closed, the record stays."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import or_, select

from lms.core import audit, clock, events
from lms.core.audit import Actor
from lms.core.db import db
from lms.core.errors import Refusal, RuleBroken
from lms.people.actions.accounts import close_account
from lms.people.events import PersonLeft
from lms.people.models import Account, Person, RoleAssignment


def record_leaving(*, person: Person, last_day: date, reason: str, actor: Actor, at: datetime) -> None:
    """Note that somebody leaves: account and roles end, running programmes and pairings are ended by those who hold them.

    Raises RuleBroken for somebody who left already, for a day to come, and for oneself.
    """
    refusals = []
    if person.left_on is not None:
        refusals.append(Refusal("left_already"))
    if last_day > clock.local_date(at) or last_day < person.hired_on:
        refusals.append(Refusal("leaving_day"))
    if person.id == actor.id:
        refusals.append(Refusal("leaving_self"))
    if refusals:
        raise RuleBroken(*refusals)
    person.left_on = last_day
    account = db.session.scalar(select(Account).where(Account.person_id == person.id))
    if account is not None:
        close_account(account=account, actor=actor, at=at)
    held = select(RoleAssignment).where(RoleAssignment.person_id == person.id)
    for role in db.session.scalars(
        held.where(or_(RoleAssignment.until_day.is_(None), RoleAssignment.until_day > last_day))
    ):
        role.until_day = max(last_day, role.from_day - timedelta(days=1))
    db.session.flush()
    audit.record("person.left", "person", person.id, actor=actor, at=at, last_day=last_day.isoformat(), reason=reason)
    events.publish(PersonLeft(person.id, last_day, reason, actor, at))
