"""Reads of ratings as they were last worked out."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from courses.models import Course
from lms.core.access import Permission
from lms.core.db import db
from lms.people.models import Person
from lms.people.queries.scope import within_reach
from lms.people.session import User
from lms.trainers.ratings.models import TrainerRating, TrainerRatingRun


@dataclass(frozen=True)
class Rated:
    """A trainer with the rating."""

    person: Person
    rating: TrainerRating


def find_newest_run(until: date | None = None) -> TrainerRatingRun | None:
    """The last run; `until`: of those that ask up to a day."""
    query = select(TrainerRatingRun).order_by(TrainerRatingRun.id.desc()).limit(1)
    if until is not None:
        query = query.where(TrainerRatingRun.until_day <= until)
    return db.session.scalar(query)


def list_rated(run: TrainerRatingRun, user: User) -> list[Rated]:
    """Everybody in a run whom the reader may see, the best first."""
    query = (
        select(TrainerRating, Person)
        .join(Person, Person.id == TrainerRating.person_id)
        .where(TrainerRating.run_id == run.id, or_(Person.id == user.id, within_reach(user, Permission.SEE_EVALUATIONS)))
        .options(joinedload(Person.unit))
        .order_by(TrainerRating.adjusted_mean.is_(None), TrainerRating.adjusted_mean.desc(), TrainerRating.raw_mean.desc(), Person.id)
    )  # fmt: skip
    return [Rated(person, rating) for rating, person in db.session.execute(query)]


def ratings_in(run_id: int, person_ids: Collection[int]) -> dict[int, TrainerRating]:
    """The ratings of some people in a run."""
    query = select(TrainerRating).where(TrainerRating.run_id == run_id, TrainerRating.person_id.in_(list(person_ids)))
    return {row.person_id: row for row in db.session.scalars(query)} if person_ids else {}


def titles_of(codes: Collection[str]) -> dict[str, Any]:
    """The titles of some courses."""
    if not codes:
        return {}
    return dict(db.session.execute(select(Course.code, Course.title).where(Course.code.in_(list(codes)))).all())
