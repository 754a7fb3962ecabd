"""Deciding about a certificate after the award."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from certificates.events import CertificateDecided
from certificates.models import Certificate, CertificateDecision
from certificates.queries.certificates import status_of
from certificates.rules.status import DecisionKind, decision_refusals
from lms.core import audit, clock, events
from lms.core.audit import Actor
from lms.core.db import db
from lms.core.errors import RuleBroken
from lms.core.notices import notify
from lms.core.paths import path_to
from lms.people.notices import recipient_of
from lms.people.queries.people import get_person


def decide(
    *, certificate: Certificate, kind: DecisionKind, reason: str, actor: Actor, at: datetime
) -> CertificateDecision:
    """Suspend, reinstate or withdraw from the day of `at` on. The holder is told, with the reason.

    Raises RuleBroken with every reason why it may not be.
    """
    db.session.execute(select(Certificate.id).where(Certificate.id == certificate.id).with_for_update())
    db.session.refresh(certificate, ["decisions"])
    today = clock.local_date(at)
    refusals = decision_refusals(
        kind=kind, status=status_of(certificate, today), reason=reason, is_own=certificate.person_id == actor.id
    )
    if refusals:
        raise RuleBroken(*refusals)
    if actor.id is None:
        raise ValueError("Only a person decides about a certificate.")
    decision = CertificateDecision(
        certificate_id=certificate.id,
        kind=kind,
        decided_by=actor.id,
        decided_at=at,
        effective_on=today,
        reason=reason.strip(),
    )
    certificate.decisions.append(decision)
    db.session.flush()
    audit.record(
        f"certificate.{kind}", "certificate", certificate.id, actor=actor, at=at,
        number=certificate.number, person=certificate.person_id, reason=decision.reason,
    )  # fmt: skip
    notify(
        recipient_of(get_person(certificate.person_id)),
        f"certificate.{kind}",
        link=path_to("certificates.show", certificate_id=certificate.id),
        at=at,
        urgent=True,
        number=certificate.number,
        reason=decision.reason,
    )
    events.publish(CertificateDecided(certificate.id, certificate.person_id, kind, at))
    return decision
