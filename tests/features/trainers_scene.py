"""Trainers for tests: the grades in place, somebody who applied, a trial lecture with its judges, a grade and a right."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select

from assessments.models import Attempt, Blueprint, Exam
from courses.models import Course, CourseVersion
from lms.core import clock
from lms.core.audit import System
from lms.core.bilingual import Bilingual
from lms.core.db import db, transaction
from lms.core.notices import Notice
from lms.people.models import Person
from lms.people.queries.people import get_person
from lms.trainers.grades.actions import grant, ship_grades
from lms.trainers.grades.versions import get_version
from lms.trainers.models import TeachingRight, TrainerAbsence, TrainerApplication, TrialJudge, TrialLecture
from tests.browsing import send

ACTOR = System("test")
SUBJECT = "subject"
COURSE = "heat-pumps"


def put_grades_in_place() -> None:
    """The three grades that come with the software."""
    with transaction():
        ship_grades(actor=ACTOR, at=clock.now())


def add_course(code: str = COURSE, owner: Person | None = None) -> int:
    """A published course."""
    with transaction() as session:
        course = Course(
            code=code, category="product", delivery="session", title=Bilingual("热泵", "Heat pumps"),
            summary=Bilingual("热泵", "Heat pumps"), owner_id=owner.id if owner else None, added_at=clock.now(),
        )  # fmt: skip
        course.versions = [CourseVersion(number=1, published_at=clock.now())]
        session.add(course)
        session.flush()
        return course.id


def add_exam(code: str = SUBJECT) -> None:
    """An exam of the bank."""
    with transaction() as session:
        blueprint = Blueprint(code=code, added_at=clock.now())
        session.add(blueprint)
        session.flush()
        session.add(
            Exam(
                code=code,
                title=Bilingual("热泵考试", "Heat pump exam"),
                blueprint_id=blueprint.id,
                minutes=30,
                pass_mark=70,
            )
        )


def sit(person: Person, score: float, code: str = SUBJECT, at: datetime | None = None) -> None:
    """Somebody sat the exam."""
    at = at or clock.now()
    with transaction() as session:
        exam = session.query(Exam).filter_by(code=code).one()
        session.add(
            Attempt(
                exam_id=exam.id, blueprint_id=exam.blueprint_id, person_id=person.id, started_at=at,
                deadline=at + timedelta(minutes=30), finished_at=at, pass_mark=70, score=score, points=100, passed=score >= 70,
            )
        )  # fmt: skip


def make_trainer(person: Person, level: int = 2, *, finished_on: date | None = None, until: date | None = None) -> int:
    """Somebody holds a grade; gives back its number."""
    with transaction():
        return grant(
            person=get_person(person.id), version=get_version(level, clock.today()), how="import",
            finished_on=finished_on or clock.today(), until_day=until, evidence=[], reason="Before", actor=ACTOR,
            at=clock.now(),
        ).id  # fmt: skip


def text(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.get_data(as_text=True)


def kinds(person: Person) -> list[str]:
    found = list(db.session.scalars(select(Notice.kind).where(Notice.recipient_id == person.id).order_by(Notice.id)))
    db.session.rollback()
    return found


def only(model: Any) -> Any:
    found = db.session.scalars(select(model)).one()
    db.session.rollback()
    return found


def edit_grade(office: FlaskClient, **changes: Any) -> Any:
    """Junior trainers: three years of practice and a rating as a speaker, and no certificate."""
    form = {
        "title_zh": "初级讲师", "title_en": "Junior trainer", "summary_zh": "示范", "summary_en": "Demonstrates",
        "rights": "assist", "course_levels": ["basic", "intermediate"], "validity_months": "24", "years": "3", "tier": "",
        "speaking": "3.5", "speaking_n": "1",
        "further": "", "exams": "", "exam_min": "70", "lecture_min": "70", "feedback_min": "70", "feedback_least": "5",
        "judges": "3", "weight_exam": "40", "weight_lecture": "40", "weight_feedback": "20", "pass_mark": "75",
        "window_days": "90", "lookback_days": "730", "lapse_days": "180", "review": "- {kind: years, min: 3}",
        "from_day": clock.today().isoformat(), "reason": "No tiers in the new region yet.",
    }  # fmt: skip
    return send(office, "/trainers/grades/1", {**form, **changes})


def trainer_values(people: dict[str, Person]) -> dict[str, Any]:
    """For `whole_world`: what the addresses of trainers name. Judged by the assessor."""
    put_grades_in_place()
    learner, manager = people["learner"], people["manager"]
    course_id = add_course("taught-here")
    grade_id = make_trainer(learner, 1)
    with transaction() as session:
        version = get_version(2, clock.today())
        application = TrainerApplication(
            person_id=learner.id, version_id=version.id, kind="award", exam_code=None, words="", applied_by=learner.id,
            applied_at=clock.now(),
        )  # fmt: skip
        session.add(application)
        session.flush()
        rubric_id = session.query(_rubric()).filter_by(code="trial-lecture").one().id
        lecture = TrialLecture(
            application_id=application.id, candidate_id=learner.id, rubric_id=rubric_id, starts_at=clock.now(),
            place="Room 1", topic="Heat pumps", planned_by=manager.id, planned_at=clock.now(), called_off_reason="",
        )  # fmt: skip
        session.add(lecture)
        session.flush()
        seat = TrialJudge(
            lecture_id=lecture.id, candidate_id=learner.id, judge_id=people["assessor"].id, asked_by=manager.id,
            asked_at=clock.now(),
        )  # fmt: skip
        right = TeachingRight(
            person_id=learner.id, course_id=course_id, level="assist", from_day=clock.today(), reason="x",
            granted_at=clock.now(),
        )  # fmt: skip
        absence = TrainerAbsence(
            person_id=learner.id, from_day=clock.today(), until_day=clock.today(), kind="leave", note="",
            entered_by=manager.id, entered_at=clock.now(),
        )  # fmt: skip
        session.add_all([seat, right, absence])
        session.flush()
        values = {
            "application_id": application.id, "lecture_id": lecture.id, "seat_id": seat.id, "right_id": right.id,
            "absence_id": absence.id, "grade_id": grade_id, "level": 1,
        }  # fmt: skip
    db.session.rollback()
    return values


def _rubric() -> Any:
    from assessments.models import Rubric

    return Rubric
