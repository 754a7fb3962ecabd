"""Signing a pledge."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select

from certificates.pledges.models import PledgeSignature
from certificates.rules.requirements import pledge_code
from lms.core import audit
from lms.core.audit import Actor
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.core.errors import Refusal, RuleBroken
from lms.people.models import Person


def sign_pledge(
    *, person: Person, text: Mapping[str, str], language: str, digest: str, actor: Actor, at: datetime, tier_id: int | None = None
) -> PledgeSignature:  # fmt: skip
    """Sign a pledge in one's own name. `digest` is that of the words which the person saw; where they have changed since,
    nothing is signed. Raises RuleBroken."""
    if actor.id != person.id:
        raise RuleBroken(Refusal("pledge_not_own"))
    if digest != pledge_code(text):
        raise RuleBroken(Refusal("pledge_changed"))
    db.session.execute(select(Person.id).where(Person.id == person.id).with_for_update())
    row = PledgeSignature(
        person_id=person.id, digest=digest, text=Bilingual.of(text), language=language, tier_id=tier_id, signed_at=at
    )
    db.session.add(row)
    db.session.flush()
    audit.record(
        "pledge.signed",
        "pledge_signature",
        row.id,
        actor=actor,
        at=at,
        person=person.id,
        tier=tier_id,
        digest=digest[:16],
    )
    return row
