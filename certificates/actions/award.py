"""Awarding a tier."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from certificates.events import CertificateAwarded
from certificates.faces import face_of, take_down
from certificates.models import Certificate, NumberSeries, Tier
from certificates.pdf.design import unprintable_characters
from certificates.queries.certificates import list_held
from certificates.queries.schemes import find_tier, scheme_for
from certificates.rules.numbers import certificate_number, new_code
from certificates.rules.periods import last_valid_day
from certificates.rules.status import HELD_STATUSES
from lms.core import audit, clock, events
from lms.core.audit import Actor
from lms.core.db import db
from lms.core.errors import Refusal, RuleBroken
from lms.core.notices import notify
from lms.core.paths import path_to
from lms.core.pdf.fonts import describe
from lms.people.models import Person
from lms.people.notices import recipient_of


def award_tier(
    *, person: Person, scheme_code: str, level: int, evidence: list[dict[str, Any]], actor: Actor, at: datetime
) -> Certificate:
    """Award a tier on the day of `at`. `scheme_code` may name a group of schemes by product line, as "field".

    Whoever holds a certificate of the tier that has not run out gets that one back and no second. Raises RuleBroken
    where there is no such tier, or where the name has a character that no font can print.
    """
    scheme = scheme_for(person, scheme_code)
    tier = find_tier(scheme.id, level)
    if tier is None:
        raise RuleBroken(Refusal("tier_unknown", {"code": scheme.code, "level": level}))
    db.session.execute(select(Person.id).where(Person.id == person.id).with_for_update())
    today = clock.local_date(at)
    for held in list_held(person.id, today):
        same_tier = held.certificate.tier.scheme_id == scheme.id and held.certificate.tier.level == level
        if same_tier and held.status in HELD_STATUSES:
            return held.certificate
    certificate = Certificate(
        number="",
        code=new_code(secrets.choice),
        person_id=person.id,
        tier=tier,
        issued_on=today,
        expires_on=last_valid_day(today, tier.validity_months),
        awarded_at=at,
        awarded_by=actor.id,
        evidence=evidence,
        face=take_down(person, tier),
    )
    _refuse_unprintable(certificate)
    certificate.number = _next_number(today.year)
    db.session.add(certificate)
    db.session.flush()
    _tell(certificate, person, tier, actor=actor, at=at)
    return certificate


def _tell(certificate: Certificate, person: Person, tier: Tier, *, actor: Actor, at: datetime) -> None:
    audit.record(
        "certificate.awarded", "certificate", certificate.id, actor=actor, at=at,
        number=certificate.number, person=person.id, scheme=tier.scheme.code, level=tier.level, tier=tier.id,
        expires_on=certificate.expires_on.isoformat(),
    )  # fmt: skip
    notify(
        recipient_of(person),
        "certificate.awarded",
        link=path_to("certificates.show", certificate_id=certificate.id),
        at=at,
        title=tier.scheme.certificate_title,
        tier=tier.title,
        number=certificate.number,
    )
    events.publish(CertificateAwarded(certificate.id, person.id, tier.scheme.code, tier.level, at))


def _refuse_unprintable(certificate: Certificate) -> None:
    if missing := unprintable_characters(face_of(certificate)):
        shown = ", ".join(describe(character) for character in missing)
        raise RuleBroken(Refusal("certificate_character", {"characters": shown}))


def _next_number(year: int) -> str:
    """The next number of the year. The row of the series stays locked until the award is committed, so a rolled-back
    award leaves no gap and two awards at once get two numbers."""
    prefix = current_app.extensions["settings"].certificate_prefix
    dialect = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    first = dialect.insert(NumberSeries).values(series=f"{prefix}-{year}", last=1)
    counted = first.on_conflict_do_update(
        index_elements=[NumberSeries.series], set_={"last": NumberSeries.last + 1}
    ).returning(NumberSeries.last)
    return certificate_number(prefix, year, db.session.execute(counted).scalar_one())
