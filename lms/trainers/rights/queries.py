"""Reads of rights: those of people and of courses, and who may teach a course and is free on a day."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload

from courses.models import Course
from courses.sessions.queries.times import taken_trainers
from courses.sessions.rules.times import Span
from lms.core import clock
from lms.core.access import Permission
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.core.errors import NotFound
from lms.core.rules import Refusal
from lms.people.models import Person
from lms.people.queries.people import list_people
from lms.people.queries.scope import visible
from lms.people.session import User
from lms.trainers.grades.queries import grades_of, periods_in
from lms.trainers.grades.rules import Standing, standing_on
from lms.trainers.models import TeachingRight, TeachingRightEnd, TrainerGrade, TrainerGradeVersion
from lms.trainers.profiles.load import hours_of, month_of
from lms.trainers.profiles.queries import days_away, profiles_of
from lms.trainers.rights.rules import Choice, Level, Right, against_teaching, best_right, covers, in_order


@dataclass(frozen=True)
class RightLine:
    """A right as a page shows it."""

    right: Right
    title: Bilingual
    reason: str
    end_reason: str

    @property
    def last_day(self) -> date | None:
        """The last day on which it holds, where that is known."""
        if self.right.ended_on is not None:
            return self.right.ended_on - timedelta(days=1)
        return self.right.until_day


def list_rights(*conditions: ColumnElement[bool]) -> list[RightLine]:
    """Rights with their courses, in order of the course and the day; conditions on TeachingRight, Course or Person."""
    r, e = TeachingRight, TeachingRightEnd
    query = (
        select(
            r.id, r.person_id, Course.code, r.level, r.from_day, r.until_day, e.ended_on, Course.level.label("course_level"), Course.title, r.reason,
            e.reason.label("end_reason"),
        )
        .join(Course, Course.id == r.course_id)
        .outerjoin(e, e.right_id == r.id)
        .where(*conditions)
        .order_by(Course.code, r.from_day, r.id)
    )  # fmt: skip
    return [
        RightLine(Right(*row[:8]), row.title, row.reason, row.end_reason or "") for row in db.session.execute(query)
    ]


def rights_of(person_ids: Collection[int]) -> dict[int, list[Right]]:
    """The rights of some people."""
    found: dict[int, list[Right]] = {}
    for line in list_rights(TeachingRight.person_id.in_(list(person_ids))) if person_ids else ():
        found.setdefault(line.right.person_id, []).append(line.right)
    return found


def get_right(person_id: int, right_id: int) -> TeachingRight:
    """A right of a person. Raises NotFound."""
    query = select(TeachingRight).where(TeachingRight.id == right_id, TeachingRight.person_id == person_id)
    row = db.session.scalar(query.options(joinedload(TeachingRight.course), joinedload(TeachingRight.end)))
    if row is None:
        raise NotFound
    return row


class Day:
    """What is known of some people as trainers on a day, read once."""

    def __init__(self, person_ids: Collection[int], day: date) -> None:
        self.day = day
        self.people = {person.id: person for person in list_people(person_ids)}
        self.rights = rights_of(person_ids)
        rows = grades_of(person_ids)
        self._versions = {row.id: row.version for row in rows}
        periods = periods_in(rows)
        self.standings = {person_id: standing_on(periods.get(person_id, ()), day) for person_id in person_ids}
        self.away = days_away(person_ids, day, day)

    def carried(self, person_id: int) -> tuple[str, ...]:
        """The levels of rights that the grade of a person carries on the day."""
        version = self._version(person_id)
        return tuple(version.rights) if version else ()

    def course_levels(self, person_id: int) -> tuple[str, ...]:
        """The levels of courses that it is for; none named: all of them."""
        version = self._version(person_id)
        return tuple(version.course_levels) if version else ()

    def _version(self, person_id: int) -> TrainerGradeVersion | None:
        standing = self.standings[person_id]
        return self._versions[standing.period.grade_id] if standing.valid and standing.period else None

    def works_here(self, person_id: int) -> bool:
        """Has the person not left by the day?"""
        person = self.people.get(person_id)
        return person is not None and (person.left_on is None or person.left_on >= self.day)

    def against(self, person_id: int, course_code: str, wanted: str = Level.TEACH) -> tuple[Refusal, ...]:
        """What stands against somebody's teaching a course on the day."""
        return against_teaching(
            rights=self.rights.get(person_id, ()), standing=self.standings[person_id], carried=self.carried(person_id),
            course_code=course_code, day=self.day, is_away=person_id in self.away, works_here=self.works_here(person_id),
            wanted=wanted, course_levels=self.course_levels(person_id),
        )  # fmt: skip


def grades_are_kept() -> bool:
    """Was a grade ever granted here? Where none was, nobody's teaching is measured by grades."""
    return db.session.scalar(select(TrainerGrade.id).limit(1)) is not None


@dataclass(frozen=True)
class Found:
    """Somebody who has a right to a course, with the choice that they are."""

    person: Person
    standing: Standing
    choice: Choice


def who_may_teach(user: User, course_code: str, day: date, *, wanted: str = Level.TEACH) -> list[Found]:
    """Everybody within the reader's units who has a right to a course that lasts on a day: whether they may teach on that day,
    whether they are free, how much they teach in that month. Whoever may and is free comes first."""
    r = TeachingRight
    query = (
        select(r.person_id)
        .join(Course, Course.id == r.course_id)
        .join(Person, Person.id == r.person_id)
        .where(Course.code == course_code, r.from_day <= day, visible(user, Permission.SEE_TRAINERS))
        .distinct()
    )
    ids = list(db.session.scalars(query))
    known = Day(ids, day)
    kept = {
        person_id: right
        for person_id in ids
        if (right := best_right(known.rights.get(person_id, ()), course_code, day)) and covers(right.level, wanted)
    }
    begin = datetime.combine(day, time(), clock.zone())
    whole_day = Span(begin.astimezone(UTC), (begin + timedelta(days=1)).astimezone(UTC))
    taken = {one.thing_id for one in taken_trainers([whole_day], list(kept))}
    hours, profiles = hours_of(list(kept), *month_of(day)), profiles_of(list(kept))
    choices = [
        Choice(
            person_id, right.level, tuple(one for one in known.against(person_id, course_code, wanted) if one.code != "teacher_away"),
            person_id in known.away, person_id in taken, hours.get(person_id, 0.0),
            profiles[person_id].most_hours if person_id in profiles else 0,
        )
        for person_id, right in kept.items()
    ]  # fmt: skip
    names = {person_id: str(known.people[person_id].name) for person_id in kept}
    return [Found(known.people[one.person_id], known.standings[one.person_id], one) for one in in_order(choices, names)]
