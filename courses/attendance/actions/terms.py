"""Saying what a course asks of those who attend."""

from __future__ import annotations

from datetime import datetime

from courses.attendance.models import AttendanceTerms
from courses.attendance.rules.presence import Terms, terms_faults
from courses.models import Course
from lms.core import audit
from lms.core.audit import Actor
from lms.core.db import db
from lms.core.errors import RuleBroken


def set_terms(*, course: Course, terms: Terms, actor: Actor, at: datetime) -> AttendanceTerms:
    """New terms; sessions that ended before keep theirs."""
    if faults := terms_faults(terms.least_percent, terms.grace_minutes):
        raise RuleBroken(*faults)
    row = AttendanceTerms(
        course_id=course.id, least_percent=terms.least_percent, grace_minutes=terms.grace_minutes, walk_ins=terms.walk_ins,
        set_by=actor.id, set_at=at,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    audit.record(
        "attendance.terms", "course", course.id, actor=actor, at=at, percent=terms.least_percent, grace=terms.grace_minutes,
        walk_ins=terms.walk_ins,
    )  # fmt: skip
    return row
