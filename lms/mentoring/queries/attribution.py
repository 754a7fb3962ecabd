"""Under whose technical mentor somebody learned, asked within another statement."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, select

from lms.mentoring.models import Pairing
from lms.mentoring.rules import Kind


def technical_mentor(person_id: ColumnElement[Any], day: ColumnElement[Any]) -> Any:
    """The id of the technical mentor appointed last by a day, for the person of an outer statement's columns."""
    return (
        select(Pairing.mentor_id)
        .where(Pairing.mentee_id == person_id, Pairing.kind == Kind.TECHNICAL, Pairing.started_on <= day)
        .where(Pairing.covers_id.is_(None))
        .order_by(Pairing.started_on.desc(), Pairing.id.desc())
        .limit(1)
        .correlate_except(Pairing)
        .scalar_subquery()
    )
