"""Releasing mentors some days after their mentee's programme has ended, so that their places are free again."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from lms.core import clock
from lms.core.audit import Actor
from lms.core.db import db
from lms.mentoring.actions.pairings import end_pairing
from lms.mentoring.models import Pairing
from lms.onboarding.models import Enrolment, Outcome, ProgrammeVersion
from lms.onboarding.rules.policy import Policy


def release_mentors(*, actor: Actor, at: datetime) -> int:
    """Release the mentors of everybody whose last programme ended as many days ago as its version says and who is in no
    other. Whoever was appointed after the end was meant to stay. Returns how many were released."""
    today = clock.local_date(at)
    under_way = (
        select(Enrolment.person_id).outerjoin(Outcome, Outcome.enrolment_id == Enrolment.id).where(Outcome.id.is_(None))
    )
    ended = (
        select(Pairing, Outcome.decided_at, ProgrammeVersion.policy)
        .join(Enrolment, Enrolment.person_id == Pairing.mentee_id)
        .join(Outcome, Outcome.enrolment_id == Enrolment.id)
        .join(ProgrammeVersion, ProgrammeVersion.id == Enrolment.version_id)
        .where(Pairing.ended_on.is_(None), Pairing.mentee_id.not_in(under_way))
        .order_by(Outcome.decided_at, Outcome.id)
    )
    last = {pairing.id: (pairing, decided_at, policy) for pairing, decided_at, policy in db.session.execute(ended)}
    released = 0
    for pairing, decided_at, policy in last.values():
        over, stay = clock.local_date(decided_at), Policy.of(policy).mentors_stay_days
        if stay is not None and pairing.started_on <= over and today >= over + timedelta(days=stay):
            end_pairing(pairing=pairing, actor=actor, at=at)
            released += 1
    return released
