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


def first_day(mentee_id: int, mentor_id: int) -> date | None:
    """Since when somebody is or was accompanied by a mentor; None where never."""
    query = select(func.min(Pairing.started_on)).where(Pairing.mentee_id == mentee_id, Pairing.mentor_id == mentor_id)
    return db.session.scalar(query)


def list_unrated_mentors(mentee_id: int, started_by: date) -> set[int]:
    """The mentors whom somebody has had for a while and not rated yet."""
    given = select(MentorFeedbackGiven.id).where(
        MentorFeedbackGiven.mentor_id == Pairing.mentor_id, MentorFeedbackGiven.mentee_id == Pairing.mentee_id
    )
    query = select(Pairing.mentor_id).where(
        Pairing.mentee_id == mentee_id, Pairing.started_on <= started_by, ~given.exists()
    )
    return set(db.session.scalars(query))
