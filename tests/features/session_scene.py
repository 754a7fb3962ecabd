"""A small training centre: a course, rooms, a manager, trainers, a supervisor and learners."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select

from courses.sessions.actions.materials import add_material
from courses.sessions.actions.planning import Wanted, plan_session
from courses.sessions.actions.rooms import save_room
from courses.sessions.actions.trainers import ask_to_teach
from courses.sessions.models import SessionTrainer, TeachingAsk
from courses.sessions.rules.planning import PlannedDay
from courses.sessions.rules.states import SessionKind
from courses.sessions.rules.times import Span
from lms.core import clock
from lms.core.access import Role
from lms.core.audit import System
from lms.core.bilingual import Bilingual
from lms.core.db import db, transaction
from lms.people.models import Person, Unit
from tests.factories import Factory
from tests.features.course_shelf import text, write

TUESDAY = datetime(
    2026, 3, 10, 1, 0, tzinfo=UTC
)  # nine in the morning in Shanghai, eight days after the clock of the tests


@dataclass
class Scene:
    """Who is there and what there is."""

    make: Factory
    unit: Unit
    manager: Person
    trainers: list[Person]
    supervisor: Person
    learners: list[Person]
    rooms: dict[str, int] = field(default_factory=dict)

    def plan(
        self, *, at: datetime = TUESDAY, hours: float = 3, room: str | None = "R1", lead: int | None = 0, **values: Any
    ) -> int:
        """A session of one day, planned by the action; gives its number."""
        day = PlannedDay(Span(at, at + timedelta(hours=hours)), "Asia/Shanghai", self.rooms[room] if room else None)
        wanted = {
            "course_code": "meters", "unit_id": self.unit.id, "kind": SessionKind.CLASSROOM, "language": "zh", "seats": 2,
            "days": (day,), "lead_id": self.trainers[lead].id if lead is not None else None, **values,
        }  # fmt: skip
        with transaction():
            return plan_session(wanted=Wanted(**wanted), actor=self.manager_actor, at=clock.now()).id

    @property
    def manager_actor(self) -> Any:
        """The manager as an actor."""
        return Acting(self.manager.id)

    def browser(self, person: Person) -> FlaskClient:
        """A browser in which somebody is signed in."""
        return self.make.browser(person)

    def form(self, **changes: Any) -> dict[str, Any]:
        """What the page of planning sends."""
        return {
            "course_code": "meters", "unit_id": self.unit.id, "kind": "classroom", "language": "zh", "product_line": "", "seats": 12,
            "days-0-day": "2026-03-10", "days-0-starts": "09:00", "days-0-ends": "12:00", "days-0-room_id": self.rooms["R1"],
            "lead_id": self.trainers[0].id, "reminders": "2, 1", **changes,
        }  # fmt: skip


@dataclass(frozen=True)
class Acting:
    """Somebody who acts, by number."""

    id: int
    display_name: str = "somebody"


def set_scene(make: Factory, *, learners: int = 4) -> Scene:
    """The training centre."""
    unit = make.unit("HQ")
    station = make.unit("S1", parent=unit)
    write("meters", text("one"))
    scene = Scene(
        make, unit, make.person(Role.MANAGER, unit=unit, everywhere=True),
        [make.person(Role.TRAINER, unit=unit) for _n in range(3)], make.person(Role.SUPERVISOR, unit=station),
        [make.person(Role.LEARNER, unit=station) for _n in range(learners)],
    )  # fmt: skip
    with transaction():
        for code, seats in (("R1", 16), ("R2", 8)):
            room = save_room(
                room=None, code=code, name=Bilingual(f"{code}教室", f"Room {code}"), site=Bilingual("上海", "Shanghai"),
                equipment=Bilingual(), seats=seats, zone=None, actor=System("test"), at=clock.now(),
            )  # fmt: skip
            scene.rooms[code] = room.id
    db.session.rollback()
    return scene


def session_values(session_id: int, people: dict[str, Person]) -> dict[str, int]:
    """For the world in which every address is tried: what addresses of a session name. The assessor was asked to stand in."""
    actor, at = Acting(people["manager"].id), clock.now()
    with transaction():
        room = save_room(
            room=None, code="WORLD", name=Bilingual("教室", "Room"), site=Bilingual(), equipment=Bilingual(), seats=9, zone=None,
            actor=System("test"), at=at,
        )  # fmt: skip
        teaching = select(SessionTrainer.id).where(SessionTrainer.session_id == session_id)
        appointment = db.session.scalars(teaching.limit(1)).one()
        ask_to_teach(
            session_id=session_id, appointment_id=appointment, person_ids=[people["assessor"].id], actor=actor, at=at
        )
        material = add_material(
            session_id=session_id, name="Sheet", content=b"sheet", content_type="text/plain", actor=actor, at=at
        )
        ask = db.session.scalars(select(TeachingAsk.id).where(TeachingAsk.session_id == session_id)).one()
        return {"room_id": room.id, "material_id": material.id, "appointment_id": appointment, "ask_id": ask}
