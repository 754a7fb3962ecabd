"""Reads of eligibility: which tiers unlock which work, and how people stand."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from certificates.eligibility.rules import Eligibility, Grant, Held, Why, grants_of, judge
from certificates.models import Scheme, Tier
from certificates.queries.effects import EffectKind
from certificates.queries.schemes import list_tiers
from certificates.queries.standing import TierHeld, tiers_held
from certificates.rules.status import Status
from certificates.rules.unlocks import read_unlocks
from lms.core.db import db
from lms.people.models import Person

_STOPPED = {
    Status.FUTURE: Why.FUTURE, Status.GRACE: Why.GRACE, Status.EXPIRED: Why.EXPIRED, Status.SUSPENDED: Why.SUSPENDED,
    Status.WITHDRAWN: Why.WITHDRAWN, Status.SUPERSEDED: Why.EXPIRED,
}  # fmt: skip
_EFFECTS = {EffectKind.LOWER_TIER: Why.LOWER_TIER, EffectKind.DELTA: Why.DELTA}


@dataclass(frozen=True)
class Work:
    """Every kind of work that some tier unlocks, and the tiers by scheme and level."""

    grants: Mapping[str, tuple[Grant, ...]]
    tiers: Mapping[tuple[str, int], Tier]


def read_work() -> Work:
    """What the newest versions of all tiers unlock. Two statements."""
    tiers = list_tiers(list(db.session.scalars(select(Scheme.id))))
    by_place = {(tier.scheme.code, tier.level): tier for tier in tiers}
    return Work(grants_of((*place, read_unlocks(tier.unlocks)) for place, tier in by_place.items()), by_place)


def read_held(person_ids: Collection[int], day: date) -> dict[int, dict[tuple[str, int], Held]]:
    """How each of some people stands with each tier that they ever held. Three statements, however many people."""
    return {
        person_id: {place: _held(one, day) for place, one in tiers.items()}
        for person_id, tiers in tiers_held(person_ids, day).items()
    }


def _held(one: TierHeld, day: date) -> Held:
    until = one.grace_until if one.status is Status.GRACE and one.grace_until else one.expires_on
    ahead = [effect.since - timedelta(days=1) for effect in one.effects if effect.since > day]
    stopped = None if one.counts else _STOPPED.get(one.status, Why.EXPIRED)
    at_work = [effect for effect in one.effects if effect.since <= day]
    if stopped is Why.SUSPENDED and at_work:
        stopped = _EFFECTS[at_work[0].kind]
    return Held(one.scheme_code, one.level, one.certificate_id, one.counts, min([until, *ahead]), stopped)


def eligibility_of(
    people: Collection[Person], job: str, work: Work, day: date, product_line: str | None = None
) -> dict[int, Eligibility]:
    """Whether each of some people may do work of a kind that some tier unlocks."""
    held = read_held([person.id for person in people], day)
    return {
        person.id: judge(work.grants[job], product_line, held.get(person.id, {}), left_on=person.left_on, day=day)
        for person in people
    }
