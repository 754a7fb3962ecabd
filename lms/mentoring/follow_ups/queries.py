"""Reads of talks that follow up courses: what is asked for, of whom, and what is still open."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import exists, func, select

from courses.models import Course, CourseCompletion, CourseVersion
from lms.core import clock
from lms.core.db import db
from lms.mentoring.follow_ups.rules import WINDOW_DAYS, Open
from lms.mentoring.models import CoachingTalk, FollowUpAsk, FollowUpTerms, Pairing
from lms.mentoring.queries.pairings import holds_on


def terms_now() -> dict[str, FollowUpTerms]:
    """What holds today, by course; courses that are not followed up are left out."""
    last = select(func.max(FollowUpTerms.id)).group_by(FollowUpTerms.course_code)
    found = db.session.scalars(select(FollowUpTerms).where(FollowUpTerms.id.in_(last)))
    return {row.course_code: row for row in found if row.days is not None}


def list_unasked(terms: FollowUpTerms, at: datetime) -> list[tuple[int, datetime]]:
    """Mentees who completed a course since its terms were set, and when, of whom no talk was asked for yet."""
    assert terms.days is not None
    since = max(terms.set_at, at - timedelta(days=terms.days + WINDOW_DAYS + 1))
    paired = select(Pairing.mentee_id).where(holds_on(clock.local_date(at)))
    asked = exists().where(
        FollowUpAsk.mentee_id == CourseCompletion.person_id, FollowUpAsk.course_code == terms.course_code,
        FollowUpAsk.asked_at >= CourseCompletion.completed_at,
    )  # fmt: skip
    query = (
        select(CourseCompletion.person_id, CourseCompletion.completed_at)
        .join(CourseVersion, CourseVersion.id == CourseCompletion.version_id)
        .join(Course, Course.id == CourseVersion.course_id)
        .where(Course.code == terms.course_code, CourseCompletion.completed_at >= since)
        .where(CourseCompletion.person_id.in_(paired), ~asked)
        .order_by(CourseCompletion.completed_at, CourseCompletion.person_id)
    )
    return [(person_id, completed_at) for person_id, completed_at in db.session.execute(query)]


def list_open(mentee_ids: Collection[int] | None = None) -> list[Open]:
    """Talks that were asked for and are not held, of some mentees or of all who have a mentor, the oldest first."""
    held = exists().where(
        CoachingTalk.mentee_id == FollowUpAsk.mentee_id, CoachingTalk.course_code == FollowUpAsk.course_code,
        CoachingTalk.held_on >= FollowUpAsk.completed_on,
    )  # fmt: skip
    paired = select(Pairing.mentee_id).where(holds_on(clock.today()))
    query = select(FollowUpAsk).where(~held, FollowUpAsk.mentee_id.in_(paired)).order_by(FollowUpAsk.id)
    if mentee_ids is not None:
        query = query.where(FollowUpAsk.mentee_id.in_(mentee_ids))
    return [
        Open(row.mentee_id, row.mentor_id, row.course_code, row.completed_on, clock.local_date(row.asked_at))
        for row in db.session.scalars(query)
    ]
