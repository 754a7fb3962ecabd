"""Who could become a mentor: whoever meets every criterion, or lacks nothing but a rating."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from lms.core.access import Permission
from lms.core.db import db
from lms.mentoring.appointments.queries import criteria_on, eligibility
from lms.mentoring.models import MentorAppointment, MentorSuitability
from lms.people.models import Person
from lms.people.queries.scope import within_reach
from lms.people.session import User

_BY_RATING = frozenset({"communication", "patience", "raters"})
"""The criteria that a rating fulfils."""


def list_could_be(user: User, kind: str, today: date, *, unrated: bool = False) -> list[Person]:
    """Who within reach meets every criterion for a kind and is no mentor today; or, `unrated`, who would as far as is known
    and only lacks raters."""
    asked = criteria_on(today)[kind]
    appointed = select(MentorAppointment.person_id).where(
        MentorAppointment.until_day >= today, MentorAppointment.ended_on.is_(None)
    )
    query = (
        select(Person)
        .where(within_reach(user, Permission.MANAGE_INTAKES), Person.id.not_in(appointed), Person.id != user.id)
        .where(or_(Person.left_on.is_(None), Person.left_on >= today), Person.hired_on <= today)
        .options(joinedload(Person.unit), joinedload(Person.post))
        .order_by(Person.unit_id, Person.employee_no)
    )
    if unrated and not (asked.least_rating and asked.raters):
        return []
    if unrated:
        query = query.where(Person.hired_on <= today - timedelta(days=int(asked.years * 365)))
    elif asked.least_rating and asked.raters:
        query = query.where(Person.id.in_(select(MentorSuitability.person_id)))
    people = list(db.session.scalars(query))
    found = eligibility(people, today)
    lacking = {person.id: {check.code for check in found[person.id][kind] if not check.met} for person in people}
    if unrated:
        return [person for person in people if "raters" in lacking[person.id] and lacking[person.id] <= _BY_RATING]
    return [person for person in people if not lacking[person.id]]
