"""Reads of what mentees said about mentors: only in sums."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import func, select

from lms.core.among import among
from lms.core.db import db
from lms.mentoring.feedback.rules import shown
from lms.mentoring.models import MentorFeedback, MentorFeedbackGiven, Pairing


@dataclass(frozen=True)
class Said:
    """What may be shown of a mentor: `shown` answers of `given`, and the mean of each question."""

    given: int = 0
    shown: int = 0
    means: dict[str, float] = field(default_factory=dict)


SAID = select(MentorFeedback.mentor_id, MentorFeedback.batch, MentorFeedback.ratings).where(
    among(MentorFeedback.mentor_id, "mentors")
)
"""What mentees said of `mentors`, to be read with other records; see `said_from`."""


def said_from(found: Iterable[Any]) -> dict[int, Said]:
    """What mentees said of each mentor; those of whom nothing was said are left out."""
    rows: dict[int, list[tuple[int, dict[str, int]]]] = defaultdict(list)
    for mentor_id, batch, ratings in found:
        rows[mentor_id].append((batch, ratings))
    return {mentor_id: Said(len(some), *shown(some)) for mentor_id, some in rows.items()}


def count_given(mentor_id: int) -> int:
    """How many mentees have rated a mentor."""
    query = select(func.count()).select_from(MentorFeedback).where(MentorFeedback.mentor_id == mentor_id)
    return db.session.scalar(query) or 0


def has_given(mentee_id: int, mentor_id: int) -> bool:
    """Has a mentee rated this mentor?"""
    given = MentorFeedbackGiven
    query = select(given.id).where(given.mentee_id == mentee_id, given.mentor_id == mentor_id)
    return db.session.scalar(query) is not None


def days_together(mentee_id: int, today: date, *, unrated: bool = False) -> dict[int, int]:
    """Every mentor whom somebody has or had, and for how many days until today, those who stood in as well. A stand-in that is
    still to come or was called off is none. `unrated`: without those whom they have rated."""
    query = select(Pairing).where(Pairing.mentee_id == mentee_id, Pairing.started_on <= today)
    given = MentorFeedbackGiven
    has_said = select(given.id).where(given.mentor_id == Pairing.mentor_id, given.mentee_id == Pairing.mentee_id)
    found: dict[int, int] = defaultdict(int)
    for row in db.session.scalars(query.where(~has_said.exists()) if unrated else query):
        if not row.is_called_off:
            found[row.mentor_id] += max(0, (min(row.ended_on or today, today) - row.started_on).days)
    return dict(found)


def list_unrated_mentors(mentee_id: int, least_days: int, today: date) -> set[int]:
    """The mentors whom somebody has had for a while and not rated yet."""
    together = days_together(mentee_id, today, unrated=True)
    return {mentor for mentor, days in together.items() if days >= least_days}
