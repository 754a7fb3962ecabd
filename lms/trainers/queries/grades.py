"""Which grade people hold on a day, as other packages ask it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from lms.trainers.grades.queries import standings
from lms.trainers.grades.rules import Status


@dataclass(frozen=True)
class Grade:
    """The grade of a person on a day: `level` 1 to 3 (0: none ever), its `code`, the last day that is certain, where it
    stands, and whether it counts on that day."""

    level: int
    code: str
    valid_until: date | None
    status: Status
    valid: bool


def grade_on(person_ids: Collection[int], day: date) -> dict[int, Grade]:
    """The grade of each of some people on a day."""
    return {
        person_id: Grade(one.level, one.code, one.valid_until, one.status, one.valid)
        for person_id, one in standings(person_ids, day).items()
    }
