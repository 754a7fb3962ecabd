"""Certificates of one person with what was decided about them."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from sqlalchemy import select

from certificates.models import Certificate, CertificateDecision, Scheme, Tier
from certificates.rules.status import Decision, status_on
from lms.core.db import db
from lms.reports.queries.names import SIGNER, Signer, get_signer
from lms.reports.records import CertificateRecord, DecisionRecord


def list_certificates(person_id: int, today: date) -> tuple[CertificateRecord, ...]:
    """All certificates ever awarded, newest first, each as it stands today."""
    decisions = _decisions(person_id)
    query = (
        select(
            Certificate.id, Certificate.number, Certificate.code, Scheme.title, Tier.title.label("tier"), Tier.level,
            Certificate.issued_on, Certificate.expires_on, Certificate.awarded_at,
        )
        .join(Tier, Tier.id == Certificate.tier_id)
        .join(Scheme, Scheme.id == Tier.scheme_id)
        .where(Certificate.person_id == person_id)
        .order_by(Certificate.issued_on.desc(), Certificate.id.desc())
    )  # fmt: skip
    found = []
    for row in db.session.execute(query):
        taken = decisions[row.id]
        status = status_on(
            issued_on=row.issued_on,
            expires_on=row.expires_on,
            decisions=[Decision(decision.kind, decision.effective_on) for decision in taken],
            day=today,
        )
        found.append(CertificateRecord(*row, status, tuple(taken)))
    return tuple(found)


def _decisions(person_id: int) -> dict[int, list[DecisionRecord]]:
    query = (
        select(
            CertificateDecision.certificate_id, CertificateDecision.kind, CertificateDecision.effective_on,
            CertificateDecision.decided_at, CertificateDecision.reason, *SIGNER,
        )
        .join(Certificate, Certificate.id == CertificateDecision.certificate_id)
        .join(Signer, Signer.id == CertificateDecision.decided_by)
        .where(Certificate.person_id == person_id)
        .order_by(CertificateDecision.id)
    )  # fmt: skip
    found: dict[int, list[DecisionRecord]] = defaultdict(list)
    for row in db.session.execute(query):
        found[row.certificate_id].append(DecisionRecord(*row[:5], get_signer(row)))
    return found
