"""A session of a unit in which its learner has a seat, with the code on the screen, and a training certificate."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from certificates.training.issuing import Earned, issue, set_terms
from courses.attendance.actions.doors import open_door
from courses.queries.courses import find_current, get_course
from courses.sessions.actions.signups import sign_up_many
from courses.sessions.models import SessionDay
from lms.core import clock
from lms.core.access import Role
from lms.core.audit import System
from lms.core.bilingual import Bilingual
from lms.core.db import transaction
from lms.people.models import Person, Unit
from tests.factories import Factory
from tests.features.attendance_scene import plan
from tests.features.course_shelf import text, write


def attendance_values(make: Factory, unit: Unit, people: dict[str, Person]) -> dict[str, Any]:
    """What addresses of attendance and of training certificates name."""
    learner, trainer = people["learner"], make.person(Role.TRAINER, unit=unit)
    write("in-the-room", text("one"), delivery="classroom")
    with transaction() as session:
        at = clock.now()
        planned = plan(unit, trainer, course="in-the-room", seats=9)
        sign_up_many(session_id=planned.id, person_ids=[learner.id], actor=System(), at=at)
        day = session.query(SessionDay).filter_by(session_id=planned.id).one()
        open_door(day=day, actor=System(), at=at)
        course = get_course("in-the-room")
        version = find_current(course)
        assert version is not None
        terms = set_terms(
            course=course, title=Bilingual("现场培训", "In the room"), hours=None, on_completion=True, on_attendance=True,
            actor=System(), at=at,
        )  # fmt: skip
        earned = Earned("completion", course, version.id, None, Decimal(1), clock.today(), clock.today())
        person = session.get_one(Person, learner.id)
        issued = issue(person=person, terms=terms, earned=earned, actor=System(), at=at)
        return {"session_id": planned.id, "day_id": day.id, "training_id": issued.id}
