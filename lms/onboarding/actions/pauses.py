"""Pauses: days on which somebody's programme rests, and everything after them moves."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select

from lms.core import audit, clock
from lms.core.audit import Actor
from lms.core.db import db
from lms.core.errors import RuleBroken
from lms.onboarding.change_models import Pause
from lms.onboarding.queries.changes import get_pause
from lms.onboarding.queries.enrolments import get_row
from lms.onboarding.rules.changes import pause_faults
from lms.onboarding.telling import day_in_words, tell_learner, tell_mentors
from lms.people.queries.people import get_person


def pause(
    *, enrolment_id: int, first: date, last: date | None, kind: str, reason: str, actor: Actor, at: datetime
) -> Pause:
    """Let a programme rest from a day on. Raises RuleBroken."""
    row = get_row(enrolment_id)
    others = db.session.execute(select(Pause.first_day, Pause.last_day).where(Pause.enrolment_id == enrolment_id))
    faults = pause_faults(
        first=first, last=last, kind=kind, reason=reason, starts_on=row.starts_on, has_ended=row.outcome_id is not None,
        others=[(one.first_day, one.last_day) for one in others], today=clock.local_date(at),
    )  # fmt: skip
    if faults:
        raise RuleBroken(*faults)
    assert actor.id is not None
    made = Pause(
        enrolment_id=enrolment_id, first_day=first, last_day=last, kind=kind, reason=reason.strip(), entered_by=actor.id,
        entered_at=at,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    audit.record(
        "programme.paused", "enrolment", enrolment_id, actor=actor, at=at,
        person=row.person_id, first=first.isoformat(), last=last.isoformat() if last else None, reason=made.reason,
    )  # fmt: skip
    tell_learner(get_person(row.person_id), "onboarding.paused", at=at, day=day_in_words(first))
    tell_mentors(row, "onboarding.mentee_paused", at=at, day=day_in_words(first))
    return made


def end_pause(*, enrolment_id: int, pause_id: int, last: date, actor: Actor, at: datetime) -> Pause:
    """Say which day is the last of a pause that is open or would last longer. Raises RuleBroken, NotFound."""
    row = get_row(enrolment_id)
    made = get_pause(enrolment_id, pause_id)
    others = db.session.execute(
        select(Pause.first_day, Pause.last_day).where(Pause.enrolment_id == enrolment_id, Pause.id != pause_id)
    )
    faults = pause_faults(
        first=made.first_day, last=last, kind=made.kind, reason=made.reason, starts_on=row.starts_on,
        has_ended=row.outcome_id is not None, others=[(one.first_day, one.last_day) for one in others], today=clock.local_date(at),
    )  # fmt: skip
    if faults:
        raise RuleBroken(*faults)
    made.last_day, made.ended_by = last, actor.id
    db.session.flush()
    audit.record(
        "programme.resumed", "enrolment", enrolment_id, actor=actor, at=at, person=row.person_id, last=last.isoformat()
    )
    tell_learner(get_person(row.person_id), "onboarding.resumed", at=at, day=day_in_words(last))
    return made
