"""Asking somebody by name to review a wording."""

from __future__ import annotations

from datetime import datetime

from assessments.models import ItemReviewRequest
from assessments.queries.review_requests import list_reviewers
from assessments.queries.reviews import get_standing, get_version
from assessments.rules.reviewing import ask_refusals
from lms.core import audit, clock
from lms.core.audit import Actor
from lms.core.db import db
from lms.core.errors import RuleBroken
from lms.core.notices import notify
from lms.core.paths import path_to
from lms.people.models import Person
from lms.people.notices import recipient_of


def ask_for_review(*, version_id: int, reviewer_id: int, actor: Actor, at: datetime) -> Person:
    """Ask somebody to review a wording; they see it with its key from now on. Raises RuleBroken, NotFound."""
    version = get_version(version_id)
    proposed = {person.id: person for person in list_reviewers(version, clock.local_date(at))}
    if refusals := ask_refusals(get_standing(version), reviewer_id, proposed):
        raise RuleBroken(*refusals)
    assert actor.id is not None
    reviewer = proposed[reviewer_id]
    db.session.add(
        ItemReviewRequest(item_version_id=version.id, reviewer_id=reviewer.id, asked_by=actor.id, asked_at=at)
    )
    db.session.flush()
    audit.record(
        "item.review_asked", "item", version.item_id, actor=actor, at=at, version=version.number, reviewer=reviewer.id
    )
    link = path_to("assessments.asked_review", version_id=version.id)
    notify(recipient_of(reviewer), "item_to_review", link=link, at=at, key=version.item.key)
    return reviewer
