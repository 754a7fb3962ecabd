"""Sessions of February that were taught, by trainers with grades, for tests of fees: made by the actions that make them in life."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from courses.attendance.actions.noting import Mark, note
from courses.attendance.rules.presence import Stay
from courses.sessions.actions.planning import Wanted, plan_session
from courses.sessions.models import SessionDay
from courses.sessions.rules.planning import PlannedDay
from courses.sessions.rules.states import SessionKind
from courses.sessions.rules.times import Span
from lms.core import clock, files
from lms.core.access import Role
from lms.core.audit import System
from lms.core.db import db, transaction
from lms.people.models import Person, Unit
from lms.trainers.fees.actions import prepare_month
from lms.trainers.fees.extras import add_extra
from lms.trainers.fees.fund import enter_in_fund
from lms.trainers.grades.actions import import_grade, ship_grades
from lms.trainers.providers.actions import add_person, add_provider
from lms.trainers.providers.buying import Bought, buy_course
from lms.trainers.providers.models import ExternalAttendee, ExternalResultImport
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


def money_values(people: dict[str, Person]) -> dict[str, Any]:
    """A prepared month with something for the learner, and an external course that the learner attends."""
    day = clock.today()
    with transaction() as session:
        extra = add_extra(
            month=date(2026, 2, 1), person=people["learner"], amount=Decimal(50), currency="CNY", reason="Helped out",
            actor=people["manager"], at=clock.now(),
        )  # fmt: skip
        prepare_month(month=date(2026, 2, 1), note="", actor=people["manager"], at=clock.now())
        entry = enter_in_fund(
            day=day,
            amount=Decimal(100),
            currency="CNY",
            purpose="Budget",
            person=None,
            actor=people["manager"],
            at=clock.now(),
        )
        provider = add_provider(
            code="north",
            name="North",
            profile="Cooling",
            website="",
            fields="",
            actor=people["manager"],
            at=clock.now(),
        )
        bought = Bought("Heat pumps", "open", day, day, Decimal(10), "CNY", None, 30)
        course = buy_course(
            provider=provider, bought=bought, attendees=[people["learner"]], actor=people["manager"], at=clock.now()
        )
        contact = add_person(
            provider=provider,
            kind="contact",
            name="Lin",
            about="Sales",
            phone="",
            email="",
            actor=people["manager"],
            at=clock.now(),
        )
        session.flush()
        attendee = session.query(ExternalAttendee).filter_by(course_id=course.id).one()
        content = f"learner,score\n{people['learner'].employee_no},80\nnobody,90\n".encode()
        kept = files.save(content, name="r.csv", content_type="text/csv", actor=people["manager"], at=clock.now())
        sent = ExternalResultImport(
            course_id=course.id, file_id=kept.id, uploaded_by=people["manager"].id, uploaded_at=clock.now()
        )
        session.add(sent)
        session.flush()
        return {
            "month": "2026-02", "fund_entry_id": entry.id, "provider_id": provider.id, "external_course_id": course.id,
            "attendee_id": attendee.id, "provider_person_id": contact.id, "year": 2026,
            "result_import_id": sent.id, "extra_id": extra.id,
        }  # fmt: skip
