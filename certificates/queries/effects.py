"""What suspends a certificate by date, without anybody deciding: the tier below that lapsed, and an exam on what changed that
was not passed in time. Nothing of it is stored."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from flask import g, has_request_context, request
from sqlalchemy import JSON, Boolean, ColumnElement, Date, Integer, Select, String, and_, cast, func, null, or_, select
from sqlalchemy.orm import aliased

from assessments.models import Attempt, Exam
from certificates.deltas.models import DeltaCall, DeltaCallEnd
from certificates.models import Certificate, CertificateDecision, Scheme, Tier
from certificates.rules.renewal import WhenLowerLapses, lower_tier_stops, read_renewal
from certificates.rules.status import STOPPED
from lms.core.bilingual import Bilingual
from lms.core.db import SAFE_METHODS, db
from lms.people.models import Person


class EffectKind(StrEnum):
    """What is at work."""

    LOWER_TIER = "lower_tier"
    DELTA = "delta"


@dataclass(frozen=True)
class Effect:
    """A suspension by date, from `since` on (a day to come: it is ahead). `record_id`: the certificate of the tier below,
    or the call; `title` names the tier, or the call."""

    kind: EffectKind
    since: date
    record_id: int
    title: Bilingual


def effects_on(day: date, person_ids: Collection[int] | None = None) -> dict[int, tuple[Effect, ...]]:
    """What is at work or ahead on a day, by certificate: of some people, or of all. One statement; a page that asks for
    all asks once."""
    if person_ids is not None:
        return _effects(day, person_ids) if person_ids else {}
    if not has_request_context() or request.method not in SAFE_METHODS:
        return _effects(day, None)
    known: dict[date, dict[int, tuple[Effect, ...]]] = g.setdefault("certificate_effects", {})
    if day not in known:
        known[day] = _effects(day, None)
    return known[day]


def _effects(day: date, person_ids: Collection[int] | None) -> dict[int, tuple[Effect, ...]]:
    return effects_from(db.session.execute(_missed(day, person_ids).union_all(_with_lower(day, person_ids))), day)


def select_effects(day: date, person_ids: Collection[int]) -> Select[Any]:
    """What `effects_from` needs to know of some people: to be read with other records."""
    both: Any = _missed(day, person_ids).union_all(_with_lower(day, person_ids)).subquery()
    return select(both)


def effects_from(rows: Iterable[Any], day: date) -> dict[int, tuple[Effect, ...]]:
    """As `effects_on`, of what `select_effects` found."""
    found: dict[int, list[Effect]] = defaultdict(list)
    below: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        if row.lower_id is None:
            since = row.ends_on + timedelta(days=1)
            found[row.certificate_id].append(Effect(EffectKind.DELTA, since, row.call_id, row.title))
        else:
            below[row.certificate_id].append(row)
    for number, lower in sorted(below.items(), key=lambda pair: pair[1][0].level):
        effect = _of_lower(lower, found, day)
        if effect is not None:
            found[number].append(effect)
    return {number: tuple(some) for number, some in found.items()}


def stopped_by(effects: Mapping[int, Iterable[Effect]], day: date) -> set[int]:
    """The certificates that something suspends on the day."""
    return {number for number, some in effects.items() if any(effect.since <= day for effect in some)}


def _of_lower(rows: list[Any], found: Mapping[int, Iterable[Effect]], day: date) -> Effect | None:
    """What the end of the tier below does, where it is no longer valid on the day. `found` knows what stops the tiers below
    already, since they are looked at from the lowest up."""
    until, last = max((_valid_until(row, found, day), row.lower_id) for row in rows)
    if until >= day:
        return None
    since = lower_tier_stops(read_renewal(rows[0].renewal), until)
    title = next(row.title for row in rows if row.lower_id == last)
    return None if since is None else Effect(EffectKind.LOWER_TIER, since, last, title)


def _valid_until(row: Any, found: Mapping[int, Iterable[Effect]], day: date) -> date:
    """The last day, up to this one, on which a certificate counted. Where its tier was retired meanwhile nobody could renew
    it, and running out is held against nobody."""
    ends = [day]
    if row.retired_from is None or row.retired_from > row.ends_on:
        ends.append(row.grace_until if row.grace_counts and row.grace_until else row.ends_on)
    if row.standing in STOPPED and row.decided_on is not None:
        ends.append(row.decided_on - timedelta(days=1))
    ends += [effect.since - timedelta(days=1) for effect in found.get(row.lower_id, ())]
    return min(ends)


def concerned() -> Any:
    """Calls joined with the certificates that they concern: of the scheme, level and product line, of people who held the
    tier already when the call was made."""
    earlier, of_tier = aliased(Certificate), aliased(Tier)
    held_then = (
        select(earlier.id)
        .join(of_tier, of_tier.id == earlier.tier_id)
        .where(
            earlier.person_id == Certificate.person_id,
            of_tier.scheme_id == Tier.scheme_id,
            of_tier.level == Tier.level,
            earlier.awarded_at <= DeltaCall.called_at,
        )
        .correlate(Certificate, Tier, DeltaCall)
        .exists()
    )
    line = DeltaCall.product_line
    matches = and_(
        or_(DeltaCall.scheme_id.is_(None), DeltaCall.scheme_id == Tier.scheme_id),
        or_(DeltaCall.level.is_(None), DeltaCall.level == Tier.level),
        or_(
            line.is_(None),
            Scheme.product_line == line,
            and_(Scheme.product_line.is_(None), Person.product_line == line),
        ),
    )
    query: Any = (
        select(
            DeltaCall.id.label("call_id"), DeltaCall.title, DeltaCall.due_on, DeltaCall.exam_code, DeltaCall.consequence,
            Certificate.id.label("certificate_id"), Certificate.person_id,
        )
        .select_from(Certificate)
        .join(Person, Person.id == Certificate.person_id)
        .join(Tier, Tier.id == Certificate.tier_id)
        .join(Scheme, Scheme.id == Tier.scheme_id)
        .join(DeltaCall, matches)
        .where(held_then)
    )  # fmt: skip
    return query


def passed_on_time() -> Any:
    """When the person passed the exam of the call, as SQL: the first time after the call; NULL where they have not."""
    return (
        select(func.min(Attempt.finished_at))
        .join(Exam, Exam.id == Attempt.exam_id)
        .where(
            Exam.code == DeltaCall.exam_code,
            Attempt.person_id == Certificate.person_id,
            Attempt.passed.is_(True),
            Attempt.finished_at >= DeltaCall.called_at,
        )
        .correlate(DeltaCall, Certificate)
        .scalar_subquery()
    )


def running_on(day: date | ColumnElement[date]) -> Any:
    """Certificates that have not ended on a day, grace included."""
    return func.coalesce(Certificate.grace_until, Certificate.expires_on) >= day


def still_open() -> Any:
    """Calls that nobody has ended."""
    return ~select(DeltaCallEnd.id).where(DeltaCallEnd.call_id == DeltaCall.id).correlate(DeltaCall).exists()


def _missed(day: date, person_ids: Collection[int] | None) -> Any:
    nothing: Any = null()
    query = (
        concerned()
        .with_only_columns(
            Certificate.id.label("certificate_id"), DeltaCall.title.label("title"), DeltaCall.due_on.label("ends_on"),
            DeltaCall.id.label("call_id"), cast(nothing, Integer).label("lower_id"), cast(nothing, Integer).label("level"),
            cast(nothing, JSON).label("renewal"), cast(nothing, Date).label("grace_until"),
            cast(nothing, Boolean).label("grace_counts"), cast(nothing, Date).label("retired_from"), cast(nothing, String).label("standing"),
            cast(nothing, Date).label("decided_on"),
        )
        .where(DeltaCall.consequence == "suspend", still_open(), running_on(day), passed_on_time().is_(None))
    )  # fmt: skip
    return query if person_ids is None else query.where(Certificate.person_id.in_(person_ids))


def _with_lower(day: date, person_ids: Collection[int] | None) -> Any:
    """Certificates whose tier heeds the one below, with every certificate of that one."""
    lower, of_lower = aliased(Certificate), aliased(Tier)

    def latest(column: Any) -> Any:
        return (
            select(column)
            .where(CertificateDecision.certificate_id == lower.id, CertificateDecision.effective_on <= day)
            .order_by(CertificateDecision.effective_on.desc(), CertificateDecision.id.desc())
            .limit(1)
            .correlate(lower)
            .scalar_subquery()
        )

    heeds = Tier.renewal["when_lower_lapses"].as_string()
    query = (
        select(
            Certificate.id.label("certificate_id"), of_lower.title.label("title"), lower.expires_on.label("ends_on"),
            cast(null(), Integer).label("call_id"), lower.id.label("lower_id"), Tier.level, Tier.renewal,
            lower.grace_until, lower.grace_counts, of_lower.retired_from.label("retired_from"), latest(CertificateDecision.kind).label("standing"),
            latest(CertificateDecision.effective_on).label("decided_on"),
        )
        .select_from(Certificate)
        .join(Tier, Tier.id == Certificate.tier_id)
        .join(lower, lower.person_id == Certificate.person_id)
        .join(of_lower, of_lower.id == lower.tier_id)
        .where(
            heeds.in_((WhenLowerLapses.SUSPENDS, WhenLowerLapses.GRACE)),
            of_lower.scheme_id == Tier.scheme_id,
            of_lower.level == Tier.level - 1,
            lower.issued_on <= day,
            running_on(day),
        )
    )  # fmt: skip
    return query if person_ids is None else query.where(Certificate.person_id.in_(person_ids))
