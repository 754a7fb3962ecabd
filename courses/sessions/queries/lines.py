"""Sessions as lists and calendars show them: in columns, with their first and last moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ColumnElement, Select, false, func, or_, select, true, type_coerce

from courses.models import Course, CourseVersion
from courses.sessions.models import CourseSession, SessionDay, SessionTrainer
from courses.sessions.rules.states import Plan, State, state_of
from lms.core.access import Permission
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.core.errors import NotFound
from lms.people.models import Unit
from lms.people.session import User

SPAN = (
    select(
        SessionDay.session_id, func.min(SessionDay.starts_at).label("starts_at"), func.max(SessionDay.ends_at).label("ends_at"),
        func.count().label("days"), func.min(SessionDay.zone).label("zone"),
    )
    .where(SessionDay.dropped_at.is_(None))
    .group_by(SessionDay.session_id)
    .subquery()
)  # fmt: skip
"""From when to when each session runs."""


@dataclass(frozen=True)
class Line:
    """A session in a list."""

    id: int
    number: str
    own_title: Bilingual | None
    course_code: str
    course_title: Bilingual
    kind: str
    language: str
    product_line: str | None
    seats: int
    link: str | None
    unit_id: int
    unit_name: Bilingual
    unit_path: str
    note: str
    cancel_reason: str
    apply_until: datetime | None
    needs_approval: bool
    invited_only: bool
    cancelled_at: datetime | None
    ended_at: datetime | None
    starts_at: datetime
    ends_at: datetime
    days: int
    zone: str

    @property
    def title(self) -> Bilingual:
        """What it is called: its own title, or the course's."""
        return self.own_title if self.own_title and (self.own_title.zh or self.own_title.en) else self.course_title

    @property
    def plan(self) -> Plan:
        """Its dated facts."""
        return Plan(
            self.starts_at, self.ends_at, self.apply_until, self.cancelled_at, self.ended_at,
            self.invited_only, self.needs_approval,
        )  # fmt: skip

    def state(self, at: datetime) -> State:
        """How it stands at a moment."""
        return state_of(self.plan, at)


