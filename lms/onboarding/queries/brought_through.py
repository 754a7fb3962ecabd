"""What certification asks of onboarding: whom mentors brought through their programme, and which programmes there are. Wired
in `lms.wiring`."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import select

from certificates import requirement_questions
from certificates.requirement_questions import Counted
from lms.core import clock
from lms.core.db import db
from lms.mentoring.models import Pairing
from lms.mentoring.rules import Kind
from lms.onboarding.models import Enrolment, Outcome, Programme
from lms.onboarding.rules.decisions import ON_DUTY


def mentees_through(person_ids: Collection[int], since: date | None) -> dict[int, Counted]:
    """Mentees who were put on duty while the person was their technical mentor, whom nobody else stood in for; each counts
    once."""
    query = (
        select(Pairing.mentor_id, Pairing.mentee_id, Pairing.started_on, Pairing.ended_on, Outcome.decided_at)
        .join(Enrolment, Enrolment.person_id == Pairing.mentee_id)
        .join(Outcome, Outcome.enrolment_id == Enrolment.id)
        .where(
            Pairing.mentor_id.in_(person_ids), Pairing.kind == Kind.TECHNICAL, Pairing.covers_id.is_(None),
            Outcome.kind == ON_DUTY,
        )
    )  # fmt: skip
    days: dict[int, dict[int, date]] = {}
    for mentor_id, mentee_id, first, last, decided_at in db.session.execute(query):
        day = clock.local_date(decided_at)
        if first <= day and (last is None or day <= last) and (since is None or day >= since):
            days.setdefault(mentor_id, {})[mentee_id] = day
    return {
        person_id: Counted(len(days.get(person_id, {})), max(days.get(person_id, {}).values(), default=None))
        for person_id in person_ids
    }


def programmes() -> list[requirement_questions.Programme]:
    """All programmes, by code."""
    rows = db.session.execute(select(Programme.code, Programme.title).order_by(Programme.code))
    return [requirement_questions.Programme(code, title) for code, title in rows]
