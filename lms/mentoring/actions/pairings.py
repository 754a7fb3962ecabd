"""Appointing mentors and ending pairings."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select

from lms.core import audit, clock, events
from lms.core.audit import Actor
from lms.core.db import db
from lms.core.errors import RuleBroken
from lms.core.notices import notify
from lms.core.paths import path_to
from lms.mentoring import rules
from lms.mentoring.events import MentorAppointed
from lms.mentoring.models import Pairing
from lms.mentoring.queries.pairings import holds_mentor_role, spans_of
from lms.people.models import Person
from lms.people.notices import recipient_of


def appoint_mentor(
    *, mentee: Person, mentor: Person, kind: str, actor: Actor, at: datetime, reason: str = ""
) -> Pairing:
    """Make somebody the technical or culture mentor of somebody from today on. Whoever was it before is released; if
    it is the same person, nothing changes. Raises RuleBroken."""
    kind = rules.Kind(kind)
    today = clock.local_date(at)
    current = [span for span in spans_of(mentee.id) if span.holds(today)]
    refusals = rules.against_pairing(
        mentor_id=mentor.id, mentee_id=mentee.id, kind=kind, current=current,
        mentor_has_role=holds_mentor_role(mentor.id, today),
        mentor_here=_is_here(mentor, today), mentee_here=_is_here(mentee, today),
    )  # fmt: skip
    if refusals:
        raise RuleBroken(*refusals)
    for before in _current(mentee.id, kind):
        if before.mentor_id == mentor.id:
            return before
        end_pairing(pairing=before, actor=actor, at=at, reason=reason)
    pairing = Pairing(
        mentee_id=mentee.id, mentor_id=mentor.id, kind=kind, started_on=today, appointed_by=actor.id, reason=reason
    )
    db.session.add(pairing)
    db.session.flush()
    audit.record(
        "mentor.appointed", "pairing", pairing.id, actor=actor, at=at,
        mentee=mentee.id, mentor=mentor.id, kind=str(kind), reason=reason,
    )  # fmt: skip
    notify(recipient_of(mentee), f"{kind}_mentor_given", link=path_to("mentoring.log"), at=at, mentor=mentor.name)
    mentees_page = path_to("mentoring.mentee", person_id=mentee.id)
    notify(recipient_of(mentor), f"{kind}_mentee_given", link=mentees_page, at=at, mentee=mentee.name)
    events.publish(MentorAppointed(pairing.id, mentee.id, mentor.id, kind, at))
    db.session.flush()
    return pairing


def end_pairing(*, pairing: Pairing, actor: Actor, at: datetime, reason: str = "") -> Pairing:
    """Release a mentor from today on. Ended already: nothing changes."""
    if pairing.ended_on is not None:
        return pairing
    pairing.ended_on = clock.local_date(at)
    db.session.flush()
    audit.record(
        "mentor.released", "pairing", pairing.id, actor=actor, at=at,
        mentee=pairing.mentee_id, mentor=pairing.mentor_id, kind=pairing.kind, reason=reason,
    )  # fmt: skip
    return pairing


def _current(mentee_id: int, kind: str) -> list[Pairing]:
    query = select(Pairing).where(Pairing.mentee_id == mentee_id, Pairing.kind == kind, Pairing.ended_on.is_(None))
    return list(db.session.scalars(query))


def _is_here(person: Person, today: date) -> bool:
    return person.left_on is None or person.left_on >= today
