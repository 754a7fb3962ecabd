"""Saying which abilities a course teaches."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete

from courses.models import Course, CourseAbility
from courses.queries.abilities import ability_ids_of
from lms.core import audit
from lms.core.audit import Actor
from lms.core.db import db
from lms.core.errors import Refusal, RuleBroken
from lms.skills.queries import ids_of


def teach_abilities(*, course: Course, ability_ids: Collection[int], actor: Actor, at: datetime) -> bool:
    """The course teaches these abilities from now on, and no others. Returns whether that is a change."""
    wanted, before = set(ability_ids), set(ability_ids_of(course.id))
    if wanted == before:
        return False
    gone = before - wanted
    db.session.execute(
        delete(CourseAbility).where(CourseAbility.course_id == course.id, CourseAbility.ability_id.in_(gone))
    )
    db.session.add_all(CourseAbility(course_id=course.id, ability_id=ability) for ability in sorted(wanted - before))
    db.session.flush()
    audit.record("course.abilities", "course", course.id, actor=actor, at=at, code=course.code, count=len(wanted))
    return True


def known_abilities(codes: Collection[str], place: str) -> list[int]:
    """The ids of abilities named by code. Raises RuleBroken naming those that nobody knows."""
    found = ids_of(codes)
    unknown = sorted(set(codes) - set(found))
    if unknown:
        raise RuleBroken(*(Refusal("course_ability_unknown", {"file": place, "code": code}) for code in unknown))
    return sorted(found.values())
