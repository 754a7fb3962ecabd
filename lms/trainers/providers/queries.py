"""Reads of providers, of what was bought, of duties to share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from courses.models import Course, CourseVersion
from courses.sessions.models import CourseSession, SessionDay, SessionTrainer
from lms.core import clock
from lms.core.access import Permission
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.core.errors import NotFound
from lms.people.models import Person
from lms.people.queries.scope import within_reach
from lms.people.session import User
from lms.trainers.providers.models import (
    ExternalAttendee,
    ExternalCourse,
    ExternalResult,
    Provider,
    ProviderContract,
    ProviderCriteria,
    ProviderScore,
)
from lms.trainers.providers.rules import (
    GAIN,
    MONEY,
    SHARE,
    Sample,
    Score,
    Sharing,
    sample_of,
    score_of,
    sharing_due,
    sharing_state,
)


@dataclass(frozen=True)
class ProviderLine:
    """A provider in the list."""

    provider: Provider
    score: Score
    courses: int
    contract_until: date | None


def get_provider(provider_id: int) -> Provider:
    """A provider with all that its page shows. Raises NotFound."""
    query = select(Provider).where(Provider.id == provider_id).options(
        selectinload(Provider.people), selectinload(Provider.contracts).joinedload(ProviderContract.keeper),
        selectinload(Provider.prices), selectinload(Provider.courses),
        selectinload(Provider.scores).options(joinedload(ProviderScore.criteria), joinedload(ProviderScore.scorer)),
    )  # fmt: skip
    row = db.session.scalar(query)
    if row is None:
        raise NotFound
    return row


def list_providers(*, retired: bool = False) -> list[ProviderLine]:
    """Those we work with (or worked with), by name."""
    query = select(Provider).where(Provider.retired_on.is_not(None) if retired else Provider.retired_on.is_(None))
    rows = list(db.session.scalars(query.order_by(Provider.name, Provider.id)))
    ids = [row.id for row in rows]
    scores = scores_of(ids)
    bought = dict(
        db.session.execute(
            select(ExternalCourse.provider_id, func.count())
            .where(ExternalCourse.provider_id.in_(ids), ExternalCourse.cancelled_on.is_(None))
            .group_by(ExternalCourse.provider_id)
        ).all()
    )
    ends = dict(
        db.session.execute(
            select(ProviderContract.provider_id, func.max(ProviderContract.until_day))
            .where(ProviderContract.provider_id.in_(ids), ProviderContract.ended_on.is_(None))
            .group_by(ProviderContract.provider_id)
        ).all()
    )
    return [ProviderLine(row, scores.get(row.id, Score(0)), bought.get(row.id, 0), ends.get(row.id)) for row in rows]


def scores_of(provider_ids: Collection[int]) -> dict[int, Score]:
    """What the last judgement of each person comes to, by provider."""
    if not provider_ids:
        return {}
    last = select(func.max(ProviderScore.id)).where(ProviderScore.provider_id.in_(list(provider_ids)))
    last = last.group_by(ProviderScore.provider_id, ProviderScore.scorer_id)
    query = select(ProviderScore.provider_id, ProviderScore.marks, ProviderCriteria.content)
    query = query.join(ProviderCriteria, ProviderCriteria.id == ProviderScore.criteria_id).where(
        ProviderScore.id.in_(last)
    )
    found: dict[int, list[Any]] = defaultdict(list)
    for provider_id, marks, content in db.session.execute(query):
        found[provider_id].append((marks, content))
    return {number: score_of(some) for number, some in found.items()}


def find_criteria(day: date) -> ProviderCriteria | None:
    """The criteria that hold on a day."""
    query = select(ProviderCriteria).where(ProviderCriteria.from_day <= day)
    return db.session.scalar(query.order_by(ProviderCriteria.from_day.desc(), ProviderCriteria.id.desc()).limit(1))


def find_own_score(provider_id: int, scorer_id: int) -> ProviderScore | None:
    """How somebody judged a provider last."""
    query = select(ProviderScore).where(ProviderScore.provider_id == provider_id, ProviderScore.scorer_id == scorer_id)
    return db.session.scalar(query.order_by(ProviderScore.id.desc()).limit(1))


def has_attended(provider_id: int, person_id: int) -> bool:
    """Was somebody taught by a provider?"""
    a, c = ExternalAttendee, ExternalCourse
    query = select(a.id).join(c, c.id == a.course_id).where(
        c.provider_id == provider_id, a.person_id == person_id, a.removed_at.is_(None), c.cancelled_on.is_(None)
    )  # fmt: skip
    return db.session.scalar(query.limit(1)) is not None


def get_course(course_id: int) -> ExternalCourse:
    """A course that was bought. Raises NotFound."""
    query = select(ExternalCourse).where(ExternalCourse.id == course_id).options(joinedload(ExternalCourse.provider))
    row = db.session.scalar(query)
    if row is None:
        raise NotFound
    return row


@dataclass(frozen=True)
class Duty:
    """An attendee of a course with the results and how the sharing stands."""

    attendee: ExternalAttendee
    person: Person
    course: ExternalCourse
    results: dict[int, ExternalResult]
    state: Sharing
    due: date | None
    session: CourseSession | None
    held_on: date | None


def duties_of(user: User, today: date, *, course_id: int | None = None, person_id: int | None = None) -> list[Duty]:
    """Attendees whom the reader may see, of one course or of one person."""
    a, c = ExternalAttendee, ExternalCourse
    query = (
        select(a)
        .join(c, c.id == a.course_id)
        .join(Person, Person.id == a.person_id)
        .where(a.removed_at.is_(None), c.cancelled_on.is_(None), or_(Person.id == user.id, within_reach(user, Permission.SEE_PROVIDERS)))
        .options(
            joinedload(a.person).joinedload(Person.unit), joinedload(a.course).joinedload(c.provider), selectinload(a.results),
            selectinload(a.sharings),
        )
        .order_by(c.until_day.desc(), a.id)
    )  # fmt: skip
    if course_id is not None:
        query = query.where(a.course_id == course_id)
    if person_id is not None:
        query = query.where(a.person_id == person_id)
    return with_sharing(list(db.session.scalars(query)), today)


def with_sharing(rows: Collection[ExternalAttendee], today: date) -> list[Duty]:
    """Attendees with how their duty stands."""
    linked = {row.sharing.session_id for row in rows if row.sharing}
    sessions = {
        one.id: one for one in db.session.scalars(select(CourseSession).where(CourseSession.id.in_(linked)))
    } if linked else {}  # fmt: skip
    ends = last_days(linked)
    found = []
    for row in rows:
        session = sessions.get(row.sharing.session_id) if row.sharing else None
        held_on = ends.get(session.id) if session else None
        state = sharing_state(
            until_day=row.course.until_day, share_days=row.course.share_days, today=today, linked=session is not None,
            held_on=held_on, cancelled=session is not None and (session.cancelled_at is not None or held_on is None),
        )  # fmt: skip
        due = sharing_due(row.course.until_day, row.course.share_days)
        results = {one.level: one for one in row.results}
        found.append(Duty(row, row.person, row.course, results, state, due, session, held_on))
    return found


def last_days(session_ids: Collection[int]) -> dict[int, date]:
    """The last day of each of some sessions that take place."""
    d = SessionDay
    query = select(d.session_id, func.max(d.ends_at)).where(d.session_id.in_(list(session_ids)), d.dropped_at.is_(None))
    rows = db.session.execute(query.group_by(d.session_id)) if session_ids else ()
    return {number: clock.local_date(ends) for number, ends in rows}


def sessions_to_link(person_id: int, from_day: date) -> list[tuple[CourseSession, date, Bilingual]]:
    """Sessions that somebody teaches after a day, with their last days and what they are called, in order of time: where sharing
    may have happened or will."""
    s, t = CourseSession, SessionTrainer
    query = (
        select(s, Course.title).join(t, t.session_id == s.id).join(CourseVersion, CourseVersion.id == s.course_version_id)
        .join(Course, Course.id == CourseVersion.course_id)
        .where(t.person_id == person_id, t.removed_at.is_(None), s.cancelled_at.is_(None))
    )  # fmt: skip
    rows = db.session.execute(query.order_by(s.id.desc()).limit(100)).all()
    ends = last_days([row.id for row, _title in rows])
    found = [(row, ends[row.id], row.title or title) for row, title in rows if ends.get(row.id, date.min) >= from_day]
    return sorted(found, key=lambda one: (one[1], one[0].id))


@dataclass(frozen=True)
class YearLine:
    """What one provider, or all together, came to in a year."""

    name: str
    courses: int
    heads: int
    levels: dict[int, Sample]
    costs: dict[str, Sample]


def year_lines(year: int) -> list[YearLine]:
    """All providers together first, then each: results of people, cost per head over courses."""
    c = ExternalCourse
    query = (
        select(c)
        .where(c.cancelled_on.is_(None), c.until_day.between(date(year, 1, 1), date(year, 12, 31)))
        .options(joinedload(c.provider), selectinload(c.attendees).selectinload(ExternalAttendee.results))
        .order_by(c.id)
    )
    courses = list(db.session.scalars(query))
    by_provider: dict[str, list[ExternalCourse]] = defaultdict(list)
    for course in courses:
        by_provider[course.provider.name].append(course)
    lines = [_year_line("", courses)] if courses else []
    return lines + [_year_line(name, own) for name, own in sorted(by_provider.items())]


def _year_line(name: str, courses: Collection[ExternalCourse]) -> YearLine:
    values: dict[int, list[float]] = defaultdict(list)
    costs: dict[str, list[float]] = defaultdict(list)
    heads, gains = 0, set()
    for course in courses:
        went = [one for one in course.attendees if one.removed_at is None]
        heads += len(went)
        if went:
            costs[course.currency].append(float(Decimal(course.hundredths) / 100 / len(went)))
        for attendee in went:
            for level, result in {one.level: one for one in attendee.results}.items():
                gained = result.value if result.before is None else result.value - result.before
                values[level].append(gained)
                gains |= {level} if result.before is not None else set()
    return YearLine(
        name, len(courses), heads,
        {level: sample_of(some, GAIN if level in gains else SHARE) for level, some in values.items()},
        {currency: sample_of(some, MONEY) for currency, some in costs.items()},
    )  # fmt: skip
