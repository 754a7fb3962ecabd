"""Reads of mentors' ratings."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from lms.core.among import among
from lms.core.db import db
from lms.core.errors import NotFound
from lms.mentoring.models import MentorRating


@dataclass(frozen=True)
class RatingResult:
    """What the last rating of a person came to."""

    rating_id: int
    percent: float
    rated_at: datetime
    mentor_id: int


def latest_ratings(person_ids: Collection[int], since: datetime | None = None) -> dict[int, RatingResult]:
    """The last rating of each person; only those made after `since`."""
    query = (
        select(
            MentorRating.mentee_id, MentorRating.id, MentorRating.percent, MentorRating.rated_at, MentorRating.mentor_id
        )
        .where(MentorRating.mentee_id.in_(person_ids))
        .order_by(MentorRating.rated_at, MentorRating.id)
    )
    if since is not None:
        query = query.where(MentorRating.rated_at >= since)
    return {
        row.mentee_id: RatingResult(row.id, row.percent, row.rated_at, row.mentor_id)
        for row in db.session.execute(query)
    }


def list_ratings(mentee_id: int) -> list[MentorRating]:
    """All ratings of a person, newest first."""
    query = select(MentorRating).where(MentorRating.mentee_id == mentee_id)
    return list(db.session.scalars(query.order_by(MentorRating.rated_at.desc(), MentorRating.id.desc())))


def get_rating(rating_id: int) -> MentorRating:
    """A rating by id. Raises NotFound. The caller checks who may see it."""
    rating = db.session.get(MentorRating, rating_id)
    if rating is None:
        raise NotFound
    return rating


RATINGS = (
    select(MentorRating.mentee_id, MentorRating.rated_at, MentorRating.percent)
    .where(among(MentorRating.mentee_id, "people"))
    .order_by(MentorRating.rated_at, MentorRating.id)
)
"""Every rating of `people`, oldest first: who was rated, when, and what it came to. To be read with other records."""
