"""What mentoring does when something happened below."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import or_, select

from lms.core.db import db
from lms.mentoring.actions.pairings import end_pairing
from lms.mentoring.models import Pairing
from lms.people.events import PersonLeft


def person_left(event: PersonLeft) -> None:
    """Whoever leaves is no mentor and no mentee any more."""
    theirs = or_(Pairing.mentor_id == event.person_id, Pairing.mentee_id == event.person_id)
    for pairing in db.session.scalars(select(Pairing).where(theirs, Pairing.ended_on.is_(None))):
        end_pairing(pairing=pairing, actor=event.actor, at=event.at, reason=event.reason)


HANDLERS: tuple[tuple[type[Any], Callable[[Any], None]], ...] = ((PersonLeft, person_left),)
"""What is wired in `lms.wiring`."""
