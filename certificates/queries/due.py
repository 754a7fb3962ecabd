"""What of certification waits for somebody: a few figures for the page that everybody begins with, one statement each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Date, Integer, bindparam, func, or_, select
from sqlalchemy.orm import aliased

from certificates.appeals.models import AppealAnswer, CertificateAppeal
from certificates.applications.models import TierApplication
from certificates.applications.queries import is_waiting
from certificates.models import Certificate, Scheme, Tier
from certificates.queries.effects import concerned, passed_on_time, running_on, still_open
from certificates.queries.standing import standing_decision
from certificates.rules.renewal import MAY_RENEW, Stage, read_renewal, renewable_until, stage
from certificates.rules.status import STOPPED
from lms.core.access import Permission
from lms.core.bilingual import Bilingual
from lms.core.db import db, read
from lms.people.models import Person
from lms.people.queries.scope import visible
from lms.people.session import User

_BACK = timedelta(days=3660)


@dataclass(frozen=True)
class RenewalDue:
    """A certificate of one's own that can be renewed now; `applied`: an application waits already."""

    certificate_id: int
    scheme: Bilingual
    tier: Bilingual
    expires_on: date
    until: date
    stage: Stage
    applied: bool


def renewals_due(person_id: int, today: date) -> tuple[list[RenewalDue], bool]:
    """The certificates of a person whose window is open, in grace or late, and that nothing continues: the first end first;
    of a tier that was awarded again the old one is left out. And whether a call for a short exam waits for the person."""
    found, called = [], False
    for row in read(_running(), person_id=person_id, today=today, back=today - _BACK):
        called = called or bool(row.called)
        renewal = read_renewal(row.renewal)
        now = stage(renewal, row.expires_on, today)
        if now in MAY_RENEW:
            until = renewable_until(renewal, row.expires_on) or row.expires_on
            found.append(RenewalDue(row.id, row.scheme, row.tier, row.expires_on, until, now, row.applied))
    return found, called


@cache
def _running() -> Any:
    """The statement behind it, built once: everybody's first page asks it."""
    person_id, today = bindparam("person_id", type_=Integer), bindparam("today", type_=Date)
    waits = (
        concerned()
        .with_only_columns(Certificate.id)
        .where(Certificate.person_id == person_id, running_on(today), still_open(), passed_on_time().is_(None))
        .correlate(None)
    )
    newer, newer_tier = aliased(Certificate), aliased(Tier)
    again = (
        select(newer.id)
        .join(newer_tier, newer_tier.id == newer.tier_id)
        .where(
            newer.person_id == Certificate.person_id, newer_tier.scheme_id == Tier.scheme_id,
            newer_tier.level == Tier.level, newer.issued_on > Certificate.issued_on,
        )
        .correlate(Certificate, Tier)
        .exists()
    )  # fmt: skip
    applied = (
        select(TierApplication.id)
        .where(TierApplication.certificate_id == Certificate.id, is_waiting())
        .correlate(Certificate)
        .exists()
    )
    return (
        select(
            Certificate.id, Certificate.expires_on, Tier.renewal, Tier.title.label("tier"), Scheme.title.label("scheme"),
            applied.label("applied"), Certificate.id.in_(waits).label("called"),
        )
        .join(Tier, Tier.id == Certificate.tier_id)
        .join(Scheme, Scheme.id == Tier.scheme_id)
        .where(
            Certificate.person_id == person_id, Certificate.expires_on >= bindparam("back", type_=Date), ~again,
            or_(Tier.retired_from.is_(None), Tier.retired_from > today),
            func.coalesce(standing_decision(today), "").not_in(STOPPED),
        )
        .order_by(Certificate.expires_on, Certificate.id)
    )  # fmt: skip


def count_decisions(user: User) -> tuple[int, int]:
    """How many applications and how many appeals wait for the reader: one statement."""
    mine = visible(user, Permission.DECIDE_CERTIFICATES)
    applications = (
        select(func.count(TierApplication.id))
        .join(Person, Person.id == TierApplication.person_id)
        .where(mine, TierApplication.person_id != user.id, is_waiting())
        .scalar_subquery()
    )
    appeals = (
        select(func.count(CertificateAppeal.id))
        .join(Person, Person.id == CertificateAppeal.person_id)
        .outerjoin(AppealAnswer, AppealAnswer.appeal_id == CertificateAppeal.id)
        .where(mine, CertificateAppeal.person_id != user.id, AppealAnswer.id.is_(None))
        .scalar_subquery()
    )
    row = db.session.execute(select(applications.label("applications"), appeals.label("appeals"))).one()
    return row.applications, row.appeals
