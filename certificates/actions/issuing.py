"""Writing a certificate down, however it came about: awarded, renewed, issued anew, brought over."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy.dialects import postgresql, sqlite

from certificates.events import CertificateAwarded
from certificates.faces import face_of, take_down
from certificates.models import Certificate, NumberSeries, Tier
from certificates.pdf.design import unprintable_characters
from certificates.rules.numbers import certificate_number, new_code
from certificates.rules.renewal import Period, grace_until, read_renewal
from lms.core import audit, clock, events
from lms.core.audit import Actor
from lms.core.db import db
from lms.core.errors import Refusal, RuleBroken
from lms.core.notices import notify
from lms.core.paths import path_to
from lms.core.pdf.fonts import describe
from lms.people.models import Person
from lms.people.notices import recipient_of

AUDITED = {
    "award": "certificate.awarded", "renewal": "certificate.renewed", "reissue": "certificate.reissued",
    "import": "certificate.imported",
}  # fmt: skip


def issue(
    *,
    person: Person,
    tier: Tier,
    period: Period,
    evidence: list[dict[str, Any]],
    how: str,
    follows: Certificate | None,
    actor: Actor,
    at: datetime,
    number: str = "",
    tell: bool = True,
) -> Certificate:
    """Write a certificate of a tier's version for a period; `follows` is the one that it continues. The holder is told, and
    whoever listens. Raises RuleBroken where the name has a character that no font can print."""
    renewal = read_renewal(tier.renewal)
    certificate = Certificate(
        number="",
        code=new_code(secrets.choice),
        person_id=person.id,
        tier=tier,
        issued_on=period.first,
        expires_on=period.last,
        awarded_at=at,
        awarded_by=actor.id,
        evidence=evidence,
        face=take_down(person, tier),
        follows_id=follows.id if follows else None,
        cycle=(follows.cycle + (how == "renewal")) if follows and how != "award" else 0,
        how=how,
        grace_until=grace_until(renewal, period.last),
        grace_counts=renewal.grace_counts,
    )
    if missing := unprintable_characters(face_of(certificate)):
        shown = ", ".join(describe(character) for character in missing)
        raise RuleBroken(Refusal("certificate_character", {"characters": shown}))
    certificate.number = number or _next_number(clock.local_date(at).year)
    db.session.add(certificate)
    db.session.flush()
    if follows is not None:
        db.session.expire(follows, ["followers"])
    audit.record(
        AUDITED[how], "certificate", certificate.id, actor=actor, at=at,
        number=certificate.number, person=person.id, scheme=tier.scheme.code, level=tier.level, tier=tier.id,
        issued_on=period.first.isoformat(), expires_on=period.last.isoformat(),
        **({"follows": follows.number} if follows else {}),
    )  # fmt: skip
    if tell:
        notify(
            recipient_of(person),
            AUDITED[how],
            link=path_to("certificates.show", certificate_id=certificate.id),
            at=at,
            title=tier.scheme.certificate_title,
            tier=tier.title,
            number=certificate.number,
        )
    events.publish(CertificateAwarded(certificate.id, person.id, tier.scheme.code, tier.level, at))
    return certificate


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
