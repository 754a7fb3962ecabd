"""The board of an intake: everybody in it, stage by stage, what is late and what blocks; and who is late in one's units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for

from lms.core.access import Permission
from lms.core.bilingual import Bilingual
from lms.mentoring.queries.pairings import mentors_of
from lms.onboarding.labels import BLOCKERS
from lms.onboarding.models import Enrolment, Outcome
from lms.onboarding.queries.enrolments import in_scope, list_rows
from lms.onboarding.queries.journeys import CURRENT, Journey, journeys
from lms.people.models import Person
from lms.people.queries.scope import visible, within_reach
from lms.people.session import User

TECHNICAL, CULTURE = "technical", "culture"


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
    return (journey.has_ended, "decision_due" not in row.blockers, not row.blockers, -journey.late_by)


def intake_board(cohort_id: int, user: User, today: date) -> list[BoardRow]:
    """Everybody of an intake whom the reader may see."""
    seen = in_scope(user) | within_reach(user, Permission.MANAGE_INTAKES)
    return board_rows(list_rows(Enrolment.cohort_id == cohort_id, seen), today)


@dataclass(frozen=True)
class LateRow:
    """Somebody who needs a word or a decision: where they are, how late, what blocks, where to go."""

    enrolment_id: int
    person_id: int
    name: Bilingual
    unit: Bilingual
    stage: Bilingual
    late_by: int
    blocked: tuple[str, ...]
    needs_decision: bool
    href: str


LATE_LOOKED_AT = 300
"""Of the programmes under way within reach, those that began first are looked at: late ones are among them."""


def list_late(user: User, today: date, limit: int = 20) -> list[LateRow]:
    """Who is late or blocked among the people the reader sees, decisions first, then the latest."""
    running = (Outcome.id.is_(None), visible(user, Permission.SEE_PEOPLE), Person.id != user.id)
    found = []
    for row in board_rows(list_rows(*running, limit=LATE_LOOKED_AT), today):
        journey = row.journey
        if journey.current is None or not (row.is_late or row.blockers):
            continue
        decides = bool({"decision_due", "attempts_used_up"} & set(row.blockers))
        endpoint = "onboarding.decide" if decides and user.can("decide_outcomes") else "onboarding.person"
        found.append(
            LateRow(
                journey.row.id, journey.row.person_id, journey.name, journey.row.unit_name, journey.current.row.title,
                journey.late_by, row.blocked, decides, url_for(endpoint, enrolment_id=journey.row.id),
            )
        )  # fmt: skip
    found.sort(key=lambda late: (not late.needs_decision, -late.late_by))
    return found[:limit]
