"""What mentoring answers to lower packages. Wired in `lms.wiring`."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Select

from lms.core import clock
from lms.core.access import Permission
from lms.core.errors import Refusal
from lms.mentoring import rules
from lms.mentoring.queries.pairings import mentees_in_scope, spans_of, spans_of_each
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
