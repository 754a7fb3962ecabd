"""Sessions of February that were taught, by trainers with grades, for tests of fees: made by the actions that make them in life."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from courses.attendance.actions.noting import Mark, note
from courses.attendance.rules.presence import Stay
from courses.sessions.actions.planning import Wanted, plan_session
from courses.sessions.models import SessionDay
from courses.sessions.rules.planning import PlannedDay
from courses.sessions.rules.states import SessionKind
from courses.sessions.rules.times import Span
from lms.core import clock
from lms.core.access import Role
from lms.core.audit import System
from lms.core.db import db, transaction
from lms.people.models import Person, Unit
from lms.trainers.grades.actions import import_grade, ship_grades
from tests.factories import Factory
from tests.features.course_shelf import text, write

RULES = {
    "rates": [{"grade": 1, "hour": "200"}, {"grade": 2, "hour": "300"}], "weekend": "1.5", "co": "0.5",
    "preparation": {"first": "1", "again": "0.25", "share": "0.5"}, "credits": {"hour": "1", "first": "5"}, "fund": "0.1",
}  # fmt: skip


@dataclass
class Scene:
    """A station with a manager who prepares, HR who approves, two trainers and a learner. `days`: of each session its days."""

    make: Factory
    unit: Unit
    manager: Person
    hr: Person
    ada: Person
    bao: Person
    learner: Person


def set_scene(make: Factory) -> Scene:
    """People and grades: Ada intermediate until the 20th of February, Bao junior for long; the course is on the shelf."""
    unit = make.unit("FEES")
    manager = make.person(Role.MANAGER, unit=unit, everywhere=True)
    hr = make.person(Role.HR, unit=unit, everywhere=True)
    ada, bao = (
        make.person(Role.TRAINER, Role.LEARNER, unit=unit, name_zh=f"讲师{n}", name_latin=name)
        for n, name in enumerate(("Ada", "Bao"))
    )
    learner = make.person(Role.LEARNER, unit=unit)
    write("leaks", text("find"), delivery="classroom")
    with transaction():
        ship_grades(actor=System(), at=clock.now())
        for person, level, until in ((ada, 2, date(2026, 2, 20)), (bao, 1, date(2027, 12, 31))):
            import_grade(
                person=person, level=level, from_day=date(2025, 1, 1), until_day=until, evidence="Papers of last year.",
                actor=System(), at=clock.now(),
            )  # fmt: skip
    return Scene(make, unit, manager, hr, ada, bao, learner)


def teach(
    scene: Scene, *days: date, lead: Person, co: Person | None = None, hours: int = 2, course: str = "leaks",
    kind: SessionKind = SessionKind.CLASSROOM,
) -> list[int]:  # fmt: skip
    """A session that was held, from nine in the morning in Shanghai; the ids of its days. Attendance is not taken yet."""
    spans = [
        Span(begin, begin + timedelta(hours=hours))
        for begin in (datetime(d.year, d.month, d.day, 1, tzinfo=UTC) for d in days)
    ]
    with transaction():
        session = plan_session(
            wanted=Wanted(
                course_code=course, unit_id=scene.unit.id, kind=kind, language="zh", seats=20,
                days=tuple(PlannedDay(span, "Asia/Shanghai") for span in spans), lead_id=lead.id, co_ids=(co.id,) if co else (),
            ),
            actor=System(), at=clock.now(), past_allowed=True,
        )  # fmt: skip
        number = session.id
    rows = db.session.query(SessionDay.id).filter_by(session_id=number).order_by(SessionDay.starts_at)
    found = [row.id for row in rows]
    db.session.rollback()
    return found


def attend(person: Person, *day_ids: int, there: bool = True) -> None:
    """Note somebody on days."""
    with transaction():
        for day_id in day_ids:
            day = db.session.get_one(SessionDay, day_id)
            stay = Stay(there, None, None)
            note(day=day, mark=Mark(person.id, stay, "" if there else "Ill."), actor=System(), at=clock.now())
