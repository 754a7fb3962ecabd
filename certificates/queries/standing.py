"""The rule of status as SQL, and how the tiers of many people stand on a day."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import aliased

from certificates.models import Certificate, CertificateDecision, Scheme, Tier
from certificates.queries.effects import Effect, effects_from, effects_on, select_effects, stopped_by
from certificates.rules.status import EXPIRING_DAYS, STOPPED, DecisionKind, Status, counts, status_of
from lms.core.bilingual import Bilingual
from lms.core.together import Together


def standing_decision(day: date | ColumnElement[date]) -> Any:
    """The decision that governs a day, as SQL: the latest, since after a withdrawal only its reversal can be written."""
    return (
        select(CertificateDecision.kind)
        .where(CertificateDecision.certificate_id == Certificate.id, CertificateDecision.effective_on <= day)
        .order_by(CertificateDecision.effective_on.desc(), CertificateDecision.id.desc())
        .limit(1)
        .correlate(Certificate)
        .scalar_subquery()
    )


def superseded_on() -> Any:
    """The first day of the certificate that took a certificate's place, as SQL; NULL where none did."""
    follower = aliased(Certificate)
    return (
        select(func.min(follower.issued_on))
        .where(follower.follows_id == Certificate.id)
        .correlate(Certificate)
        .scalar_subquery()
    )


def _taken_over(day: date) -> ColumnElement[bool]:
    follower = aliased(Certificate)
    return (
        select(follower.id)
        .where(follower.follows_id == Certificate.id, follower.issued_on <= day)
        .correlate(Certificate)
        .exists()
    )


def _end() -> Any:
    """The last day of a certificate with its grace."""
    return func.coalesce(Certificate.grace_until, Certificate.expires_on)


def _stopped(day: date, known: Mapping[int, Iterable[Effect]] | None) -> ColumnElement[bool]:
    effects = effects_on(day) if known is None else known
    return Certificate.id.in_(sorted(stopped_by(effects, day)))


def has_status(status: Status, day: date, effects: Mapping[int, Iterable[Effect]] | None = None) -> ColumnElement[bool]:
    """The rule `status_of` as a condition, so that a list can be narrowed by it. `effects` of the day where they are known."""
    standing = func.coalesce(standing_decision(day), "")
    if status is Status.WITHDRAWN:
        return standing == DecisionKind.WITHDRAW
    if status is Status.SUPERSEDED:
        return and_(standing != DecisionKind.WITHDRAW, _taken_over(day))
    own = and_(standing != DecisionKind.WITHDRAW, ~_taken_over(day))
    if status is Status.EXPIRED:
        return and_(own, _end() < day)
    begun, suspended = Certificate.issued_on <= day, standing == DecisionKind.SUSPEND
    stopped = _stopped(day, effects)
    running = and_(own, _end() >= day)
    if status is Status.SUSPENDED:
        return and_(running, or_(suspended, and_(stopped, begun)))
    running = and_(running, ~suspended)
    if status is Status.FUTURE:
        return and_(running, ~begun)
    running = and_(running, begun, ~stopped)
    if status is Status.GRACE:
        return and_(running, Certificate.expires_on < day)
    soon = day + timedelta(days=EXPIRING_DAYS)
    if status is Status.EXPIRING:
        return and_(running, Certificate.expires_on.between(day, soon))
    return and_(running, Certificate.expires_on > soon)


def stands(day: date, effects: Mapping[int, Iterable[Effect]] | None = None) -> ColumnElement[bool]:
    """The rule `counts` as a condition: certificates on which work may rest."""
    standing = func.coalesce(standing_decision(day), "")
    last = or_(Certificate.expires_on >= day, and_(Certificate.grace_counts, Certificate.grace_until >= day))
    return and_(
        Certificate.issued_on <= day, last, standing.not_in(STOPPED), ~_taken_over(day), ~_stopped(day, effects)
    )  # fmt: skip


@dataclass(frozen=True)
class TierHeld:
    """How a person stands with one tier: by the certificate of it that says most. `counts`: work may rest on it, after
    what a lapsed lower tier or a missed exam does; `effects` say which of these is at work or ahead."""

    certificate_id: int
    tier_id: int
    scheme_id: int
    scheme_code: str
    level: int
    product_line: str | None
    status: Status
    counts: bool
    issued_on: date
    expires_on: date
    grace_until: date | None
    scheme: Bilingual
    tier: Bilingual
    effects: tuple[Effect, ...] = ()


_RANK = {
    status: rank
    for rank, status in enumerate((
        Status.VALID, Status.EXPIRING, Status.GRACE, Status.SUSPENDED, Status.FUTURE, Status.EXPIRED, Status.WITHDRAWN,
        Status.SUPERSEDED,
    ))
}  # fmt: skip


def tiers_held(person_ids: Collection[int], day: date) -> dict[int, dict[tuple[str, int], TierHeld]]:
    """Each tier that each of some people ever held, by scheme code and level, as it stands on the day. One statement,
    however many people."""
    if not person_ids:
        return {}
    query = (
        select(
            Certificate.person_id, Certificate.id, Certificate.tier_id, Certificate.issued_on, Certificate.expires_on,
            Certificate.grace_until, Certificate.grace_counts, Tier.scheme_id, Tier.level, Tier.title.label("tier"),
            Scheme.code, Scheme.product_line, Scheme.title.label("scheme"),
            standing_decision(day).label("standing"), superseded_on().label("superseded_on"),
        )
        .join(Tier, Tier.id == Certificate.tier_id)
        .join(Scheme, Scheme.id == Tier.scheme_id)
        .where(Certificate.person_id.in_(person_ids))
        .order_by(Certificate.issued_on, Certificate.id)
    )  # fmt: skip
    found: dict[int, dict[tuple[str, int], TierHeld]] = {}
    known_of = Together(held=query, effects=select_effects(day, person_ids)).read()
    effects = effects_from(known_of["effects"], day)
    for row in known_of["held"]:
        own = tuple(effects.get(row.id, ()))
        status = status_of(
            issued_on=row.issued_on, expires_on=row.expires_on, standing=row.standing, day=day,
            grace_until=row.grace_until, superseded_on=row.superseded_on,
            stopped=any(effect.since <= day for effect in own),
        )  # fmt: skip
        held = TierHeld(
            row.id, row.tier_id, row.scheme_id, row.code, row.level, row.product_line, status,
            counts(status, grace_counts=row.grace_counts), row.issued_on, row.expires_on, row.grace_until,
            row.scheme, row.tier, own,
        )  # fmt: skip
        tiers = found.setdefault(row.person_id, {})
        known = tiers.get((row.code, row.level))
        if known is None or _RANK[status] <= _RANK[known.status]:
            tiers[(row.code, row.level)] = held
    return found
