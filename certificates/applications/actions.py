"""Applying for a tier or a renewal, taking it back, and deciding."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from certificates.actions.award import award_version, held_of_tier, of_tier
from certificates.actions.issuing import issue
from certificates.applications.models import ApplicationDecision, TierApplication
from certificates.applications.queries import done_on, find_waiting, place, states_for
from certificates.applications.rules import (
    Asked,
    Case,
    Outcome,
    Place,
    against_applying,
    against_deciding,
)
from certificates.independence import against_deciding as against_person
from certificates.models import Certificate, Tier
from certificates.queries.certificates import status_of
from certificates.queries.requirements import RequirementState, requirement_states
from certificates.queries.schemes import find_tier
from certificates.renewals import refusal_values
from certificates.retirement.days import retired_values
from certificates.rules.renewal import next_period, read_renewal, stage
from certificates.rules.requirements import Kind
from lms.core import audit, clock
from lms.core.audit import Actor
from lms.core.db import db
from lms.core.errors import Refusal, RuleBroken
from lms.core.notices import notify
from lms.core.paths import path_to
from lms.people.models import Person
from lms.people.notices import recipient_of
from lms.people.queries.people import get_person


def apply_for_tier(*, person: Person, tier: Tier, note: str, actor: Actor, at: datetime) -> TierApplication:
    """Ask for a tier. Raises RuleBroken where something is missing, where it is held already, or asked for already."""
    today = clock.local_date(at)
    unmet = sum(not state.met for state in requirement_states(person.id, tier, today))
    refusals = against_applying(
        asked=Asked.AWARD, waiting=find_waiting(person.id, tier) is not None,
        held=held_of_tier(person, tier, at) is not None, stage=None, status=None, followed=False, unmet=unmet,
        retired=tier.is_retired(today),
    )  # fmt: skip
    if refusals:
        raise RuleBroken(*(_with_days(one, tier) for one in refusals))
    return _lodge(person, tier, Asked.AWARD, None, note, actor, at)


def apply_for_renewal(*, certificate: Certificate, note: str, actor: Actor, at: datetime) -> TierApplication:
    """Ask for the renewal of a certificate, from the opening of its window until the limit of lapse. The new period is
    decided by the newest version of the tier. Raises RuleBroken with every reason why not."""
    today, tier = clock.local_date(at), certificate.tier
    refusals = against_applying(
        asked=Asked.RENEWAL, waiting=find_waiting(certificate.person_id, tier) is not None, held=False,
        stage=stage(read_renewal(tier.renewal), certificate.expires_on, today), status=status_of(certificate, today),
        followed=bool(certificate.followers), unmet=0,
        retired=tier.is_retired(today),
    )  # fmt: skip
    if refusals:
        raise RuleBroken(*(_with_days(one, tier, certificate) for one in refusals))
    newest = find_tier(tier.scheme_id, tier.level) or tier
    return _lodge(get_person(certificate.person_id), newest, Asked.RENEWAL, certificate, note, actor, at)


def _with_days(refusal: Refusal, tier: Tier, certificate: Certificate | None = None) -> Refusal:
    days = refusal_values(refusal.code, certificate) if certificate else {}
    if refusal.code == "tier_retired":
        days = retired_values(tier)
    return Refusal(refusal.code, {**refusal.values, **days})


def _lodge(
    person: Person, tier: Tier, kind: Asked, certificate: Certificate | None, note: str, actor: Actor, at: datetime
) -> TierApplication:
    if actor.id is None:
        raise ValueError("Only a person applies.")
    application = TierApplication(
        person_id=person.id, tier=tier, kind=kind, certificate=certificate, applied_by=actor.id, applied_at=at,
        note=note.strip(),
    )  # fmt: skip
    db.session.add(application)
    db.session.flush()
    audit.record(
        "application.lodged", "application", application.id, actor=actor, at=at,
        person=person.id, scheme=tier.scheme.code, level=tier.level, kind=kind,
        **({"number": certificate.number} if certificate else {}),
    )  # fmt: skip
    if actor.id != person.id:
        _tell(application, "application.lodged_for_you", at)
    return application


def take_back(*, application: TierApplication, actor: Actor, at: datetime) -> None:
    """Take an application back before it is decided; whoever it is for or lodged it may."""
    if place(application) is not Place.WAITING:
        raise RuleBroken(Refusal("application_decided"))
    _write(application, Outcome.TAKE_BACK, "", False, None, actor, at)


def decide_application(
    *, application: TierApplication, outcome: Outcome, reason: str, impartial: bool, actor: Actor, at: datetime
) -> ApplicationDecision:
    """Award, renew or refuse. Raises RuleBroken with every reason why it may not be decided so, or not by this person."""
    db.session.execute(select(Person.id).where(Person.id == application.person_id).with_for_update())
    db.session.refresh(application, ["decisions"])
    if actor.id is None:
        raise ValueError("Only a person decides about an application.")
    today = clock.local_date(at)
    states = states_for(application, today)
    refused = [one for one in application.decisions if one.outcome == Outcome.REFUSE]
    person = get_person(application.person_id)
    case = Case(
        place=place(application),
        first_refused_by=refused[-1].decided_by if refused else None,
        unmet=sum(not state.met for state in states),
        held=application.kind == Asked.AWARD and held_of_tier(person, application.tier, at) is not None,
    )
    against = against_person(actor.id, [person.id], [application.tier], at).get(person.id, ())
    refusals = against_deciding(
        asked=Asked(application.kind),
        outcome=outcome,
        case=case,
        decider_id=actor.id,
        reason=reason,
        impartial=impartial,
    )
    if refusals or against:
        raise RuleBroken(*against, *refusals)
    certificate = None
    if outcome is Outcome.AWARD:
        certificate = award_version(
            person=person, tier=application.tier, evidence=evidence_from(states), actor=actor, at=at
        )
    elif outcome is Outcome.RENEW:
        certificate = _renew(application, states, actor, at)
    return _write(application, outcome, reason, impartial, certificate, actor, at)


def _renew(application: TierApplication, states: Sequence[RequirementState], actor: Actor, at: datetime) -> Certificate:
    """The next period, by the rule under which the old one was earned; its own rule is that of the newest version."""
    old = application.certificate
    if old is None:
        raise ValueError("A renewal continues a certificate.")
    if old.followers:
        raise RuleBroken(Refusal("certificate_followed"))
    before = [one for one in of_tier(application.person_id, application.tier, at) if one.certificate.id == old.id]
    if not before or before[0].status.value in ("suspended", "withdrawn"):
        raise RuleBroken(Refusal("renewal_not_standing"))
    period = next_period(
        read_renewal(old.tier.renewal), application.tier.validity_months, finished_on=done_on(application, states),
        expires_on=old.expires_on,
    )  # fmt: skip
    return issue(
        person=get_person(application.person_id), tier=application.tier, period=period, evidence=evidence_from(states),
        how="renewal", follows=old, actor=actor, at=at,
    )  # fmt: skip


def evidence_from(states: Sequence[RequirementState]) -> list[dict[str, Any]]:
    """What was shown for each requirement, to be kept with the certificate."""
    kept = []
    for state in states:
        if state.parts:
            kept += evidence_from([part for part in state.parts if part.met])
            continue
        # a pledge is known by the digest of its words, which is no title
        titles = [] if state.kind == Kind.PLEDGE else [title.as_dict() for title in state.titles]
        code = state.state.codes[0] if state.state.codes else None
        kept.append({
            "kind": str(state.kind),
            **({"title": titles[0]} if len(titles) == 1 else {}),
            **({"ref": code} if code else {}),
            **({"mark": state.have} if state.have is not None and state.total is None and state.kind in ("exam", "practical_exam") else {}),
            **({"done": state.have, "total": state.total} if state.total is not None else {}),
            **({"on": state.on.isoformat()} if state.on else {}),
            **({"record_id": state.state.record_id} if state.state.record_id else {}),
        })  # fmt: skip
    return kept


def _write(
    application: TierApplication, outcome: Outcome, reason: str, impartial: bool, certificate: Certificate | None,
    actor: Actor, at: datetime,
) -> ApplicationDecision:  # fmt: skip
    if actor.id is None:
        raise ValueError("Only a person decides.")
    decision = ApplicationDecision(
        application_id=application.id, outcome=outcome, reason=reason.strip(), impartial=impartial,
        certificate_id=certificate.id if certificate else None, decided_by=actor.id, decided_at=at,
    )  # fmt: skip
    application.decisions.append(decision)
    db.session.flush()
    audit.record(
        f"application.{outcome}", "application", application.id, actor=actor, at=at,
        person=application.person_id, scheme=application.tier.scheme.code, level=application.tier.level,
        reason=decision.reason, **({"number": certificate.number} if certificate else {}),
    )  # fmt: skip
    if outcome in (Outcome.REFUSE, Outcome.REOPEN):
        _tell(application, f"application.{outcome}", at, reason=decision.reason)
    return decision


def reopen(*, application: TierApplication, reason: str, actor: Actor, at: datetime) -> ApplicationDecision:
    """Let a refused application wait again, since an appeal against the refusal was upheld."""
    return _write(application, Outcome.REOPEN, reason, True, None, actor, at)


def _tell(application: TierApplication, kind: str, at: datetime, **values: Any) -> None:
    notify(
        recipient_of(get_person(application.person_id)),
        kind,
        link=path_to("certificates.application", asked_id=application.id),
        at=at,
        title=application.tier.scheme.title,
        tier=application.tier.title,
        **values,
    )
