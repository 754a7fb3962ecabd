"""Deciding about a certificate after the award."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from certificates.events import CertificateDecided
from certificates.independence import against_deciding
from certificates.models import Certificate, CertificateDecision
from certificates.queries.certificates import status_of
from certificates.rules.status import DecisionKind, decision_refusals
from lms.core import audit, clock, events
from lms.core.audit import Actor
from lms.core.db import db
from lms.core.errors import Refusal, RuleBroken
from lms.core.notices import notify
from lms.core.paths import path_to
from lms.people.notices import recipient_of
from lms.people.queries.people import get_person


def decide(
    *,
    certificate: Certificate,
    kind: DecisionKind,
    reason: str,
    actor: Actor,
    at: datetime,
    impartial: bool = True,
) -> CertificateDecision:
    """Suspend, reinstate or withdraw from the day of `at` on; a period that is to follow goes along. The holder is told,
    with the reason.

    Raises RuleBroken with every reason why it may not be, independence of whoever decides included.
    """
    db.session.execute(select(Certificate.id).where(Certificate.id == certificate.id).with_for_update())
    db.session.refresh(certificate, ["decisions", "followers"])
    if actor.id is None:
        raise ValueError("Only a person decides about a certificate.")
    today = clock.local_date(at)
    refusals = decision_refusals(
        kind=kind, status=status_of(certificate, today, ()), reason=reason, is_own=False,
        follows_running=certificate.follows_id is not None and certificate.how == "renewal",
    )  # fmt: skip
    against = against_deciding(actor.id, [certificate.person_id], [certificate.tier], at).get(certificate.person_id, ())
    if not impartial:
        refusals = (*refusals, Refusal("not_declared_impartial"))
    if refusals or against:
        raise RuleBroken(*refusals, *against)
    return write_decision(certificate=certificate, kind=kind, reason=reason, actor=actor, at=at, impartial=impartial)


def write_decision(
    *, certificate: Certificate, kind: DecisionKind, reason: str, actor: Actor, at: datetime, impartial: bool
) -> CertificateDecision:
    """Write down what was decided, about the certificate and the one that is to follow, tell the holder and whoever listens."""
    today = clock.local_date(at)
    decision = _row(certificate, kind, reason, actor, at, impartial)
    for follower in certificate.followers:
        if follower.issued_on > today:
            _row(follower, kind, reason, actor, at, impartial)
    notify(
        recipient_of(get_person(certificate.person_id)),
        f"certificate.{kind}",
        link=path_to("certificates.show", certificate_id=certificate.id),
        at=at,
        urgent=True,
        number=certificate.number,
        reason=decision.reason,
    )
    return decision


def _row(
    certificate: Certificate, kind: DecisionKind, reason: str, actor: Actor, at: datetime, impartial: bool
) -> CertificateDecision:
    if actor.id is None:
        raise ValueError("Only a person decides about a certificate.")
    decision = CertificateDecision(
        certificate_id=certificate.id,
        kind=kind,
        decided_by=actor.id,
        decided_at=at,
        effective_on=clock.local_date(at),
        reason=reason.strip(),
        impartial=impartial,
    )
    certificate.decisions.append(decision)
    db.session.flush()
    audit.record(
        f"certificate.{kind}", "certificate", certificate.id, actor=actor, at=at,
        number=certificate.number, person=certificate.person_id, reason=decision.reason,
    )  # fmt: skip
    events.publish(CertificateDecided(certificate.id, certificate.person_id, kind, at))
    return decision
