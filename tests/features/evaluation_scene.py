"""A course about manners in a station, with everybody who has to do with its evaluation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from assessments.models import SurveyInvitation
from courses.actions.learning import complete_lesson
from courses.models import Course, CourseAbility
from lms.core import clock
from lms.core.access import Role
from lms.core.bilingual import Bilingual
from lms.core.db import db, transaction
from lms.core.jobs import enqueue, run_waiting
from lms.evaluation.plan_jobs import ROUND
from lms.mentoring.actions.pairings import appoint_mentor
from lms.people.models import Person, Unit
from lms.skills.models import Ability
from tests.factories import Factory
from tests.features.course_shelf import text, write
from tests.features.survey_scene import ship

CODE = "manners"
PAGE = f"/evaluation/of/course/{CODE}"


@dataclass
class Scene:
    """The people, and the course's only lesson."""

    station: Unit
    learners: list[Person]
    supervisor: Person
    mentor: Person
    manager: Person
    trainer: Person
    lesson: int

    def finish(self, person: Person) -> None:
        """Somebody does the lesson, and so the course."""
        with transaction():
            complete_lesson(lesson_id=self.lesson, actor=person, at=clock.now())
        db.session.rollback()


def make_scene(make: Factory, learners: int = 6) -> Scene:
    """Questionnaires are published; there is no plan yet."""
    ship()
    root = make.unit("ROOT")
    station = make.unit("STATION", parent=root)
    people = [make.person(Role.LEARNER, unit=station) for _ in range(learners)]
    supervisor = make.person(Role.SUPERVISOR, unit=station)
    mentor = make.person(Role.MENTOR, unit=station)
    manager = make.person(Role.MANAGER, unit=root, everywhere=True)
    trainer = make.person(Role.TRAINER, unit=root)
    lesson = write(CODE, text("one"), category="communication")[0]
    with transaction() as session:
        course = session.scalars(select(Course).where(Course.code == CODE)).one()
        course.owner_id = trainer.id
        said = Bilingual("倾听", "Listening")
        ability = Ability(code="listening", name=said, meaning=said, family="field", layer="basic", position=1)
        session.add(ability)
        session.flush()
        session.add(CourseAbility(course_id=course.id, ability_id=ability.id))
        appoint_mentor(mentee=people[0], mentor=mentor, kind="technical", actor=manager, at=clock.now())
    return Scene(station, people, supervisor, mentor, manager, trainer, lesson)


def morning() -> None:
    """The daily round."""
    with transaction():
        enqueue("evaluation.morning", {}, actor=ROUND, at=clock.now())
    run_waiting()
    db.session.rollback()


def waiting(person: Person) -> list[int]:
    """The invitations that wait for somebody, oldest first."""
    i = SurveyInvitation
    query = select(i.id).where(
        i.respondent_id == person.id, i.answered_on.is_(None), i.opens_on <= _today(), i.closes_on >= _today()
    )
    found = list(db.session.scalars(query.order_by(i.id)))
    db.session.rollback()
    return found


def _today() -> date:
    return clock.today()
