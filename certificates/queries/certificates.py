"""Reads of certificates: one, a person's, and how each stands on a day."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from certificates.models import Certificate, Tier
from certificates.queries.effects import Effect, effects_on
from certificates.rules.status import Decision, Status, counts, status_on
from lms.core.access import Permission
from lms.core.db import db
from lms.core.errors import NotFound
from lms.people.models import Person
from lms.people.queries.scope import visible
from lms.people.session import User

_WHOLE = (
    joinedload(Certificate.tier).joinedload(Tier.scheme),
    joinedload(Certificate.decisions),
    joinedload(Certificate.followers),
)


@dataclass(frozen=True)
class Held:
    """A certificate of a person and how it stands; `effects` say what of a lower tier or a called exam is at work or ahead."""

    certificate: Certificate
    status: Status
    effects: tuple[Effect, ...] = ()

    @property
    def counts(self) -> bool:
        """May work rest on it?"""
        return counts(self.status, grace_counts=self.certificate.grace_counts)


def status_of(certificate: Certificate, day: date, effects: Sequence[Effect] | None = None) -> Status:
    """How a certificate stands on a day. `effects` of it where they are known already, else they are asked for."""
    if effects is None:
        effects = effects_of(certificate, day)
    return status_on(
        issued_on=certificate.issued_on,
        expires_on=certificate.expires_on,
        decisions=[Decision(decision.kind, decision.effective_on) for decision in certificate.decisions],
        day=day,
        grace_until=certificate.grace_until,
        superseded_on=min((follower.issued_on for follower in certificate.followers), default=None),
        stopped=any(effect.since <= day for effect in effects),
    )


def effects_of(certificate: Certificate, day: date) -> tuple[Effect, ...]:
    """What a lower tier or a called exam does to a certificate on a day, or will do."""
    return effects_on(day, [certificate.person_id]).get(certificate.id, ())


def list_held(person_id: int, day: date) -> list[Held]:
    """All certificates that a person was ever awarded, newest first."""
    query = select(Certificate).where(Certificate.person_id == person_id).options(*_WHOLE)
    rows = db.session.scalars(query.order_by(Certificate.issued_on.desc(), Certificate.id.desc())).unique().all()
    effects = effects_on(day, [person_id]) if rows else {}
    return [
        Held(certificate, status_of(certificate, day, own), own)
        for certificate in rows
        for own in [effects.get(certificate.id, ())]
    ]


def get_certificate(user: User, certificate_id: int) -> Certificate:
    """A certificate that is the reader's own, or of somebody whose certificates they may see. Raises NotFound."""
    query = select(Certificate).where(Certificate.id == certificate_id).options(*_WHOLE)
    if Permission.SEE_CERTIFICATES in user.permissions:
        query = query.join(Person, Person.id == Certificate.person_id)
        query = query.where(visible(user, Permission.SEE_CERTIFICATES))
    else:
        query = query.where(Certificate.person_id == user.id)
    certificate = db.session.scalars(query).unique().one_or_none()
    if certificate is None:
        raise NotFound
    return certificate


def find_by_code(code: str) -> Certificate | None:
    """A certificate by its public code: for anybody."""
    query = select(Certificate).where(Certificate.code == code).options(*_WHOLE)
    return db.session.scalars(query).unique().one_or_none()


def list_certificates(ids: Collection[int]) -> list[Certificate]:
    """Certificates by ids, in the order of their numbers."""
    query = select(Certificate).where(Certificate.id.in_(ids)).options(*_WHOLE)
    return list(db.session.scalars(query.order_by(Certificate.number)).unique())
