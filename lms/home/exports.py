"""Which intakes have certificates that HR has not taken out yet."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select

from certificates.models import Certificate
from lms.core.access import Permission
from lms.core.db import db
from lms.core.jobs import Job
from lms.onboarding.models import Cohort, Enrolment
from lms.people.models import Person
from lms.people.queries.scope import within_reach
from lms.people.session import User


def count_not_exported(user: User, cohort_ids: Collection[int], since: datetime) -> dict[int, int]:
    """Intake to how many certificates its people earned since it began that no export since `since` has taken out."""
    if not cohort_ids:
        return {}
    earned = (
        select(Enrolment.cohort_id, Certificate.id)
        .join(Cohort, Cohort.id == Enrolment.cohort_id)
        .join(Person, Person.id == Enrolment.person_id)
        .join(Certificate, Certificate.person_id == Person.id)
        .where(Enrolment.cohort_id.in_(cohort_ids), Certificate.issued_on >= Cohort.starts_on)
        .where(within_reach(user, Permission.EXPORT_CERTIFICATES))
    )
    taken = _exported(since)
    counts: dict[int, int] = {}
    for cohort_id, certificate_id in db.session.execute(earned):
        if certificate_id not in taken:
            counts[cohort_id] = counts.get(cohort_id, 0) + 1
    return counts


def _exported(since: datetime) -> set[int]:
    exports = select(Job.arguments).where(
        Job.kind == "certificates.export", Job.asked_at >= since, Job.finished_at.is_not(None)
    )
    return {certificate_id for arguments in db.session.scalars(exports) for certificate_id in arguments["ids"]}
