"""Mentors, their ratings and the growth log of one person, newest first. The log's texts are not read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import bindparam, extract, func, select

from lms.core.together import Found
from lms.mentoring.models import LogEntry, MentorRating, Pairing
from lms.reports.queries.names import SIGNER, Signer, get_signer
from lms.reports.records import LogMonth, PairingRecord, RatingRecord

_year, _month = extract("year", LogEntry.day), extract("month", LogEntry.day)
PARTS: Mapping[str, Any] = {
    "ratings": select(
        MentorRating.id, MentorRating.rated_at, MentorRating.percent, MentorRating.ratings, MentorRating.comment,
        *SIGNER,
    )
    .join(Signer, Signer.id == MentorRating.mentor_id)
    .where(MentorRating.mentee_id == bindparam("person_id"))
    .order_by(MentorRating.rated_at.desc(), MentorRating.id.desc()),
    "pairings": select(Pairing.id, Pairing.kind, Pairing.started_on, Pairing.ended_on, *SIGNER)
    .join(Signer, Signer.id == Pairing.mentor_id)
    .where(Pairing.mentee_id == bindparam("person_id"))
    .order_by(Pairing.started_on.desc(), Pairing.id.desc()),
    "log": select(_year.label("year"), _month.label("month"), func.count().label("entries"), func.max(LogEntry.day).label("last"))
    .where(LogEntry.person_id == bindparam("person_id"))
    .group_by(_year, _month)
    .order_by(_year.desc(), _month.desc()),
}  # fmt: skip


def ratings_of(rows: Found) -> tuple[RatingRecord, ...]:
    """Ratings by mentors."""
    return tuple(RatingRecord(*(*row[:5], get_signer(row))) for row in rows["ratings"])


def pairings_of(rows: Found) -> tuple[PairingRecord, ...]:
    """Mentors, present and past."""
    return tuple(
        PairingRecord(row.id, row.kind, get_signer(row), row.started_on, row.ended_on) for row in rows["pairings"]
    )


def log_months_of(rows: Found) -> tuple[LogMonth, ...]:
    """How many entries of the growth log fall into each month."""
    return tuple(LogMonth(int(row.year), int(row.month), row.entries, row.last) for row in rows["log"])
