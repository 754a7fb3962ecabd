"""Reminding holders of the last day of their certificate, and in one notice each of their supervisors."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import aliased, joinedload

from certificates.models import Certificate, Tier
from certificates.queries.standing import stands
from certificates.reminders.models import CertificateReminder
from certificates.reminders.rules import REMIND_DAYS, reminder_due
from certificates.rules.renewal import read_renewal, window
from courses.sessions.saying import both
from lms.core import clock
from lms.core.access import Role
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.core.i18n import day as said
from lms.core.notices import notify
from lms.core.paths import path_to
from lms.people.models import Person
from lms.people.notices import recipient_of
from lms.people.queries.people import list_holders


def remind_of_expiry(*, at: datetime) -> int:
    """Remind of every certificate whose last day is 90, 60, 30 or 7 days off and that nothing continues yet: each once.
    A supervisor gets one notice a day, however many people it is about. Returns how many holders were reminded."""
    today = clock.local_date(at)
    sent: dict[int, set[int]] = defaultdict(set)
    found = _running_out(today)
    ids = [certificate.id for certificate, _person in found]
    for row in db.session.scalars(select(CertificateReminder).where(CertificateReminder.certificate_id.in_(ids))):
        sent[row.certificate_id].add(row.days)
    readers: dict[int, list[Person]] = {}
    told: dict[int, tuple[Person, int]] = {}
    reminded = 0
    for certificate, person in found:
        days = reminder_due(certificate.expires_on, today, sent[certificate.id])
        if days is None:
            continue
        db.session.add(CertificateReminder(certificate_id=certificate.id, days=days, sent_at=at))
        _tell_holder(certificate, person, at)
        reminded += 1
        if person.unit_id not in readers:
            readers[person.unit_id] = list_holders(Role.SUPERVISOR, person.unit, today)[:_READERS]
        for reader in readers[person.unit_id]:
            if reader.id != person.id:
                told[reader.id] = (reader, told.get(reader.id, (reader, 0))[1] + 1)
    for reader, count in told.values():
        notify(
            recipient_of(reader), "certificates.expiring", at=at, count=count,
            link=path_to("certificates.index", status="expiring"),
        )  # fmt: skip
    db.session.flush()
    return reminded


_READERS = 2
"""Supervisors told of one person: those nearest to the unit."""


def _tell_holder(certificate: Certificate, person: Person, at: datetime) -> None:
    renewal = read_renewal(certificate.tier.renewal)
    renewable = window(renewal, certificate.expires_on) and not certificate.tier.is_retired(clock.local_date(at))
    kind = "certificate.expires_renew" if renewable else "certificate.expires"
    notify(
        recipient_of(person), kind, at=at, link=path_to("certificates.renewal", certificate_id=certificate.id),
        title=certificate.tier.scheme.title, tier=certificate.tier.title, day=_in_both(certificate.expires_on),
    )  # fmt: skip


def _in_both(value: date) -> Bilingual:
    return both(lambda: said(value))


def _running_out(today: date) -> list[tuple[Certificate, Person]]:
    """Certificates that stand, end within the first reminder's days, and that nothing continues, with their holders."""
    follower = aliased(Certificate)
    query = (
        select(Certificate, Person)
        .join(Person, Person.id == Certificate.person_id)
        .where(
            Certificate.expires_on.between(today, today + timedelta(days=max(REMIND_DAYS))),
            stands(today),
            Person.left_on.is_(None),
            ~select(follower.id).where(follower.follows_id == Certificate.id).correlate(Certificate).exists(),
        )
        .options(joinedload(Certificate.tier).joinedload(Tier.scheme), joinedload(Person.unit))
        .order_by(Certificate.expires_on, Certificate.id)
    )
    return [(certificate, person) for certificate, person in db.session.execute(query).unique()]
