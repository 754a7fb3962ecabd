"""A session with a trainer and people who have a seat, made by the actions that make it in life."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from courses.sessions.actions.planning import Wanted, plan_session
from courses.sessions.actions.signups import sign_up_many
from courses.sessions.models import CourseSession, SessionDay
from courses.sessions.rules.planning import PlannedDay
from courses.sessions.rules.states import SessionKind
from courses.sessions.rules.times import Span
from lms.core import clock
from lms.core.access import Role
from lms.core.audit import System
from lms.core.db import db, transaction
from lms.people.models import Person, Unit
from tests.factories import Factory
from tests.features.course_shelf import text, write

ZONE = "Asia/Shanghai"


@dataclass
class Scene:
    """`session` begins in an hour and lasts three; with two days the second is a day later."""

    unit: Unit
    trainer: Person
    people: list[Person]
    session: int
    days: list[int]
    course: str


def plan(scene_unit: Unit, trainer: Person, *, course: str, seats: int, days: int = 1, hours: int = 3) -> CourseSession:
    """A session of a course, on some days beginning in an hour."""
    begin = clock.now().replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    spans = [Span(begin + timedelta(days=n), begin + timedelta(days=n, hours=hours)) for n in range(days)]
    wanted = Wanted(
        course_code=course, unit_id=scene_unit.id, kind=SessionKind.CLASSROOM, language="zh", seats=seats,
        days=tuple(PlannedDay(span, ZONE) for span in spans), lead_id=trainer.id,
    )  # fmt: skip
    return plan_session(wanted=wanted, actor=System(), at=clock.now())


def make_scene(make: Factory, *, people: int = 3, seats: int = 10, days: int = 1, delivery: str = "classroom") -> Scene:
    """Plan it and give seats."""
    unit = make.unit("SITE")
    trainer = make.person(Role.TRAINER, Role.LEARNER, unit=unit)
    seated = [make.person(Role.LEARNER, unit=unit) for _n in range(people)]
    write("leaks", text("find"), delivery=delivery)
    with transaction():
        session = plan(unit, trainer, course="leaks", seats=seats, days=days)
        sign_up_many(session_id=session.id, person_ids=[one.id for one in seated], actor=System(), at=clock.now())
        number = session.id
    rows = db.session.query(SessionDay.id).filter_by(session_id=number).order_by(SessionDay.starts_at)
    found = [row.id for row in rows]
    db.session.rollback()
    return Scene(unit, trainer, seated, number, found, "leaks")
