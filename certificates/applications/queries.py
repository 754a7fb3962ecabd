"""Reads of applications: one, those that wait, and what their requirements say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import joinedload

from certificates.applications.models import ApplicationDecision, TierApplication
from certificates.applications.rules import Asked, Outcome, Place, finished_on, place_of
from certificates.models import Certificate, Scheme, Tier
from certificates.queries.requirements import RequirementState, requirement_states
from certificates.rules.renewal import evidence_since, read_renewal, requirements_of_cycle
from lms.core import clock
from lms.core.access import Permission
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.core.errors import NotFound
from lms.core.paging import Page, page_of_rows
from lms.people.models import Person, Unit
from lms.people.queries.scope import visible
from lms.people.session import User

PER_PAGE = 50


def _whole() -> Select[TierApplication]:
    return select(TierApplication).options(
        joinedload(TierApplication.tier).joinedload(Tier.scheme),
        joinedload(TierApplication.decisions),
        joinedload(TierApplication.certificate).options(
            joinedload(Certificate.decisions), joinedload(Certificate.followers)
        ),
    )


def get_application(user: User, application_id: int) -> TierApplication:
    """An application that is the reader's own, or of somebody whose certificates they may see. Raises NotFound."""
    query = _whole().join(Person, Person.id == TierApplication.person_id)
    scope = visible(user, Permission.SEE_CERTIFICATES) if Permission.SEE_CERTIFICATES in user.permissions else None
    query = query.where(TierApplication.id == application_id)
    query = query.where(TierApplication.person_id == user.id) if scope is None else query.where(scope)
    found = db.session.scalars(query).unique().one_or_none()
    if found is None:
        raise NotFound
    return found


def place(application: TierApplication) -> Place:
    """Where an application stands."""
    return place_of([decision.outcome for decision in application.decisions])


def is_waiting() -> ColumnElement[bool]:
    """The condition on TierApplication that it waits: never decided, or reopened."""
    last = (
        select(ApplicationDecision.outcome)
        .where(ApplicationDecision.application_id == TierApplication.id)
        .order_by(ApplicationDecision.id.desc())
        .limit(1)
        .correlate(TierApplication)
        .scalar_subquery()
    )
    return func.coalesce(last, Outcome.REOPEN) == Outcome.REOPEN


def find_waiting(person_id: int, tier: Tier) -> TierApplication | None:
    """Somebody's application for a tier, in whichever version, that waits."""
    query = (
        _whole()
        .join(Tier, Tier.id == TierApplication.tier_id)
        .where(
            TierApplication.person_id == person_id, Tier.scheme_id == tier.scheme_id, Tier.level == tier.level,
            is_waiting(),
        )
    )  # fmt: skip
    return db.session.scalars(query).unique().first()


def list_own(person_id: int) -> list[TierApplication]:
    """All that somebody ever applied for, newest first."""
    query = _whole().where(TierApplication.person_id == person_id)
    return list(db.session.scalars(query.order_by(TierApplication.id.desc())).unique())


@dataclass(frozen=True)
class Waiting:
    """One line of the list of decisions that wait."""

    id: int
    person_id: int
    holder: Bilingual
    employee_no: str
    unit: Bilingual
    scheme: Bilingual
    tier: Bilingual
    kind: str
    applied_on: date
    expires_on: date | None


def list_waiting(user: User, page: int) -> Page[Waiting]:
    """What waits for a decision within the reader's reach, the longest wait first."""
    query: Any = (
        select(
            TierApplication.id, TierApplication.person_id, Person.name_zh, Person.name_latin, Person.employee_no,
            Unit.name.label("unit"), Scheme.title.label("scheme"), Tier.title.label("tier"), TierApplication.kind,
            TierApplication.applied_at, Certificate.expires_on,
        )
        .join(Person, Person.id == TierApplication.person_id)
        .join(Unit, Unit.id == Person.unit_id)
        .join(Tier, Tier.id == TierApplication.tier_id)
        .join(Scheme, Scheme.id == Tier.scheme_id)
        .outerjoin(Certificate, Certificate.id == TierApplication.certificate_id)
        .where(
            visible(user, Permission.DECIDE_CERTIFICATES), TierApplication.person_id != user.id,
            is_waiting(),
        )
        .order_by(TierApplication.applied_at, TierApplication.id)
    )  # fmt: skip
    found = page_of_rows(query, page, PER_PAGE)
    items = [
        Waiting(
            row.id, row.person_id, Bilingual(row.name_zh or row.name_latin, row.name_latin or row.name_zh),
            row.employee_no, row.unit, row.scheme, row.tier, row.kind, clock.local_date(row.applied_at), row.expires_on,
        )
        for row in found.items
    ]  # fmt: skip
    return replace(found, items=items)


def count_waiting(user: User) -> int:
    """How many applications wait for the reader."""
    query = (
        select(func.count(TierApplication.id))
        .join(Person, Person.id == TierApplication.person_id)
        .where(
            visible(user, Permission.DECIDE_CERTIFICATES),
            TierApplication.person_id != user.id,
            is_waiting(),
        )
    )
    return db.session.scalar(query) or 0


def states_for(application: TierApplication, day: date) -> tuple[RequirementState, ...]:
    """The requirements of an application, met or not: of an award those of the tier, of a renewal those of its cycle, by
    evidence that is new enough."""
    if application.kind == Asked.AWARD or application.certificate is None:
        return requirement_states(application.person_id, application.tier, day)
    return renewal_states(application.certificate, day, asked_on=clock.local_date(application.applied_at))


def renewal_states(certificate: Certificate, day: date, asked_on: date | None = None) -> tuple[RequirementState, ...]:
    """What the renewal of a certificate asks for, met or not. The rule is the one under which the period was earned;
    evidence is looked back at from the day of the application, or from today."""
    renewal = read_renewal(certificate.tier.renewal)
    asked = requirements_of_cycle(renewal, certificate.cycle + 1)
    since = evidence_since(renewal, certificate.expires_on, asked_on or day)
    requirements = certificate.tier.requirements if asked is None else list(asked)
    return requirement_states(certificate.person_id, certificate.tier, day, since=since, requirements=requirements)


def done_on(application: TierApplication, states: Sequence[RequirementState]) -> date:
    """The day on which the person had done their part."""
    return finished_on(clock.local_date(application.applied_at), [state.on for state in states if state.met])
