"""Rating a mentor in confidence."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.exc import IntegrityError

from lms.core import audit, clock
from lms.core.audit import Actor
from lms.core.db import db
from lms.core.errors import Refusal, RuleBroken
from lms.mentoring.feedback.queries import count_given, days_together, has_given
from lms.mentoring.feedback.rules import Question, batch_of, unanswered
from lms.mentoring.models import MentorFeedback, MentorFeedbackGiven

AFTER_DAYS = 14
"""Somebody must have had the mentor for so long before a rating says anything."""


def rate_mentor(*, mentor_id: int, ratings: Mapping[str, int], actor: Actor, at: datetime) -> None:
    """Keep what a mentee says of a mentor, apart from who said it. Once for each mentor. Raises RuleBroken."""
    assert actor.id is not None
    today = clock.local_date(at)
    days = days_together(actor.id, today).get(mentor_id)
    refusals = [Refusal("mentor_question_open", {"question": key}) for key in unanswered(ratings)]
    if days is None:
        refusals.append(Refusal("not_their_mentee"))
    elif days < AFTER_DAYS:
        refusals.append(Refusal("mentor_rated_too_early", {"days": AFTER_DAYS}))
    if has_given(actor.id, mentor_id):
        refusals.append(Refusal("mentor_rated_already"))
    if refusals:
        raise RuleBroken(*refusals)
    given = MentorFeedbackGiven(mentor_id=mentor_id, mentee_id=actor.id, month=today.replace(day=1))
    try:
        with db.session.begin_nested():
            db.session.add(given)
            db.session.flush()
    except IntegrityError:
        raise RuleBroken(Refusal("mentor_rated_already")) from None
    db.session.add(
        MentorFeedback(
            key=secrets.token_urlsafe(24), mentor_id=mentor_id, batch=batch_of(count_given(mentor_id)),
            ratings={str(q): int(ratings[q]) for q in Question},
        )
    )  # fmt: skip
    db.session.flush()
    audit.record("mentor.rated_by_mentee", "person", mentor_id, actor=audit.System("system"), at=at)
