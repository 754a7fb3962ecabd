"""Rating a mentee."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import select

from lms.core import audit, clock, events
from lms.core.audit import Actor
from lms.core.db import db
from lms.core.errors import Refusal, RuleBroken
from lms.core.notices import notify
from lms.core.paths import path_to
from lms.mentoring import rules
from lms.mentoring.events import MentorRated
from lms.mentoring.labels import DIMENSION_NAMES
from lms.mentoring.models import MentorRating
from lms.mentoring.queries.pairings import own_kinds
from lms.people.models import Person
from lms.people.notices import known_as, recipient_of

DOUBLE_TAP = timedelta(minutes=2)


def unrated_refusals(ratings: Mapping[str, int]) -> tuple[Refusal, ...]:
    """One for each dimension that has no rating from 1 to 5."""
    return tuple(
        Refusal("dimension_unrated", {"dimension": DIMENSION_NAMES[key], "key": key}) for key in rules.unrated(ratings)
    )


def rate_mentee(
    *, mentee: Person, ratings: Mapping[str, int], comment: str, actor: Actor, at: datetime
) -> MentorRating:
    """Put a technical mentor's rating on record; the last one counts. The same rating sent again within two minutes is
    one. Raises RuleBroken with every reason at once."""
    assert actor.id is not None
    refusals = []
    if rules.Kind.TECHNICAL not in own_kinds(actor.id, mentee.id, clock.local_date(at)):
        refusals.append(Refusal("not_their_technical_mentor"))
    refusals += unrated_refusals(ratings)
    if not comment.strip():
        refusals.append(Refusal("rating_comment_missing"))
    if refusals:
        raise RuleBroken(*refusals)
    kept = {str(dimension): int(ratings[dimension]) for dimension in rules.Dimension}
    last = db.session.scalar(
        select(MentorRating)
        .where(MentorRating.mentee_id == mentee.id, MentorRating.mentor_id == actor.id)
        .order_by(MentorRating.rated_at.desc(), MentorRating.id.desc())
        .limit(1)
    )
    if last is not None and at - last.rated_at < DOUBLE_TAP and (last.ratings, last.comment) == (kept, comment.strip()):
        return last
    rating = MentorRating(
        mentee_id=mentee.id, mentor_id=actor.id, ratings=kept, percent=rules.percent_of(kept),
        comment=comment.strip(), rated_at=at,
    )  # fmt: skip
    db.session.add(rating)
    db.session.flush()
    audit.record(
        "mentee.rated", "mentor_rating", rating.id, actor=actor, at=at,
        mentee=mentee.id, ratings=kept, percent=rating.percent,
    )  # fmt: skip
    notify(
        recipient_of(mentee), "mentee_rated", link=path_to("mentoring.rating", rating_id=rating.id), at=at,
        mentor=known_as(actor), percent=f"{rating.percent:g}",
    )  # fmt: skip
    events.publish(MentorRated(mentee.id, rating.percent, at))
    db.session.flush()
    return rating
