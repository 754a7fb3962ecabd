"""Reads of mentors' ratings."""

from __future__ import annotations

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
    select(MentorRating.mentee_id, MentorRating.rated_at, MentorRating.percent, MentorRating.id, MentorRating.mentor_id)
    .where(among(MentorRating.mentee_id, "people"))
    .order_by(MentorRating.rated_at, MentorRating.id)
)
"""Every rating of `people`, oldest first: who was rated, when, and what it came to. To be read with other records."""
