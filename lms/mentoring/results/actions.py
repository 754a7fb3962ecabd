"""Thanking a mentor."""

from __future__ import annotations

from datetime import datetime

from lms.core import audit, clock
from lms.core.audit import Actor
from lms.core.db import db
from lms.core.errors import Refusal, RuleBroken
from lms.core.notices import notify
from lms.core.paths import path_to
from lms.mentoring.models import MentorCredit
from lms.people.models import Person
from lms.people.notices import known_as, recipient_of


def give_credit(*, mentor: Person, points: float, reason: str, actor: Actor, at: datetime) -> MentorCredit:
    """Put on record what a mentor is thanked for, perhaps with points; negative ones take back. Raises RuleBroken."""
    assert actor.id is not None
    refusals = []
    if not reason.strip():
        refusals.append(Refusal("reason_missing"))
    if actor.id == mentor.id:
        refusals.append(Refusal("credits_self"))
    if refusals:
        raise RuleBroken(*refusals)
    row = MentorCredit(
        mentor_id=mentor.id, points=points, reason=reason.strip(), given_on=clock.local_date(at), given_by=actor.id,
        given_at=at,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    audit.record(
        "mentor_credit.given",
        "mentor_credit",
        row.id,
        actor=actor,
        at=at,
        mentor=mentor.id,
        points=points,
        reason=row.reason,
    )
    link = path_to("mentoring.mentor", person_id=mentor.id)
    notify(recipient_of(mentor), "mentor_thanked", link=link, at=at, giver=known_as(actor), reason=row.reason)
    return row
