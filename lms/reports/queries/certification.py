"""Certificates of one person with what was decided about them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import bindparam, select

from certificates.models import Certificate, CertificateDecision, Scheme, Tier
from certificates.queries.effects import effects_on, stopped_by
from certificates.queries.standing import superseded_on
from certificates.rules.status import Decision, counts, status_on
from lms.core.together import Found
from lms.reports.queries.names import SIGNER, Signer, get_signer
from lms.reports.records import CertificateRecord, DecisionRecord

_SHOWN = 9  # the columns that a record shows; the rest says how it stands
_OWN = Certificate.person_id == bindparam("person_id")
PARTS: Mapping[str, Any] = {
    "certificates": select(
        Certificate.id, Certificate.number, Certificate.code, Scheme.title, Tier.title.label("tier"), Tier.level,
        Certificate.issued_on, Certificate.expires_on, Certificate.awarded_at, Certificate.grace_until,
        superseded_on().label("superseded_on"), Certificate.person_id, Certificate.grace_counts,
    )
    .join(Tier, Tier.id == Certificate.tier_id)
    .join(Scheme, Scheme.id == Tier.scheme_id)
    .where(_OWN)
    .order_by(Certificate.issued_on.desc(), Certificate.id.desc()),
    "decisions": select(
        CertificateDecision.certificate_id, CertificateDecision.kind, CertificateDecision.effective_on,
        CertificateDecision.decided_at, CertificateDecision.reason, *SIGNER,
    )
    .join(Certificate, Certificate.id == CertificateDecision.certificate_id)
    .join(Signer, Signer.id == CertificateDecision.decided_by)
    .where(_OWN)
    .order_by(CertificateDecision.id),
}  # fmt: skip


def certificates_of(rows: Found, today: date) -> tuple[CertificateRecord, ...]:
    """All certificates ever awarded, newest first, each as it stands today, from what `PARTS` found."""
    decisions: dict[int, list[DecisionRecord]] = defaultdict(list)
    for row in rows["decisions"]:
        decisions[row.certificate_id].append(DecisionRecord(*(*row[:5], get_signer(row))))
    stopped = stopped_by(effects_on(today, {row.person_id for row in rows["certificates"]}), today)
    found = []
    for row in rows["certificates"]:
        taken = decisions[row.id]
        status = status_on(
            issued_on=row.issued_on,
            expires_on=row.expires_on,
            decisions=[Decision(decision.kind, decision.effective_on) for decision in taken],
            day=today,
            grace_until=row.grace_until,
            superseded_on=row.superseded_on,
            stopped=row.id in stopped,
        )
        found.append(
            CertificateRecord(*(*row[:_SHOWN], status, counts(status, grace_counts=row.grace_counts), tuple(taken)))
        )
    return tuple(found)
