"""What waits for a mentor: everything about all mentees in a fixed number of statements."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from assessments.queries.practicals import PracticalProgress, progress_of_all
from lms.core.together import Together
from lms.mentoring.logs.queries import KEPT, courses_from, since_when
from lms.mentoring.logs.rules import Course
from lms.mentoring.queries.accompanied import Mentee, list_mentees
from lms.mentoring.queries.log import COUNTS, LogCount
from lms.mentoring.queries.ratings import RATINGS, RatingResult
from lms.mentoring.rules import Kind
from lms.mentoring.standing import MenteeStanding, standing_of


@dataclass(frozen=True)
class MenteeState:
    """One mentee with all that the mentor may have to do."""

    mentee: Mentee
    standing: MenteeStanding | None
    log: LogCount
    tasks: tuple[PracticalProgress, ...]
    rating: RatingResult | None
    course: Course | None = None
    """How the log is kept, where it was asked for."""

    @property
    def is_technical(self) -> bool:
        """Does the mentor sign off and rate this mentee?"""
        return Kind.TECHNICAL in self.mentee.kinds

    @property
    def open_tasks(self) -> tuple[PracticalProgress, ...]:
        """Tasks that the mentor can sign off now, returned ones first."""
        if not self.is_technical:
            return ()
        able = (t for t in self.tasks if not t.complete and not t.opens_with)
        return tuple(sorted(able, key=lambda t: not t.returned))

    @property
    def later_tasks(self) -> tuple[PracticalProgress, ...]:
        """Tasks that open with a stage which the mentee has not reached yet."""
        return tuple(t for t in self.tasks if not t.complete and t.opens_with)

    @property
    def rating_due(self) -> bool:
        """Is a rating wanted from this mentor?"""
        return self.is_technical and self.standing is not None and self.standing.rating_due

    @property
    def gap(self) -> int:
        """How many expected days in a row the log is missing; none in a stage that asks for no log."""
        asked = self.standing is None or self.standing.wants_log
        return self.course.gap if self.course and asked else 0

    @property
    def waiting(self) -> int:
        """How many things wait for the mentor today: entries to answer, and a rating."""
        return self.log.unanswered + int(self.rating_due)


_RECORD: dict[str, Any] = {"log": COUNTS, "ratings": RATINGS}
_SHORT, _WHOLE = Together(**_RECORD), Together(**_RECORD, **KEPT)


def mentee_states(mentor_id: int, today: date, *, with_courses: bool = False) -> list[MenteeState]:
    """The mentees of a mentor, those who need something first; `with_courses`: also how they keep their logs."""
    mentees = list_mentees(mentor_id, today)
    ids = [mentee.person_id for mentee in mentees]
    if not ids:
        return []
    if with_courses:
        found = _WHOLE.read(people=ids, since=since_when(today), today=today)
        courses = courses_from(found, today)
    else:
        found, courses = _SHORT.read(people=ids), {}
    standings, tasks = standing_of(ids), progress_of_all(ids)
    logs = {row.person_id: LogCount(row.entries, row.last_day, row.unanswered) for row in found["log"]}
    ratings = {
        row.mentee_id: RatingResult(row.id, row.percent, row.rated_at, row.mentor_id) for row in found["ratings"]
    }
    states = [
        MenteeState(m, standings.get(m.person_id), logs.get(m.person_id, LogCount()), tuple(tasks.get(m.person_id, ())),
                    ratings.get(m.person_id), courses.get(m.person_id))
        for m in mentees
    ]  # fmt: skip
    return sorted(states, key=lambda s: (not s.waiting, not (s.standing and s.standing.late), not s.open_tasks))
