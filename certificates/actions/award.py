"""Awarding a tier."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select

from certificates.actions.issuing import issue
from certificates.models import Certificate, Tier
from certificates.queries.certificates import Held, list_held
from certificates.queries.schemes import find_tier, scheme_for
from certificates.retirement.days import retired_values
from certificates.rules.renewal import next_period, read_renewal
from certificates.rules.status import HELD_STATUSES, Status
from lms.core import clock
from lms.core.audit import Actor
from lms.core.db import db
from lms.core.errors import Refusal, RuleBroken
from lms.people.models import Person


def award_tier(
    *, person: Person, scheme_code: str, level: int, evidence: list[dict[str, Any]], actor: Actor, at: datetime
) -> Certificate:
    """Award a tier on the day of `at`. `scheme_code` may name a group of schemes by product line, as "field".

    Whoever holds a certificate of the tier that has not run out gets that one back and no second. Raises RuleBroken
    where there is no such tier, or where the name has a character that no font can print.
    """
    scheme = scheme_for(person, scheme_code)
    tier = find_tier(scheme.id, level)
    if tier is None:
        raise RuleBroken(Refusal("tier_unknown", {"code": scheme.code, "level": level}))
    held = held_of_tier(person, tier, at)
    if held is not None:
        return held.certificate
    if tier.is_retired(clock.local_date(at)):
        raise RuleBroken(Refusal("tier_retired", retired_values(tier)))
    return award_version(person=person, tier=tier, evidence=evidence, actor=actor, at=at)


def held_of_tier(person: Person, tier: Tier, at: datetime) -> Held | None:
    """The person's certificate of a tier, in whichever version, that stands in the way of a second one. The person stays
    locked until the transaction ends, so that nobody is awarded twice at once."""
    db.session.execute(select(Person.id).where(Person.id == person.id).with_for_update())
    return next((held for held in of_tier(person.id, tier, at) if held.status in HELD_STATUSES), None)


def of_tier(person_id: int, tier: Tier, at: datetime) -> list[Held]:
    """What somebody ever held of a tier, in whichever version, newest first."""
    return [
        held
        for held in list_held(person_id, clock.local_date(at))
        if (held.certificate.tier.scheme_id, held.certificate.tier.level) == (tier.scheme_id, tier.level)
    ]


def award_version(
    *, person: Person, tier: Tier, evidence: list[dict[str, Any]], actor: Actor, at: datetime
) -> Certificate:
    """Award this version of a tier from the day of `at` on. A certificate that is in grace gives way to it."""
    in_grace = next((held for held in of_tier(person.id, tier, at) if held.status is Status.GRACE), None)
    period = next_period(read_renewal(tier.renewal), tier.validity_months, finished_on=clock.local_date(at))
    return issue(
        person=person, tier=tier, period=period, evidence=evidence, how="award",
        follows=in_grace.certificate if in_grace else None, actor=actor, at=at,
    )  # fmt: skip
