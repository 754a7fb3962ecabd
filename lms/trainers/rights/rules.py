"""Whether somebody may teach a course on a day. A right counts while it lasts and while its holder's grade, valid on that
day, carries its level."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from lms.core.rules import Refusal
from lms.trainers.grades.rules import Standing, Status


class Level(StrEnum):
    """What somebody may do for a course; each includes those before it."""

    ASSIST = "assist"
    TEACH = "teach"
    DEVELOP = "develop"


ORDER = (Level.ASSIST, Level.TEACH, Level.DEVELOP)


@dataclass(frozen=True)
class Right:
    """A right to a course from a day on; `until_day` the last day where one is named, `ended_on` the first on which it no longer
    holds."""

    right_id: int
    person_id: int
    course_code: str
    level: str
    from_day: date
    until_day: date | None = None
    ended_on: date | None = None
    course_level: str | None = None
    """The level of the course; None: it is for every level."""

    def holds(self, day: date) -> bool:
        """Does it last on a day?"""
        begun = self.from_day <= day and (self.until_day is None or day <= self.until_day)
        return begun and (self.ended_on is None or day < self.ended_on)


def covers(level: str, wanted: str) -> bool:
    """Does one level include another?"""
    return ORDER.index(Level(level)) >= ORDER.index(Level(wanted))


def reaches(course_levels: Collection[str], course_level: str | None) -> bool:
    """May the holder of a grade teach courses of a level? A grade that names none may teach all of them."""
    return course_level is None or not course_levels or course_level in course_levels


def best_right(rights: Collection[Right], course_code: str, day: date) -> Right | None:
    """The highest right to a course that lasts on a day."""
    holding = [right for right in rights if right.course_code == course_code and right.holds(day)]
    return max(holding, key=lambda right: ORDER.index(Level(right.level)), default=None)


def against_teaching(
    *, rights: Collection[Right], standing: Standing, carried: Collection[str], course_code: str, day: date,
    is_away: bool, works_here: bool, wanted: str = Level.TEACH, course_levels: Collection[str] = (),
) -> tuple[Refusal, ...]:  # fmt: skip
    """What stands against somebody's teaching a course on a day, every reason at once. `carried`: the levels of rights that the
    grade held on that day carries; `course_levels`: the levels of courses that it is for."""
    if not works_here:
        return (Refusal("teacher_left"),)
    found = []
    if not standing.valid:
        found.append(_against_grade(standing))
    right = best_right(rights, course_code, day)
    if right is None:
        ended = any(one.course_code == course_code and one.from_day <= day for one in rights)
        found.append(Refusal("right_ended" if ended else "no_right"))
    elif not covers(right.level, wanted):
        found.append(Refusal("right_assists_only"))
    elif standing.valid and not any(covers(level, wanted) for level in carried):
        found.append(Refusal("grade_assists_only"))
    if right is not None and standing.valid and not reaches(course_levels, right.course_level):
        found.append(Refusal("grade_below_course"))
    if is_away:
        found.append(Refusal("teacher_away"))
    return tuple(found)


def _against_grade(standing: Standing) -> Refusal:
    if standing.status is Status.NONE:
        return Refusal("teacher_no_grade")
    if standing.status is Status.SUSPENDED:
        return Refusal("teacher_suspended")
    if standing.status is Status.FUTURE:
        return Refusal("teacher_not_yet")
    if standing.status is Status.WITHDRAWN:
        return Refusal("teacher_withdrawn")
    return Refusal("teacher_lapsed", {"day": standing.valid_until or ""})


def grant_refusals(
    *, level: str, carried: Collection[str], has_grade: bool, held: Right | None, from_day: date, until_day: date | None,
    today: date, reason: str, is_own: bool, least: int, course_level: str | None = None,
    course_levels: Collection[str] = (),
) -> tuple[Refusal, ...]:  # fmt: skip
    """Why a right cannot be granted; every reason at once. `held`: the right to this course that lasts on the first day."""
    found = []
    if is_own:
        found.append(Refusal("grants_own_right"))
    if not has_grade:
        found.append(Refusal("right_needs_grade"))
    elif level not in carried:
        found.append(Refusal("right_above_grade"))
    if has_grade and not reaches(course_levels, course_level):
        found.append(Refusal("right_above_course_level"))
    if from_day < today:
        found.append(Refusal("right_in_the_past"))
    if until_day is not None and until_day < from_day:
        found.append(Refusal("right_ends_before"))
    if held is not None and covers(held.level, level):
        found.append(Refusal("right_held"))
    if len(reason.strip()) < least:
        found.append(Refusal("trainer_reason_missing", {"least": least}))
    return tuple(found)


@dataclass(frozen=True)
class Choice:
    """One person who could teach a course on a day: by which right, what stands against it, what they do otherwise."""

    person_id: int
    level: str
    refusals: tuple[Refusal, ...]
    is_away: bool
    is_taken: bool
    hours: float
    most_hours: int

    @property
    def is_free(self) -> bool:
        """Neither away nor taken by another session."""
        return not self.is_away and not self.is_taken

    @property
    def is_full(self) -> bool:
        """Teaches as much in this month as they offered, or more."""
        return bool(self.most_hours) and self.hours >= self.most_hours


def in_order(choices: Collection[Choice], names: Mapping[int, str]) -> list[Choice]:
    """Whoever may and is free comes first, of those who has the least to teach in this month; then by name."""
    return sorted(
        choices,
        key=lambda one: (
            bool(one.refusals),
            not one.is_free,
            one.is_full,
            round(one.hours, 1),
            names.get(one.person_id, ""),
        ),
    )
