"""The board of an intake: everybody in it, stage by stage, what is late and what blocks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from lms.core.access import Permission
from lms.mentoring.queries.pairings import mentors_of
from lms.onboarding.labels import BLOCKERS
from lms.onboarding.models import Enrolment
from lms.onboarding.queries.enrolments import in_scope, list_rows
from lms.onboarding.queries.journeys import CURRENT, Journey, journeys
from lms.onboarding.rules.reminding import FOR_SUPERVISOR
from lms.people.queries.scope import within_reach
from lms.people.session import User

TECHNICAL = "technical"


@dataclass(frozen=True)
class BoardRow:
    """One learner on the board."""

    journey: Journey
    mentors: tuple[Any, ...]
    blockers: tuple[str, ...]

    @property
    def blocked(self) -> tuple[str, ...]:
        """What holds them up, in words."""
        return tuple(str(BLOCKERS[code]) for code in self.blockers)

    def mentor(self, kind: str) -> Any:
        """The mentor of a kind, or None."""
        return next((m for m in self.mentors if m.kind == kind), None)

    @property
    def is_late(self) -> bool:
        """Is the current stage past its end?"""
        return self.journey.late_by > 0


def board_rows(rows: Sequence[Any], today: date) -> list[BoardRow]:
    """Enrolments as rows of a board: the late and the blocked first."""
    people = [row.person_id for row in rows]
    mentors = mentors_of(people, today) if people else {}
    made = []
    for journey in journeys(rows, today, CURRENT):
        own = tuple(mentors.get(journey.row.person_id, ()))
        has_technical = any(m.kind == TECHNICAL for m in own)
        made.append(BoardRow(journey, own, journey.blocked_by(has_technical_mentor=has_technical)))
    return sorted(made, key=_most_urgent_first)


def _most_urgent_first(row: BoardRow) -> tuple[Any, ...]:
    journey = row.journey
    return (journey.has_ended, not FOR_SUPERVISOR & set(row.blockers), not row.blockers, -journey.late_by)


def intake_board(cohort_id: int, user: User, today: date) -> list[BoardRow]:
    """Everybody of an intake whom the reader may see."""
    seen = in_scope(user) | within_reach(user, Permission.MANAGE_INTAKES)
    return board_rows(list_rows(Enrolment.cohort_id == cohort_id, seen), today)
