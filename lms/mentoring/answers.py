"""What mentoring answers to lower packages. Wired in `lms.wiring`."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import Select

from lms.core import clock
from lms.core.access import Permission
from lms.core.errors import Refusal
from lms.mentoring import rules
from lms.mentoring.logs.queries import WorkingDays
from lms.mentoring.queries.pairings import mentees_in_scope, spans_of, spans_of_each
from lms.people.queries.people import list_people
from lms.people.session import User


def may_sign_off(signer_id: int, learner_id: int, at: datetime) -> tuple[Refusal, ...]:
    """Only the appointed technical mentor of that day signs off."""
    return rules.against_sign_off(spans_of(learner_id), signer_id, clock.local_date(at))


def may_examine(assessor_id: int, learner_ids: Collection[int], at: datetime) -> dict[int, tuple[Refusal, ...]]:
    """Nobody examines their own mentee."""
    spans = spans_of_each(learner_ids)
    return {learner_id: rules.against_examining(some, assessor_id) for learner_id, some in spans.items()}


def may_certify(decider_id: int, person_ids: Collection[int], at: datetime) -> dict[int, tuple[Refusal, ...]]:
    """Nobody decides about the certificate of a person whom they mentor or have mentored."""
    spans = spans_of_each(person_ids)
    return {person_id: rules.against_certifying(some, decider_id) for person_id, some in spans.items()}


def person_scope(user: User, permission: Permission) -> Select[int] | None:
    """A mentor sees their mentees."""
    return mentees_in_scope(user, permission, clock.today())


def days_off(person_ids: Collection[int], days: Collection[date]) -> dict[int, set[date]]:
    """On which of some days people do not work: by what they have said of their shift, else by their unit's calendar."""
    people = list_people(person_ids)
    working = WorkingDays([person.id for person in people], max(days))
    found = {person.id: {day for day in days if not working.works(person, day)} for person in people}
    return {person_id: off for person_id, off in found.items() if off}
