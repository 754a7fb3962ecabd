"""Mentors, their ratings and the growth log of one person, newest first. The log's texts are not read."""

from __future__ import annotations

from sqlalchemy import extract, func, select

from lms.core.db import db
from lms.mentoring.models import LogEntry, MentorRating, Pairing
from lms.reports.queries.names import SIGNER, Signer, get_signer
from lms.reports.records import LogMonth, PairingRecord, RatingRecord


def list_ratings(person_id: int) -> tuple[RatingRecord, ...]:
    """Ratings by mentors."""
    query = (
        select(
            MentorRating.id, MentorRating.rated_at, MentorRating.percent, MentorRating.ratings, MentorRating.comment,
            *SIGNER,
        )
        .join(Signer, Signer.id == MentorRating.mentor_id)
        .where(MentorRating.mentee_id == person_id)
        .order_by(MentorRating.rated_at.desc(), MentorRating.id.desc())
    )  # fmt: skip
    return tuple(RatingRecord(*row[:5], get_signer(row)) for row in db.session.execute(query))


def list_pairings(person_id: int) -> tuple[PairingRecord, ...]:
    """Mentors, present and past."""
    query = (
        select(Pairing.id, Pairing.kind, Pairing.started_on, Pairing.ended_on, *SIGNER)
        .join(Signer, Signer.id == Pairing.mentor_id)
        .where(Pairing.mentee_id == person_id)
        .order_by(Pairing.started_on.desc(), Pairing.id.desc())
    )
    return tuple(
        PairingRecord(row.id, row.kind, get_signer(row), row.started_on, row.ended_on)
        for row in db.session.execute(query)
    )


def list_log_months(person_id: int) -> tuple[LogMonth, ...]:
    """How many entries of the growth log fall into each month."""
    year, month = extract("year", LogEntry.day), extract("month", LogEntry.day)
    query = (
        select(year, month, func.count(), func.max(LogEntry.day))
        .where(LogEntry.person_id == person_id)
        .group_by(year, month)
        .order_by(year.desc(), month.desc())
    )
    return tuple(
        LogMonth(int(year), int(month), entries, last) for year, month, entries, last in db.session.execute(query)
    )