def select_lines(*conditions: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """The columns of `Line`, in order of time. A condition may speak of the session, its course, its unit and `SPAN`."""
    return (
        select(
            CourseSession.id, CourseSession.number, CourseSession.title, Course.code, Course.title.label("course_title"),
            CourseSession.kind, CourseSession.language, CourseSession.product_line, CourseSession.seats, CourseSession.link,
            CourseSession.unit_id, Unit.name, Unit.path, CourseSession.note, CourseSession.cancel_reason, CourseSession.apply_until, CourseSession.needs_approval, CourseSession.invited_only,
            CourseSession.cancelled_at, CourseSession.ended_at, SPAN.c.starts_at, SPAN.c.ends_at, SPAN.c.days, SPAN.c.zone,
        )
        .join(SPAN, SPAN.c.session_id == CourseSession.id)
        .join(CourseVersion, CourseVersion.id == CourseSession.course_version_id)
        .join(Course, Course.id == CourseVersion.course_id)
        .join(Unit, Unit.id == CourseSession.unit_id)
        .where(*conditions)
        .order_by(SPAN.c.starts_at, CourseSession.id)
    )  # fmt: skip


def list_sessions(*conditions: ColumnElement[bool], limit: int | None = None) -> list[Line]:
    """The sessions for which conditions hold, in order of time."""
    return [Line(*row) for row in db.session.execute(select_lines(*conditions).limit(limit))]


def get_session(session_id: int) -> Line:
    """A session that must exist."""
    found = list_sessions(CourseSession.id == session_id)
    if not found:
        raise NotFound
    return found[0]


@dataclass(frozen=True)
class Chosen:
    """What a reader filters sessions by; empty means all."""

    words: str = ""
    course: str = ""
    kind: str = ""
    language: str = ""
    product_line: str = ""
    state: str = ""
    unit_id: int | None = None
    trainer_id: int | None = None
    room_id: int | None = None

    @property
    def any(self) -> bool:
        """Whether anything was chosen."""
        return self != Chosen()


def chosen_conditions(chosen: Chosen, at: datetime) -> list[ColumnElement[bool]]:
    """What was chosen, as conditions for `select_lines`."""
    found = [_says(word) for word in chosen.words.split()]
    for column, value in (
        (Course.code, chosen.course), (CourseSession.kind, chosen.kind), (CourseSession.language, chosen.language),
    ):  # fmt: skip
        if value:
            found.append(column == value)
    if chosen.product_line:
        found.append(or_(CourseSession.product_line == chosen.product_line, CourseSession.product_line.is_(None)))
    if chosen.unit_id:
        path = select(Unit.path).where(Unit.id == chosen.unit_id).scalar_subquery()
        found.append(CourseSession.unit_id.in_(select(Unit.id).where(Unit.path.startswith(path))))
    if chosen.trainer_id:
        found.append(taught_by(chosen.trainer_id))
    if chosen.room_id:
        held = select(SessionDay.session_id).where(
            SessionDay.room_id == chosen.room_id, SessionDay.dropped_at.is_(None)
        )
        found.append(CourseSession.id.in_(held))
    return [*found, *_stands(chosen.state, at)]


def _says(word: str) -> ColumnElement[bool]:
    """The word stands in the number, the code or one of the titles."""
    titles: tuple[Any, ...] = (CourseSession.title, Course.title)
    return or_(
        CourseSession.number.icontains(word, autoescape=True),
        Course.code.icontains(word, autoescape=True),
        *(
            type_coerce(title, JSON)[language].as_string().icontains(word, autoescape=True)
            for title in titles
            for language in ("zh", "en")
        ),
    )


def _stands(state: str, at: datetime) -> list[ColumnElement[bool]]:
    kept, over = CourseSession.cancelled_at.is_(None), or_(CourseSession.ended_at.is_not(None), SPAN.c.ends_at <= at)
    if state == "cancelled":
        return [~kept]
    if state == "over":
        return [kept, over]
    if state == "coming":
        return [kept, ~over]
    if state == "open":
        return [kept, SPAN.c.starts_at > at, or_(CourseSession.apply_until.is_(None), CourseSession.apply_until >= at)]
    return []


def taught_by(person_id: int) -> ColumnElement[bool]:
    """The condition on CourseSession: somebody teaches it."""
    own = select(SessionTrainer.session_id).where(
        SessionTrainer.person_id == person_id, SessionTrainer.removed_at.is_(None)
    )
    return CourseSession.id.in_(own)


def manageable(user: User) -> ColumnElement[bool]:
    """The condition on CourseSession: the reader looks after it, as a manager of its unit or as one of its trainers."""
    found = [taught_by(user.id)] if Permission.TEACH in user.permissions else []
    if Permission.MANAGE_SESSIONS in user.permissions:
        found.append(organised_within(user))
    return or_(false(), *found)


def organised_within(user: User) -> ColumnElement[bool]:
    """The condition on CourseSession: a unit organises it in which the reader plans sessions."""
    paths = user.reach(Permission.MANAGE_SESSIONS)
    if paths is None:
        return true()
    units = select(Unit.id).where(or_(false(), *(Unit.path.startswith(path, autoescape=True) for path in paths)))
    return CourseSession.unit_id.in_(units)


def get_manageable(user: User, session_id: int) -> Line:
    """A session that the reader looks after. Raises NotFound otherwise."""
    found = list_sessions(CourseSession.id == session_id, manageable(user))
    if not found:
        raise NotFound
    return found[0]


def cares_for(user: User, line: Line, *, teaches: bool) -> bool:
    """Whether the reader looks after a session that is read already; asks nothing of the database."""
    if teaches and Permission.TEACH in user.permissions:
        return True
    paths = user.reach(Permission.MANAGE_SESSIONS) if Permission.MANAGE_SESSIONS in user.permissions else ()
    return paths is None or any(line.unit_path.startswith(path) for path in paths)


def looks_after(user: User, session_id: int) -> bool:
    """Whether the reader looks after a session."""
    if not {Permission.TEACH, Permission.MANAGE_SESSIONS} & user.permissions:
        return False
    return (
        db.session.scalar(select(CourseSession.id).where(CourseSession.id == session_id, manageable(user))) is not None
    )
