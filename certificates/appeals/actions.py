"""Lodging an appeal or a complaint, and answering it."""

from __future__ import annotations

from datetime import datetime

from flask import current_app

from certificates.actions.decide import write_decision
from certificates.appeals.models import AppealAnswer, CertificateAppeal
from certificates.appeals.queries import against, appeals_about, appeals_against
from certificates.appeals.rules import (
    APPEALABLE,
    TAKES_BACK,
    Raised,
    against_answering,
    against_lodging,
    answer_by,
)
from certificates.applications.actions import reopen
from certificates.applications.models import ApplicationDecision, TierApplication
from certificates.applications.queries import place
from certificates.applications.rules import Outcome, Place
from certificates.independence import against_deciding
from certificates.models import Certificate, CertificateDecision
from certificates.queries.certificates import status_of
from certificates.rules.status import DecisionKind, Status
from lms.core import audit, clock
from lms.core.audit import Actor
from lms.core.db import db
from lms.core.errors import RuleBroken
from lms.core.notices import notify
from lms.core.paths import path_to
from lms.people.notices import recipient_of
from lms.people.queries.people import get_person


def appeal_against(
    *, certificate: Certificate, decision: CertificateDecision, text: str, actor: Actor, at: datetime
) -> CertificateAppeal:
    """Appeal against a suspension or a withdrawal that still stands."""
    stands = status_of(certificate, clock.local_date(at), ()) in (Status.SUSPENDED, Status.WITHDRAWN)
    latest = bool(certificate.decisions) and certificate.decisions[-1].id == decision.id
    pending = any(one.answer is None for one in appeals_against([decision.id], []))
    _refuse(Raised.APPEAL, decision.kind in APPEALABLE and stands and latest, pending, text)
    return _lodge(Raised.APPEAL, certificate.person_id, certificate.id, decision.id, None, text, actor, at)


def appeal_refusal(*, application: TierApplication, text: str, actor: Actor, at: datetime) -> CertificateAppeal:
    """Appeal against the refusal of an application."""
    refusal = next((one for one in reversed(application.decisions) if one.outcome == Outcome.REFUSE), None)
    refused = place(application) is Place.REFUSED
    pending = refusal is not None and any(one.answer is None for one in appeals_against([], [refusal.id]))
    _refuse(Raised.APPEAL, refused and refusal is not None, pending, text)
    number = refusal.id if refusal else None
    return _lodge(Raised.APPEAL, application.person_id, application.certificate_id, None, number, text, actor, at)


def complain(*, certificate: Certificate, text: str, actor: Actor, at: datetime) -> CertificateAppeal:
    """Complain about how certification went; it changes no decision, and is answered all the same."""
    pending = any(one.kind == Raised.COMPLAINT and one.answer is None for one in appeals_about(certificate.id))
    _refuse(Raised.COMPLAINT, True, pending, text)
    return _lodge(Raised.COMPLAINT, certificate.person_id, certificate.id, None, None, text, actor, at)


def _refuse(kind: Raised, appealable: bool, pending: bool, text: str) -> None:
    refusals = against_lodging(kind=kind, appealable=appealable, pending=pending, text=text)
    if refusals:
        raise RuleBroken(*refusals)


def _lodge(
    kind: Raised, person_id: int, certificate_id: int | None, decision_id: int | None, refusal_id: int | None, text: str,
    actor: Actor, at: datetime,
) -> CertificateAppeal:  # fmt: skip
    if actor.id is None:
        raise ValueError("Only a person appeals.")
    appeal = CertificateAppeal(
        kind=kind, person_id=person_id, certificate_id=certificate_id, decision_id=decision_id, refusal_id=refusal_id,
        text=text.strip(), lodged_by=actor.id, lodged_at=at,
        answer_by=answer_by(clock.local_date(at), current_app.extensions["settings"].appeal_days),
    )  # fmt: skip
    db.session.add(appeal)
    db.session.flush()
    audit.record(f"{kind}.lodged", "appeal", appeal.id, actor=actor, at=at, person=person_id, reason=appeal.text)
    return appeal


def answer_appeal(
    *, appeal: CertificateAppeal, upheld: bool, reason: str, impartial: bool, actor: Actor, at: datetime
) -> AppealAnswer:
    """Answer, by somebody else than whoever decided first. An upheld appeal takes the decision back: a suspended certificate
    is reinstated, a withdrawn one restored, a refused application waits again."""
    if actor.id is None:
        raise ValueError("Only a person answers.")
    about = against(appeal)
    tiers = [one.tier for one in (about.certificate, about.application) if one is not None]
    refusals = against_answering(
        answered=appeal.answer is not None, first_decider=about.decided_by, lodged_by=appeal.lodged_by,
        answerer=actor.id, reason=reason, impartial=impartial,
    )  # fmt: skip
    personal = against_deciding(actor.id, [appeal.person_id], tiers, at).get(appeal.person_id, ())
    if refusals or personal:
        raise RuleBroken(*refusals, *personal)
    answer = AppealAnswer(
        appeal_id=appeal.id, upheld=upheld, reason=reason.strip(), impartial=impartial, answered_by=actor.id,
        answered_at=at,
    )  # fmt: skip
    db.session.add(answer)
    db.session.flush()
    db.session.refresh(appeal, ["answer"])
    audit.record(
        f"{appeal.kind}.{'upheld' if upheld else 'rejected'}", "appeal", appeal.id, actor=actor, at=at,
        person=appeal.person_id, reason=answer.reason,
    )  # fmt: skip
    if upheld:
        _take_back(about.certificate, about.decision, about.application, about.refusal, answer, actor, at)
    notify(
        recipient_of(get_person(appeal.person_id)),
        f"{appeal.kind}.{'upheld' if upheld else 'rejected'}",
        link=path_to("certificates.appeal", objection_id=appeal.id),
        at=at,
        urgent=True,
        reason=answer.reason,
    )
    return answer


def _take_back(
    certificate: Certificate | None, decision: CertificateDecision | None, application: TierApplication | None,
    refusal: ApplicationDecision | None, answer: AppealAnswer, actor: Actor, at: datetime,
) -> None:  # fmt: skip
    latest = certificate.decisions[-1].id if certificate is not None and certificate.decisions else None
    if certificate is not None and decision is not None and decision.id == latest:
        kind = TAKES_BACK[DecisionKind(decision.kind)]
        write_decision(
            certificate=certificate, kind=kind, reason=answer.reason, actor=actor, at=at, impartial=answer.impartial
        )
    if application is not None and refusal is not None and place(application) is Place.REFUSED:
        reopen(application=application, reason=answer.reason, actor=actor, at=at)
