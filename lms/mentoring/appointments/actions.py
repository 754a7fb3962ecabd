"""Deciding who may be a mentor: criteria, appointment and renewal, rest, retirement; what is known of a mentor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, or_, select

from lms.core import audit, clock
from lms.core.access import Role
from lms.core.audit import Actor
from lms.core.db import db
from lms.core.errors import Refusal, RuleBroken
from lms.core.notices import notify
from lms.core.paths import path_to
from lms.core.terms import term_end
from lms.mentoring.appointments.queries import Offer, as_rest, criteria_on, eligibility, rests_of, terms_of
from lms.mentoring.appointments.rules import FARTHEST_TERM, Criteria, is_met, rest_to_end, term_faults
from lms.mentoring.models import (
    MentorAppointment,
    MentorCriteria,
    MentorProfile,
    MentorRest,
    MentorSuitability,
    Pairing,
)
from lms.mentoring.queries.pairings import holds_on
from lms.mentoring.rules import Kind
from lms.people.actions.roles import assign_role, end_role
from lms.people.models import Person, RoleAssignment
from lms.people.notices import recipient_of


def set_criteria(*, criteria: Criteria, from_day: date, reason: str, actor: Actor, at: datetime) -> MentorCriteria:
    """Say what is asked of mentors of one kind from a day on. Standing appointments stay. Raises RuleBroken."""
    if from_day < clock.local_date(at):
        raise RuleBroken(Refusal("criteria_in_the_past"))
    row = MentorCriteria(**asdict(criteria), from_day=from_day, reason=reason.strip(), set_by=actor.id, set_at=at)
    db.session.add(row)
    db.session.flush()
    audit.record(
        "mentor_criteria.set", "mentor_criteria", row.id, actor=actor, at=at, kind=row.kind, tier=row.tier, years=row.years,
        least_rating=row.least_rating, raters=row.raters, course_code=row.course_code, term_months=row.term_months,
        from_day=from_day.isoformat(), reason=row.reason,
    )  # fmt: skip
    return row


def appoint(
    *, person: Person, kinds: Sequence[str], from_day: date, exception: str, actor: Actor, at: datetime,
    until_day: date | None = None,
) -> MentorAppointment:  # fmt: skip
    """Appoint somebody as a mentor, or renew: a term that would overlap begins when the one before ends. Whoever does not
    meet the criteria needs a written exception. Raises RuleBroken."""
    today = clock.local_date(at)
    asked = criteria_on(today)
    met = eligibility([person], today)[person.id]
    refusals = []
    if not kinds:
        refusals.append(Refusal("mentor_kind_missing"))
    if person.left_on is not None and person.left_on < today:
        refusals.append(Refusal("mentor_left"))
    eligible = all(is_met(met[kind]) for kind in kinds)
    if not eligible and not exception.strip() and (person.left_on is None or person.left_on >= today):
        refusals.append(Refusal("mentor_not_eligible"))
    if actor.id == person.id:
        refusals.append(Refusal("appoints_self"))
    standing = [
        row for row in terms_of([person.id]).get(person.id, ()) if row.ended_on is None and row.until_day >= today
    ]
    last = max(standing, key=lambda row: row.until_day, default=None)
    runs_until = None
    if last is not None and (last.technical, last.culture) == (Kind.TECHNICAL in kinds, Kind.CULTURE in kinds):
        runs_until = last.until_day
        from_day = max(from_day, runs_until + timedelta(days=1))
    months = min((asked[kind].term_months for kind in kinds), default=12)
    until = until_day or term_end(from_day, months)
    refusals += term_faults(from_day, until, today, runs_until)
    if refusals:
        raise RuleBroken(*refusals)
    facts = [{"kind": str(kind), **asdict(check)} for kind in kinds for check in met[kind]]
    for before in standing:  # other parts from now on: what stood before ends the day before
        if from_day <= before.until_day:
            before.ended_on, before.end_reason = max(today, from_day, before.from_day), "renewed"
    row = MentorAppointment(
        person_id=person.id, technical=Kind.TECHNICAL in kinds, culture=Kind.CULTURE in kinds, from_day=from_day,
        until_day=until, renews_id=last.id if last else None, exception="" if eligible else exception.strip(), facts=facts,
        appointed_by=actor.id, appointed_at=at, end_reason="",
    )  # fmt: skip
    db.session.add(row)
    assign_role(person=person, role=Role.MENTOR, unit=person.unit, actor=actor, at=at)
    db.session.flush()
    audit.record(
        "mentor_appointment.made", "mentor_appointment", row.id, actor=actor, at=at, person=person.id,
        kinds=[str(kind) for kind in kinds], from_day=from_day.isoformat(), until_day=until.isoformat(),
        exception=row.exception, renews=row.renews_id,
    )  # fmt: skip
    kind = "mentor_renewed" if last else "made_mentor"
    notify(recipient_of(person), kind, link=path_to("mentoring.mentees"), at=at, until=until)
    return row


def rest(
    *, person: Person, from_day: date, until_day: date | None, reason: str, actor: Actor, at: datetime
) -> MentorRest:
    """Give a mentor a time without new mentees. Raises RuleBroken."""
    refusals = []
    if not reason.strip():
        refusals.append(Refusal("reason_missing"))
    if from_day > clock.local_date(at) + timedelta(days=FARTHEST_TERM):
        refusals.append(Refusal("rest_begins_too_far", {"most": FARTHEST_TERM}))
    if until_day is not None and until_day < from_day:
        refusals.append(Refusal("rest_ends_before_it_begins"))
    if any(row.ended_on is None and (row.until_day is None or row.until_day >= from_day)
           and (until_day is None or row.from_day <= until_day) for row in rests_of([person.id]).get(person.id, ())):  # fmt: skip
        refusals.append(Refusal("rests_already"))
    if refusals:
        raise RuleBroken(*refusals)
    row = MentorRest(
        person_id=person.id, from_day=from_day, until_day=until_day, reason=reason.strip(), set_by=actor.id, set_at=at
    )
    db.session.add(row)
    db.session.flush()
    audit.record(
        "mentor_rest.set", "mentor_rest", row.id, actor=actor, at=at, person=person.id, from_day=from_day.isoformat(),
        until_day=until_day.isoformat() if until_day else None, reason=row.reason,
    )  # fmt: skip
    return row


def resume(*, person: Person, actor: Actor, at: datetime) -> None:
    """A mentor takes mentees again from today on; where none rests today, the next rest is called off."""
    today = clock.local_date(at)
    rows = {as_rest(row): row for row in rests_of([person.id]).get(person.id, ())}
    ending = rest_to_end(rows, today)
    if ending is None:
        return
    row = rows[ending]
    row.ended_on = max(today, row.from_day)
    db.session.flush()
    audit.record("mentor_rest.ended", "mentor_rest", row.id, actor=actor, at=at, person=person.id)


def retire(*, person: Person, reason: str, actor: Actor, at: datetime) -> None:
    """End somebody's appointment from today on and take the role away. Mentees are handed over first. Raises RuleBroken."""
    today = clock.local_date(at)
    refusals = []
    count = db.session.scalar(
        select(func.count(Pairing.mentee_id.distinct())).where(Pairing.mentor_id == person.id, holds_on(today))
    )
    if count:
        refusals.append(Refusal("mentor_has_mentees", {"count": count}))
    if not reason.strip():
        refusals.append(Refusal("reason_missing"))
    if refusals:
        raise RuleBroken(*refusals)
    end_appointments(person_id=person.id, reason=reason.strip(), actor=actor, at=at)
    role = RoleAssignment
    held = select(role).where(role.person_id == person.id, role.role == Role.MENTOR)
    for row in db.session.scalars(held.where(or_(role.until_day.is_(None), role.until_day >= today))):
        end_role(assignment=row, actor=actor, at=at)


