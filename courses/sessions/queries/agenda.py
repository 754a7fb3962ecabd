"""What somebody has ahead: the next sittings of sessions in which they have a seat or teach. Read with other records, since the
home page is asked all day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.orm import aliased

from courses.models import Course, CourseVersion
from courses.sessions.models import CourseSession, Room, SessionDay, SessionTrainer, SignUp, TeachingAsk
from courses.sessions.rules.states import Step
from lms.core.access import Permission
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.people.models import Person
from lms.people.queries.scope import within_reach
from lms.people.session import User

_READER: Any = bindparam("person_id")
_TAUGHT = select(SessionTrainer.session_id).where(
    SessionTrainer.person_id == _READER, SessionTrainer.removed_at.is_(None)
)
_LAST = select(func.max(SignUp.id)).where(SignUp.person_id == _READER).group_by(SignUp.session_id)
_SEATED = select(SignUp.session_id).where(SignUp.id.in_(_LAST), SignUp.step == str(Step.SEATED))
AHEAD = (
    select(
        CourseSession.id, CourseSession.title, Course.title.label("course_title"), SessionDay.starts_at, SessionDay.ends_at,
        SessionDay.zone, Room.name.label("room_name"), CourseSession.id.in_(_TAUGHT).label("teaches"),
    )
    .join(SessionDay, SessionDay.session_id == CourseSession.id)
    .join(CourseVersion, CourseVersion.id == CourseSession.course_version_id)
    .join(Course, Course.id == CourseVersion.course_id)
    .outerjoin(Room, Room.id == SessionDay.room_id)
    .where(or_(CourseSession.id.in_(_TAUGHT), CourseSession.id.in_(_SEATED)))
    .where(SessionDay.dropped_at.is_(None), SessionDay.ends_at > bindparam("now"))
    .where(CourseSession.cancelled_at.is_(None), CourseSession.ended_at.is_(None))
    .order_by(SessionDay.starts_at, SessionDay.id)
    .limit(4)
)  # fmt: skip
"""The next sittings of `person_id` after `now`."""


@dataclass(frozen=True)
class Ahead:
    """A sitting that somebody has ahead."""

    session_id: int
    own_title: Bilingual | None
    course_title: Bilingual
    starts_at: datetime
    ends_at: datetime
    zone: str
    room_name: Bilingual | None
    teaches: bool

    @property
    def title(self) -> Bilingual:
        """What the session is called."""
        return self.own_title if self.own_title and (self.own_title.zh or self.own_title.en) else self.course_title


def ahead_of(rows: Iterable[Any]) -> list[Ahead]:
    """What `AHEAD` found."""
    return [Ahead(*row) for row in rows]


@dataclass(frozen=True)
class Request:
    """That somebody is asked to teach in the place of another, and has not answered."""

    ask_id: int
    title: Bilingual
    starts_at: datetime
    ends_at: datetime
    zone: str


REQUESTED = (
    select(
        TeachingAsk.id, CourseSession.title, Course.title.label("course_title"), SessionDay.starts_at, SessionDay.ends_at, SessionDay.zone,
    )
    .join(SessionTrainer, SessionTrainer.id == TeachingAsk.instead_of_id)
    .join(CourseSession, CourseSession.id == TeachingAsk.session_id)
    .join(SessionDay, SessionDay.session_id == CourseSession.id)
    .join(CourseVersion, CourseVersion.id == CourseSession.course_version_id)
    .join(Course, Course.id == CourseVersion.course_id)
    .where(TeachingAsk.person_id == _READER, TeachingAsk.answered_at.is_(None), SessionTrainer.removed_at.is_(None))
    .where(CourseSession.cancelled_at.is_(None), SessionDay.dropped_at.is_(None), SessionDay.starts_at > bindparam("now"))
    .order_by(SessionDay.starts_at)
)  # fmt: skip
"""What waits for the yes or no of `person_id`: sessions still to begin after `now` that nobody has taken yet."""


def requests_of(rows: Iterable[Any]) -> list[Request]:
    """What `REQUESTED` found, the nearest first, each with its next sitting."""
    found: dict[int, Request] = {}
    for number, own, course, *rest in rows:
        found.setdefault(number, Request(number, own if own and (own.zh or own.en) else course, *rest))
    return list(found.values())


def count_asked(user: User, at: datetime) -> int:
    """How many sign-ups of people in the reader's units wait for a word."""
    later = aliased(SignUp)
    ahead = select(SessionDay.session_id).where(SessionDay.starts_at > at, SessionDay.dropped_at.is_(None))
    settled = select(later.id).where(
        later.session_id == SignUp.session_id, later.person_id == SignUp.person_id, later.id > SignUp.id
    )
    query = (
        select(func.count())
        .select_from(SignUp)
        .join(Person, Person.id == SignUp.person_id)
        .join(CourseSession, CourseSession.id == SignUp.session_id)
        .where(SignUp.step == str(Step.ASKED), ~settled.exists(), Person.id != user.id)
        .where(CourseSession.cancelled_at.is_(None), SignUp.session_id.in_(ahead))
        .where(within_reach(user, Permission.APPROVE_SIGN_UPS))
    )
    return db.session.scalar(query) or 0
