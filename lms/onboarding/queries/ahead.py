"""What is late, what will be within the week, and whose turn it is: the same facts for everybody, each in their scope."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _

from lms.onboarding.lines import reason_words, title_of
from lms.onboarding.models import Outcome
from lms.onboarding.queries.board import BoardRow, board_rows
from lms.onboarding.queries.enrolments import in_scope, list_rows
from lms.onboarding.queries.journeys import Journey
from lms.onboarding.rules.reminding import WEEK, Standing, reminded
from lms.people.models import Person
from lms.people.session import User


def standing_of(row: BoardRow, today: date) -> Standing:
    """A programme as reminders see it."""
    return journey_standing(row.journey, row.blockers, today)


def journey_standing(journey: Journey, blockers: Sequence[str], today: date) -> Standing:
    """The same of a journey, whatever holds it up."""
    stage = journey.current
    if stage is None:
        return Standing(0, 999, (), ())
    left = journey.days.between(today + timedelta(days=1), stage.plan.ends_on) if stage.plan.day else 999
    week = journey.days.between(today + timedelta(days=1), today + timedelta(days=WEEK))
    waits = {check.waits_for for check in stage.missing if check.waits_for}
    return Standing(stage.plan.late_by, left, waits, blockers, journey.pause is not None, week)


@dataclass(frozen=True)
class AheadRow:
    """One learner who needs attention: how they stand, what is missing, and whose turn it is."""

    row: BoardRow
    standing: Standing
    turn: frozenset[str]

    @property
    def missing(self) -> list[str]:
        """What is missing, in words, the first few."""
        journey = self.row.journey
        checks = journey.current.missing if journey.current else ()
        return [
            _("%(what)s: %(words)s", what=title_of(journey, check.content), words=reason_words(check))
            for check in checks[:3]
        ]

    @property
    def more(self) -> int:
        """How many more are missing."""
        return max(0, len(self.row.journey.current.missing) - 3) if self.row.journey.current else 0


def ahead(rows: Sequence[Any], today: date) -> list[AheadRow]:
    """Of enrolments under way, those that are late, blocked or due within the week: the latest first."""
    found = []
    for one in board_rows(rows, today):
        standing = standing_of(one, today)
        turn = reminded(standing, one.journey.policy.escalate_after)
        if standing.is_late or standing.is_soon or (one.blockers and not standing.is_paused):
            found.append(AheadRow(one, standing, turn))
    return sorted(found, key=lambda one: (-one.standing.late_by, one.standing.days_left))


def list_ahead(user: User, today: date) -> list[AheadRow]:
    """What lies ahead among those whom the reader sees."""
    return ahead(list_rows(Outcome.id.is_(None), in_scope(user), Person.id != user.id), today)
