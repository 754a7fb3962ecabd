"""Issuing training certificates, taking them back, and saying for what a course gives them."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from flask import current_app
from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite

from certificates.models import NumberSeries
from certificates.rules.numbers import certificate_number, new_code
from certificates.training.faces import ATTENDANCE, take_down
from certificates.training.models import (
    CourseCertificateTerms,
    TrainingCertificate,
    TrainingCertificateWithdrawal,
)
from courses.models import Course
from lms.core import audit, clock
from lms.core.audit import Actor
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.core.errors import Refusal, RuleBroken
from lms.core.notices import notify
from lms.core.paths import path_to
from lms.core.written import whole
from lms.people.models import Person
from lms.people.notices import recipient_of

MOST_HOURS = Decimal(2000)


@dataclass(frozen=True)
class Earned:
    """For what a certificate is issued: a version completed, or a session of it attended, and when."""

    kind: str
    course: Course
    version_id: int
    session_id: int | None
    hours: Decimal | None
    first_day: date
    last_day: date

    def occasion(self, person_id: int) -> str:
        """What tells it from every other."""
        what = f"session/{self.session_id}" if self.kind == ATTENDANCE else f"version/{self.version_id}"
        return f"{what}/{person_id}"


def set_terms(
    *, course: Course, title: Bilingual, hours: Decimal | None, on_completion: bool, on_attendance: bool, actor: Actor,
    at: datetime,
) -> CourseCertificateTerms:  # fmt: skip
    """Say for what a course gives training certificates from now on. Those issued before stay as they are."""
    refusals = []
    if not (title.zh.strip() and title.en.strip()):
        refusals.append(Refusal("training_title"))
    if hours is not None and not 0 < hours <= MOST_HOURS:
        refusals.append(Refusal("training_hours", {"most": int(MOST_HOURS)}))
    if refusals:
        raise RuleBroken(*refusals)
    row = CourseCertificateTerms(
        course_id=course.id, title=Bilingual(title.zh.strip(), title.en.strip()), hours=hours, on_completion=on_completion,
        on_attendance=on_attendance, set_by=actor.id, set_at=at,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    audit.record(
        "training_certificate.terms", "course", course.id, actor=actor, at=at, on_completion=on_completion,
        on_attendance=on_attendance, hours=str(hours) if hours is not None else None,
    )  # fmt: skip
    return row


def issue(
    *, person: Person, terms: CourseCertificateTerms, earned: Earned, actor: Actor, at: datetime
) -> TrainingCertificate:
    """Issue a training certificate; whoever holds one for the same gets that one back. After a withdrawal another is issued."""
    db.session.execute(select(Person.id).where(Person.id == person.id).with_for_update(key_share=True))
    occasion = earned.occasion(person.id)
    query = select(TrainingCertificate).where(
        TrainingCertificate.person_id == person.id, TrainingCertificate.occasion.startswith(f"{occasion}/")
    )
    before = list(db.session.scalars(query))
    for held in before:
        if held.withdrawal is None:
            return held
    today = clock.local_date(at)
    certificate = TrainingCertificate(
        number=_next_number(today.year), code=new_code(secrets.choice), occasion=f"{occasion}/{len(before) + 1}",
        kind=earned.kind, person_id=person.id, course_id=earned.course.id, course_version_id=earned.version_id,
        session_id=earned.session_id, terms_id=terms.id, hours=terms.hours if terms.hours is not None else earned.hours,
        first_day=earned.first_day, last_day=earned.last_day, issued_on=today, issued_at=at, issued_by=actor.id,
        face=take_down(person, terms.title),
    )  # fmt: skip
    db.session.add(certificate)
    db.session.flush()
    audit.record(
        "training_certificate.issued", "training_certificate", certificate.id, actor=actor, at=at,
        number=certificate.number, person=person.id, course=earned.course.code, kind=earned.kind,
    )  # fmt: skip
    notify(
        recipient_of(person), "training_certificate.issued", link=path_to("training.show", training_id=certificate.id),
        at=at, title=terms.title, number=certificate.number,
    )  # fmt: skip
    return certificate


def withdraw(*, certificate: TrainingCertificate, reason: str, actor: Actor, at: datetime) -> None:
    """Take one back, with the reason; the check then says so."""
    if not reason.strip():
        raise RuleBroken(Refusal("training_reason"))
    known = select(func.count()).where(TrainingCertificateWithdrawal.certificate_id == certificate.id)
    if db.session.scalar(known):
        raise RuleBroken(Refusal("training_withdrawn_already"))
    db.session.add(
        TrainingCertificateWithdrawal(
            certificate_id=certificate.id, reason=whole(reason, 500), withdrawn_by=actor.id, withdrawn_at=at
        )
    )
    db.session.flush()
    db.session.expire(certificate, ["withdrawal"])
    audit.record(
        "training_certificate.withdrawn", "training_certificate", certificate.id, actor=actor, at=at,
        number=certificate.number, person=certificate.person_id, reason=whole(reason, 500),
    )  # fmt: skip
    person = db.session.get_one(Person, certificate.person_id)
    notify(
        recipient_of(person), "training_certificate.withdrawn",
        link=path_to("training.show", training_id=certificate.id), at=at,
        title=Bilingual.of(certificate.face["title"]), number=certificate.number, reason=whole(reason, 500),
    )  # fmt: skip


def _next_number(year: int) -> str:
    """Training certificates count in a series of their own: HT-T-2026-000001."""
    prefix = f"{current_app.extensions['settings'].certificate_prefix}-T"
    dialect = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    first = dialect.insert(NumberSeries).values(series=f"{prefix}-{year}", last=1)
    counted = first.on_conflict_do_update(
        index_elements=[NumberSeries.series], set_={"last": NumberSeries.last + 1}
    ).returning(NumberSeries.last)
    return certificate_number(prefix, year, db.session.execute(counted).scalar_one())
