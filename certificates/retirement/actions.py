"""Retiring a tier, and taking it up again. Nothing that was published or awarded is touched."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from certificates.models import Scheme, TierRetirement
from certificates.retirement.queries import get_ladder, list_told
from certificates.retirement.rules import against_retiring, against_taking_up
from courses.sessions.saying import both
from lms.core import audit, clock
from lms.core.audit import Actor
from lms.core.db import db
from lms.core.errors import RuleBroken
from lms.core.i18n import day as said
from lms.core.notices import notify
from lms.core.paths import path_to
from lms.people.notices import recipient_of


def retire_tier(
    *, scheme_code: str, level: int, from_day: date, reason: str, actor: Actor, at: datetime
) -> TierRetirement:
    """Award and renew a tier no more from a day on. Certificates hold until their last day, and what was applied for before
    is still decided. Holders and applicants are told. Raises RuleBroken with every reason why not."""
    _lock(scheme_code)
    _tier, days = get_ladder(scheme_code, level)
    refusals = against_retiring(
        level=level, days=days, from_day=from_day, today=clock.local_date(at), reason=reason
    )  # fmt: skip
    if refusals:
        raise RuleBroken(*refusals)
    return _write(scheme_code, level, from_day, reason, actor, at)


def take_up_tier(*, scheme_code: str, level: int, reason: str, actor: Actor, at: datetime) -> TierRetirement:
    """Award and renew a tier again that was retired, or was to be. Raises RuleBroken with every reason why not."""
    _lock(scheme_code)
    _tier, days = get_ladder(scheme_code, level)
    if refusals := against_taking_up(level=level, days=days, reason=reason):
        raise RuleBroken(*refusals)
    return _write(scheme_code, level, None, reason, actor, at)


def _lock(scheme_code: str) -> None:
    """One decision about a ladder at a time."""
    db.session.execute(select(Scheme.id).where(Scheme.code == scheme_code).with_for_update())


def _write(
    scheme_code: str, level: int, from_day: date | None, reason: str, actor: Actor, at: datetime
) -> TierRetirement:
    if actor.id is None:
        raise ValueError("Only a person retires a tier.")
    tier, _days = get_ladder(scheme_code, level)
    fact = TierRetirement(
        scheme_id=tier.scheme_id,
        level=level,
        from_day=from_day,
        reason=reason.strip(),
        decided_by=actor.id,
        decided_at=at,
    )
    db.session.add(fact)
    db.session.flush()
    db.session.expire(tier, ["retired_from"])
    kind = "tier.taken_up" if from_day is None else "tier.retired"
    since = {"from_day": from_day.isoformat()} if from_day else {}
    audit.record(
        kind, "tier", tier.id, actor=actor, at=at, scheme=scheme_code, level=level, reason=fact.reason, **since
    )
    values: dict[str, Any] = {"title": tier.scheme.title, "tier": tier.title, "reason": fact.reason}
    if from_day is not None:
        values["day"] = both(lambda: said(from_day))
    for person in list_told(tier, clock.local_date(at)):
        notify(recipient_of(person), kind, link=path_to("certificates.scheme", code=scheme_code), at=at, **values)
    return fact
