"""Reads of appeals and complaints."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from certificates.appeals.models import AppealAnswer, CertificateAppeal
from certificates.applications.models import ApplicationDecision, TierApplication
from certificates.models import Certificate, CertificateDecision, Tier
from lms.core.access import Permission
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.core.errors import NotFound
from lms.people.models import Person
from lms.people.queries.scope import visible
from lms.people.session import User

_SHOWN = 200


@dataclass(frozen=True)
class Against:
    """What an appeal is about: the decision with who took it, and the certificate or the application."""

    decided_by: int | None
    kind: str | None
    reason: str
    decided_on: date | None
    decision: CertificateDecision | None
    refusal: ApplicationDecision | None
    certificate: Certificate | None
    application: TierApplication | None


def get_appeal(user: User, appeal_id: int) -> CertificateAppeal:
    """An appeal of the reader's own, or of somebody about whom they may decide. Raises NotFound."""
    query = (
        select(CertificateAppeal)
        .join(Person, Person.id == CertificateAppeal.person_id)
        .where(CertificateAppeal.id == appeal_id)
        .options(joinedload(CertificateAppeal.answer))
    )
    seen = [p for p in (Permission.DECIDE_CERTIFICATES, Permission.SEE_CERTIFICATES) if p in user.permissions]
    query = query.where(visible(user, seen[0]) if seen else CertificateAppeal.person_id == user.id)
    found = db.session.scalars(query).unique().one_or_none()
    if found is None:
        raise NotFound
    return found


def against(appeal: CertificateAppeal) -> Against:
    """What an appeal is about."""
    decision = db.session.get(CertificateDecision, appeal.decision_id) if appeal.decision_id else None
    refusal = db.session.get(ApplicationDecision, appeal.refusal_id) if appeal.refusal_id else None
    of_tier = joinedload(Tier.scheme)
    certificate = (
        db.session.get(Certificate, appeal.certificate_id, options=[joinedload(Certificate.tier).options(of_tier)])
        if appeal.certificate_id
        else None
    )
    application = (
        db.session.get(
            TierApplication, refusal.application_id, options=[joinedload(TierApplication.tier).options(of_tier)]
        )
        if refusal
        else None
    )
    first = decision or refusal
    return Against(
        decided_by=first.decided_by if first else None,
        kind=decision.kind if decision else (refusal.outcome if refusal else None),
        reason=first.reason if first else "",
        decided_on=None if first is None else first.decided_at.date(),
        decision=decision,
        refusal=refusal,
        certificate=certificate,
        application=application,
    )


def appeals_against(decision_ids: Collection[int], refusal_ids: Collection[int]) -> list[CertificateAppeal]:
    """The appeals against some decisions and refusals."""
    if not decision_ids and not refusal_ids:
        return []
    query = (
        select(CertificateAppeal)
        .where(CertificateAppeal.decision_id.in_(decision_ids) | CertificateAppeal.refusal_id.in_(refusal_ids))
        .options(joinedload(CertificateAppeal.answer))
        .order_by(CertificateAppeal.id)
    )
    return list(db.session.scalars(query).unique())


def appeals_about(certificate_id: int) -> list[CertificateAppeal]:
    """Appeals and complaints about a certificate, the first one first."""
    query = (
        select(CertificateAppeal)
        .where(CertificateAppeal.certificate_id == certificate_id)
        .options(joinedload(CertificateAppeal.answer))
        .order_by(CertificateAppeal.id)
    )
    return list(db.session.scalars(query).unique())


@dataclass(frozen=True)
class AppealLine:
    """One line of a list of appeals."""

    id: int
    kind: str
    person_id: int
    holder: Bilingual
    text: str
    answer_by: date
    upheld: bool | None


def list_appeals(user: User, *, waiting: bool) -> list[AppealLine]:
    """Appeals and complaints within the reader's reach: those that wait, the most pressing first, or those answered last."""
    query = (
        select(
            CertificateAppeal.id, CertificateAppeal.kind, CertificateAppeal.person_id, Person.name_zh, Person.name_latin,
            CertificateAppeal.text, CertificateAppeal.answer_by, AppealAnswer.upheld,
        )
        .join(Person, Person.id == CertificateAppeal.person_id)
        .outerjoin(AppealAnswer, AppealAnswer.appeal_id == CertificateAppeal.id)
        .where(visible(user, Permission.DECIDE_CERTIFICATES), CertificateAppeal.person_id != user.id)
    )  # fmt: skip
    if waiting:
        query = query.where(AppealAnswer.id.is_(None)).order_by(CertificateAppeal.answer_by, CertificateAppeal.id)
    else:
        query = query.where(AppealAnswer.id.is_not(None)).order_by(AppealAnswer.answered_at.desc())
    return [
        AppealLine(
            row.id, row.kind, row.person_id, Bilingual(row.name_zh or row.name_latin, row.name_latin or row.name_zh),
            row.text, row.answer_by, row.upheld,
        )
        for row in db.session.execute(query.limit(_SHOWN))
    ]  # fmt: skip


def count_appeals(user: User) -> int:
    """How many appeals and complaints wait for an answer within the reader's reach."""
    query = (
        select(func.count(CertificateAppeal.id))
        .join(Person, Person.id == CertificateAppeal.person_id)
        .outerjoin(AppealAnswer, AppealAnswer.appeal_id == CertificateAppeal.id)
        .where(
            visible(user, Permission.DECIDE_CERTIFICATES), CertificateAppeal.person_id != user.id,
            AppealAnswer.id.is_(None),
        )
    )  # fmt: skip
    return db.session.scalar(query) or 0
