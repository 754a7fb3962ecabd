"""Who of the demo company takes work orders, and since when."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

from sqlalchemy import func, select

from certificates.models import Certificate, Tier
from courses.models import Course, CourseCompletion, CourseVersion
from lms.core import clock
from lms.core.db import db
from lms.demo.history.refreshers import COURSES
from lms.demo.history.work_orders import Worker
from lms.onboarding.models import Enrolment
from lms.people.models import Person, Post, Unit

AGENTS = frozenset({"service-agent", "senior-service-agent"})
ENGINEERS = frozenset({"field-engineer", "senior-field-engineer"})


def list_workers(today: date) -> list[Worker]:
    """Engineers and agents with the days of their tiers; new hires from the day after their first certificate."""
    tiers: dict[int, list[date]] = defaultdict(list)
    earned = (
        select(Certificate.person_id, func.min(Certificate.issued_on))
        .join(Tier, Tier.id == Certificate.tier_id)
        .group_by(Certificate.person_id, Tier.level)
    )
    for person_id, issued_on in db.session.execute(earned):
        tiers[person_id].append(issued_on)
    completed = _completed()
    enrolled = set(db.session.scalars(select(Enrolment.person_id)))
    people = (
        select(Person, Post.code, Unit.code, Unit.city)
        .join(Post, Post.id == Person.post_id)
        .join(Unit, Unit.id == Person.unit_id)
        .where(Post.code.in_(AGENTS | ENGINEERS))
        .order_by(Person.id)
    )
    workers = []
    for person, post, unit, city in db.session.execute(people):
        own = tuple(sorted(tiers[person.id]))
        if person.id in enrolled and not own:
            continue
        since = own[0] + timedelta(days=1) if person.id in enrolled else person.hired_on
        workers.append(
            Worker(
                person.employee_no,
                unit,
                city.zh,
                post in AGENTS,
                person.product_line,
                since,
                person.left_on or today,
                own,
                {} if person.id in enrolled else completed[person.id],
            )
        )
    return workers


def _completed() -> dict[int, dict[str, date]]:
    """Person to the courses that experienced engineers take, with the day of completion."""
    found: dict[int, dict[str, date]] = defaultdict(dict)
    query = (
        select(CourseCompletion.person_id, Course.code, func.min(CourseCompletion.completed_at))
        .join(CourseVersion, CourseVersion.id == CourseCompletion.version_id)
        .join(Course, Course.id == CourseVersion.course_id)
        .where(Course.code.in_([course.code for course in COURSES]))
        .group_by(CourseCompletion.person_id, Course.code)
    )
    for person_id, code, at in db.session.execute(query):
        found[person_id][code] = clock.local_date(at)
    return found
