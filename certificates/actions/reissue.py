"""Issuing a certificate anew with what is true today on its face, as after a change of name."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from certificates.actions.issuing import issue
from certificates.events import CertificateDecided
from certificates.models import Certificate
from certificates.queries.certificates import status_of
from certificates.rules.renewal import Period
from certificates.rules.status import LEAST_REASON, Status
from lms.core import audit, clock, events
from lms.core.audit import Actor
from lms.core.db import db
from lms.core.errors import Refusal, RuleBroken
from lms.people.queries.people import get_person

REISSUED = frozenset({Status.VALID, Status.EXPIRING})


def reissue(*, certificate: Certificate, reason: str, actor: Actor, at: datetime) -> Certificate:
    """Give the certificate a new paper with a number of its own from the day of `at` on; its last day stays. The old one is
    superseded. Raises RuleBroken where it does not stand, or where another one follows it already."""
    db.session.execute(select(Certificate.id).where(Certificate.id == certificate.id).with_for_update())
    today = clock.local_date(at)
    refusals = []
    if status_of(certificate, today) not in REISSUED:
        refusals.append(Refusal("reissue_not_valid"))
    if certificate.followers:
        refusals.append(Refusal("certificate_followed"))
    if len(reason.strip()) < LEAST_REASON:
        refusals.append(Refusal("decision_without_reason", {"least": LEAST_REASON}))
    if actor.id is not None and actor.id == certificate.person_id:
        refusals.append(Refusal("certificate_is_own"))
    if refusals:
        raise RuleBroken(*refusals)
    period = Period(today, certificate.expires_on)
    new = issue(
        person=get_person(certificate.person_id), tier=certificate.tier, period=period,
        evidence=[*certificate.evidence, {"kind": "reissue", "ref": certificate.number, "text": reason.strip(), "on": today.isoformat()}],
        how="reissue", follows=certificate, actor=actor, at=at,
    )  # fmt: skip
    audit.record(
        "certificate.superseded", "certificate", certificate.id, actor=actor, at=at,
        number=certificate.number, person=certificate.person_id, reason=reason.strip(),
    )  # fmt: skip
    events.publish(CertificateDecided(certificate.id, certificate.person_id, "supersede", at))
    return new
