"""What authors do with a course: add it, describe it, take it out of the catalogue and put it back."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from courses.models import Course
from courses.queries.courses import find_course
from courses.rules import Category, Delivery, Level, is_code
from lms.core import audit, clock
from lms.core.audit import Actor
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.core.errors import Refusal, RuleBroken


def add_course(
    *,
    code: str,
    category: str,
    delivery: str,
    title: Bilingual,
    summary: Bilingual,
    actor: Actor,
    at: datetime,
    product_line: str | None = None,
    level: str | None = None,
    owner_id: int | None = None,
    review_on: date | None = None,
) -> Course:
    """A new course, without lessons; nobody but authors sees it before its first version is published."""
    if not is_code(code):
        raise RuleBroken(Refusal("course_code", {"code": code}))
    if find_course(code) is not None:
        raise RuleBroken(Refusal("course_code_taken", {"code": code}))
    course = Course(
        code=code,
        category=Category(category),
        delivery=Delivery(delivery),
        product_line=product_line or None,
        level=Level(level) if level else None,
        title=title,
        summary=summary,
        owner_id=owner_id,
        review_on=review_on,
        added_at=at,
    )
    db.session.add(course)
    db.session.flush()
    audit.record("course.added", "course", course.id, actor=actor, at=at, code=code)
    return course


_DESCRIBED = ("category", "delivery", "product_line", "level", "title", "summary", "owner_id", "review_on")


def describe_course(*, course: Course, values: dict[str, Any], actor: Actor, at: datetime) -> tuple[str, ...]:
    """Change what the catalogue says of a course. Returns the names of the fields that changed; often none."""
    unknown = set(values) - set(_DESCRIBED)
    if unknown:
        raise ValueError(f"not told of a course: {', '.join(sorted(unknown))}")
    changed = tuple(name for name in _DESCRIBED if name in values and getattr(course, name) != (values[name] or None))
    for name in changed:
        setattr(course, name, values[name] or None)
    if changed:
        db.session.flush()
        audit.record("course.described", "course", course.id, actor=actor, at=at, fields=list(changed))
    return changed


def retire_course(*, course: Course, actor: Actor, at: datetime) -> None:
    """Take a course out of the catalogue. Who is learning it may go on; records stay."""
    if course.retired_on is None:
        course.retired_on = clock.local_date(at)
        db.session.flush()
        audit.record("course.retired", "course", course.id, actor=actor, at=at)


def restore_course(*, course: Course, actor: Actor, at: datetime) -> None:
    """Put a retired course back into the catalogue."""
    if course.retired_on is not None:
        course.retired_on = None
        db.session.flush()
        audit.record("course.restored", "course", course.id, actor=actor, at=at)
