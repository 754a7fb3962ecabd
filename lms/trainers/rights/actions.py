"""Granting and ending the right to teach a course."""

from __future__ import annotations

from datetime import date, datetime

from courses.models import Course
from lms.core import audit, clock
from lms.core.audit import Actor
from lms.core.db import db
from lms.core.errors import Refusal, RuleBroken
from lms.core.notices import notify
from lms.core.paths import path_to
from lms.people.models import Person
from lms.people.notices import recipient_of
from lms.trainers.models import TeachingRight, TeachingRightEnd
from lms.trainers.rights.queries import Day
from lms.trainers.rights.rules import best_right, grant_refusals

LEAST_REASON = 5


def grant_right(
    *, person: Person, course: Course, level: str, from_day: date, until_day: date | None, reason: str, actor: Actor,
    at: datetime,
) -> TeachingRight:  # fmt: skip
    """Give somebody the right to a course from a day on; a lower one that lasts stays beneath it. Raises RuleBroken."""
    today = clock.local_date(at)
    known = Day([person.id], today)
    refusals = grant_refusals(
        level=level, carried=known.carried(person.id), has_grade=known.standings[person.id].valid,
        held=best_right(known.rights.get(person.id, ()), course.code, from_day), from_day=from_day, until_day=until_day,
        today=today, reason=reason, is_own=actor.id == person.id, least=LEAST_REASON, course_level=course.level,
        course_levels=known.course_levels(person.id),
    )  # fmt: skip
    if refusals:
        raise RuleBroken(*refusals)
    row = TeachingRight(
        person_id=person.id, course_id=course.id, level=level, from_day=from_day, until_day=until_day,
        reason=reason.strip(), granted_by=actor.id, granted_at=at,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    audit.record(
        "teaching_right.granted", "teaching_right", row.id, actor=actor, at=at, person=person.id, course=course.code,
        level=level, from_day=from_day.isoformat(), until_day=until_day.isoformat() if until_day else None,
        reason=row.reason,
    )  # fmt: skip
    notify(
        recipient_of(person), "teaching_right_granted", link=path_to("trainers.mine"), at=at, course=course.title,
        day=from_day,
    )  # fmt: skip
    return row


def end_right(*, right: TeachingRight, reason: str, actor: Actor, at: datetime) -> TeachingRightEnd:
    """End a right from today on; that it was held stays on record. Raises RuleBroken."""
    today = clock.local_date(at)
    refusals = []
    if right.end is not None or (right.until_day is not None and right.until_day < today):
        refusals.append(Refusal("right_over"))
    if len(reason.strip()) < LEAST_REASON:
        refusals.append(Refusal("trainer_reason_missing", {"least": LEAST_REASON}))
    if refusals:
        raise RuleBroken(*refusals)
    row = TeachingRightEnd(
        right_id=right.id, ended_on=max(today, right.from_day), reason=reason.strip(), ended_by=actor.id, ended_at=at
    )
    db.session.add(row)
    db.session.flush()
    db.session.expire(right, ["end"])
    audit.record(
        "teaching_right.ended", "teaching_right", right.id, actor=actor, at=at, person=right.person_id,
        course=right.course.code, ended_on=row.ended_on.isoformat(), reason=row.reason,
    )  # fmt: skip
    notify(
        recipient_of(db.session.get_one(Person, right.person_id)), "teaching_right_ended", link=path_to("trainers.mine"),
        at=at, course=right.course.title, reason=row.reason,
    )  # fmt: skip
    return row