def end_appointments(*, person_id: int, reason: str, actor: Actor, at: datetime) -> None:
    """End what stands or is to come."""
    today = clock.local_date(at)
    for row in terms_of([person_id]).get(person_id, ()):
        if row.ended_on is None and row.until_day >= today:
            row.ended_on, row.end_reason = max(today, row.from_day), reason
            db.session.flush()
            audit.record(
                "mentor_appointment.ended",
                "mentor_appointment",
                row.id,
                actor=actor,
                at=at,
                person=person_id,
                reason=reason,
            )


def set_profile(*, person: Person, offer: Offer, actor: Actor, at: datetime) -> MentorProfile:
    """Keep what a mentor can offer; the last counts."""
    values: dict[str, Any] = {
        "capacity": offer.capacity, "product_lines": list(offer.product_lines), "languages": list(offer.languages),
        "shift": offer.shift, "abilities": list(offer.abilities),
    }  # fmt: skip
    row = MentorProfile(person_id=person.id, **values, set_by=actor.id, set_at=at)
    db.session.add(row)
    db.session.flush()
    audit.record(
        "mentor_profile.set", "mentor_profile", row.id, actor=actor, at=at, person=person.id, capacity=row.capacity,
        product_lines=row.product_lines, languages=row.languages, shift=row.shift, abilities=row.abilities,
    )  # fmt: skip
    return row


def rate_suitability(
    *, person: Person, communication: int, patience: int, comment: str, actor: Actor, at: datetime
) -> MentorSuitability:
    """Rate somebody's communication and patience as a mentor; a later rating by the same person takes its place. Raises
    RuleBroken."""
    assert actor.id is not None
    if actor.id == person.id:
        raise RuleBroken(Refusal("rates_self"))
    row = MentorSuitability(
        person_id=person.id, communication=communication, patience=patience, comment=comment.strip(), rated_by=actor.id,
        rated_at=at,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    audit.record(
        "mentor_suitability.rated", "mentor_suitability", row.id, actor=actor, at=at, person=person.id,
        communication=communication, patience=patience,
    )  # fmt: skip
    return row
