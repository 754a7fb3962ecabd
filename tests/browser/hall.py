"""A session in the walk's company that begins in a few minutes, and what its code says; inside the site's application."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select

from courses.attendance.actions.arriving import keep_arrivals
from courses.attendance.models import AttendanceDoor
from courses.attendance.rules import codes
from courses.sessions.actions.cancelling import cancel_session
from courses.sessions.actions.planning import Wanted, plan_session
from courses.sessions.actions.signups import sign_up_many
from courses.sessions.models import SessionDay
from courses.sessions.rules.planning import PlannedDay
from courses.sessions.rules.states import SessionKind
from courses.sessions.rules.times import Span
from lms.core import clock
from lms.core.audit import System
from lms.core.db import db, transaction
from tests.browser.cellar import person

LEARNERS = ("outsider", "mentor", "culture")


@dataclass(frozen=True)
class Hall:
    """The session and its day."""

    session: int
    day: int


def plan() -> Hall:
    """Led by the trainer; three people have a seat, and one is free."""
    begin = clock.now().replace(second=0, microsecond=0) + timedelta(minutes=10)
    day = PlannedDay(Span(begin, begin + timedelta(hours=2)), "Asia/Shanghai")
    with transaction():
        trainer = person("trainer")
        wanted = Wanted(
            course_code="safety-basics", unit_id=trainer.unit_id, kind=SessionKind.CLASSROOM, language="zh", seats=4, days=(day,),
            lead_id=trainer.id,
        )  # fmt: skip
        session = plan_session(wanted=wanted, actor=System(), at=clock.now())
        seated = [person(name).id for name in LEARNERS]
        sign_up_many(session_id=session.id, person_ids=seated, actor=System(), at=clock.now())
        day_id = db.session.scalars(select(SessionDay.id).where(SessionDay.session_id == session.id)).one()
        return Hall(session.id, day_id)


def cancel(hall: Hall) -> None:
    """It does not take place."""
    with transaction():
        cancel_session(session_id=hall.session, reason="改期到下周再讲。", actor=System(), at=clock.now())


def path_shown(hall: Hall, *, ago: timedelta = timedelta()) -> str:
    """The address that the picture on the screen leads to; with `ago`, the one that it led to then."""
    door = db.session.get_one(AttendanceDoor, hall.day)
    return f"/a/{hall.day}/{codes.link_code(door.secret, hall.day, clock.now() - ago)}"


def scans(hall: Hall, username: str) -> None:
    """Somebody comes in by the code while the list is without network."""
    with transaction():
        keep_arrivals(day_id=hall.day, arrivals={person(username).id: clock.now()})
