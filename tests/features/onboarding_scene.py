"""A small programme with its people: two stages, the second with the weighted result; every mark at the tip of a finger."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask import Flask
from sqlalchemy import select

from assessments.actions.practical_exams import hold_practical_exam
from assessments.events import ExamFinished
from assessments.models import Attempt, Blueprint, Exam, Rubric
from certificates.actions.schemes import publish_scheme
from courses.actions.learning import complete_lesson
from lms.core import clock, events
from lms.core.access import Role
from lms.core.audit import System
from lms.core.bilingual import Bilingual
from lms.core.db import db, transaction
from lms.core.jobs import Job, Progress
from lms.core.notices import Notice
from lms.mentoring.actions.pairings import appoint_mentor
from lms.mentoring.actions.ratings import rate_mentee
from lms.onboarding import jobs
from lms.onboarding.actions.intakes import enrol, open_intake
from lms.onboarding.actions.programmes import publish_programme
from lms.onboarding.models import ProgrammeVersion
from lms.onboarding.queries.enrolments import get_row
from lms.onboarding.queries.journeys import CURRENT, Journey, journeys
from lms.people.models import Person, Unit
from lms.people.queries.people import get_person
from tests.browsing import send
from tests.factories import Factory
from tests.features.course_shelf import text, write

PROGRAMME: dict[str, Any] = {
    "code": "technician",
    "family": "field",
    "title": {"zh": "售后工程师入职培训", "en": "Technician onboarding"},
    "weights": {"theory": 40, "practical": 40, "mentor": 20},
    "minimums": {"theory": 60, "practical": 60, "mentor": 60},
    "pass_mark": 80,
    "extension_days": 14,
    "award": {"scheme": "field", "level": 1},
    "stages": [
        {
            "code": "learn", "title": {"zh": "岗前培训", "en": "Pre-job training"}, "purpose": {"zh": "先学", "en": "Learn first"},
            "days": 10,
            "contents": [{"kind": "course", "ref": "safety"}, {"kind": "course", "ref": "rules"}],
        },
        {
            "code": "certify", "title": {"zh": "岗位认证", "en": "Post certification"}, "purpose": {"zh": "认证", "en": "Be certified"},
            "days": 10,
            "contents": [
                {"kind": "exam", "ref": "certification", "part": "theory"},
                {"kind": "practical_exam", "ref": "post-field", "part": "practical"},
                {"kind": "mentor_rating", "ref": "mentor_rating", "part": "mentor"},
            ],
        },
    ],
}  # fmt: skip

SCHEME: dict[str, Any] = {
    "code": "field", "family": "field", "product_line": None,
    "title": {"zh": "售后工程师", "en": "Field engineer"},
    "certificate_title": {"zh": "售后工程师技术等级证书", "en": "Field engineer certificate"},
    "tiers": [
        {
            "code": "junior", "title": {"zh": "初级", "en": "Junior"}, "knowledge": {"zh": "知识", "en": "Knowledge"},
            "skill": {"zh": "技能", "en": "Skill"}, "examination": {"zh": "考核", "en": "Examination"},
            "requirements": [{"kind": "programme", "codes": ["technician"]}], "validity_months": 24,
        }
    ],
}  # fmt: skip


@dataclass
class Onboarding:
    """The people, and what they do."""

    make: Factory
    unit: Unit
    hr: Person
    supervisor: Person
    learner: Person
    technical: Person
    culture: Person
    assessor: Person
    lessons: dict[str, list[int]]
    enrolment_id: int = 0
    cohort_id: int = 0
    used: list[int] = field(default_factory=list)

    def enrol(self, *people: Person, mentors: bool = True) -> int:
        """Open an intake for people (the learner by default) with both mentors; gives back the first enrolment."""
        chosen = people or (self.learner,)
        with transaction():
            version = db.session.get_one(ProgrammeVersion, 1)
            unit = db.session.get_one(Unit, self.unit.id)
            cohort = open_intake(
                title=Bilingual("春季新员工", "Spring intake"), version=version, unit=unit,
                starts_on=clock.today(), actor=System(), at=clock.now(),
            )  # fmt: skip
            made = enrol(cohort=cohort, people=[get_person(p.id) for p in chosen], actor=System(), at=clock.now())
            for person in chosen if mentors else ():
                for kind, mentor in (("technical", self.technical), ("culture", self.culture)):
                    appoint_mentor(
                        mentee=get_person(person.id),
                        mentor=get_person(mentor.id),
                        kind=kind,
                        actor=System(),
                        at=clock.now(),
                    )
            self.cohort_id, self.enrolment_id = cohort.id, made[0].id
        return self.enrolment_id

    def complete(self, code: str) -> None:
        """The learner does every lesson of a course."""
        for lesson_id in self.lessons[code]:
            with transaction():
                complete_lesson(lesson_id=lesson_id, actor=get_person(self.learner.id), at=clock.now())

    def sit(self, percent: float, code: str = "certification") -> None:
        """The learner hands in an exam with so many per cent."""
        with transaction() as session:
            exam = session.query(Exam).filter_by(code=code).one()
            attempt = Attempt(
                exam_id=exam.id, blueprint_id=exam.blueprint_id, person_id=self.learner.id, started_at=clock.now(),
                deadline=clock.now(), finished_at=clock.now(), pass_mark=exam.pass_mark, score=percent, points=100,
                passed=percent >= exam.pass_mark,
            )  # fmt: skip
            session.add(attempt)
            session.flush()
            finished = ExamFinished(self.learner.id, code, attempt.id, percent, bool(attempt.passed), clock.now())
            events.publish(finished)
            events.publish(finished)  # told twice: nothing may happen twice

    def examine(self, points: int) -> None:
        """The assessor gives so many of ten points."""
        with transaction() as session:
            hold_practical_exam(
                learner=get_person(self.learner.id), rubric=session.query(Rubric).one(), ratings={"method": points},
                comment="As seen.", held_on=clock.today(), form_token=f"token-{clock.now().isoformat()}",
                actor=get_person(self.assessor.id), at=clock.now(),
            )  # fmt: skip

    def rate(self, points: int) -> None:
        """The technical mentor rates every dimension with so many points of five."""
        dimensions = ("skill", "diligence", "communication", "safety", "learning")
        with transaction():
            rate_mentee(
                mentee=get_person(self.learner.id), ratings=dict.fromkeys(dimensions, points), comment="As known.",
                actor=get_person(self.technical.id), at=clock.now(),
            )  # fmt: skip

    def move_to_a_shorter_first_stage(self, days: int) -> None:
        """A second version plans so many days for the first stage, and HR moves the enrolment to it."""
        shorter = copy.deepcopy(PROGRAMME)
        shorter["stages"][0]["days"] = days
        with transaction():
            publish_programme(data=shorter, actor=System(), at=clock.now())
        move = {"person": str(self.enrolment_id), "reason": "Shorter for all", "signed": "y", "to": "2"}
        send(self.make.browser(self.hr), "/programmes/technician/versions/1/move", move)

    def reach_the_last_stage(self) -> None:
        """Enrol, and pass the first stage."""
        self.enrol()
        self.complete("safety")
        self.complete("rules")


def allow(**policy: object) -> None:
    """Let the programme allow more."""
    with transaction() as session:
        version = session.scalars(select(ProgrammeVersion)).one()
        version.policy = {**(version.policy or {}), **policy}


def morning(app: Flask) -> dict[str, int]:
    """The daily round, as the worker does it."""
    with app.app_context():
        assert jobs.ask_each_morning(at=clock.now())
        assert not jobs.ask_each_morning(at=clock.now())  # once a day
        job_id = db.session.scalars(
            select(Job.id).where(Job.kind == jobs.MORNING_ROUND).order_by(Job.id.desc())
        ).first()
        db.session.rollback()
        return jobs.every_morning(Progress(job_id or 0)) or {}


def journey_of(enrolment_id: int) -> Journey:
    """The journey as it stands today."""
    found = journeys([get_row(enrolment_id)], clock.today(), CURRENT)[0]
    db.session.rollback()
    return found


def told(person: Person, kind: str) -> list[tuple[dict, str]]:
    """What somebody was told in notices of a kind, with where each leads."""
    query = select(Notice.values, Notice.link).where(Notice.recipient_id == person.id, Notice.kind == kind)
    found = [(row[0], row.link) for row in db.session.execute(query)]
    db.session.rollback()
    return found


def set_scene(make: Factory) -> Onboarding:
    """The scene on a fresh database: nobody is enrolled yet."""
    root = make.unit("ROOT", zh="总部", en="Head office")
    unit = make.unit("SH", parent=root, zh="上海站", en="Shanghai station")
    scene = Onboarding(
        make,
        unit,
        hr=make.person(Role.HR, unit=root, name_latin="Helen Ren", name_zh="任海伦"),
        supervisor=make.person(Role.SUPERVISOR, unit=unit, name_latin="Shen Supervisor", name_zh="沈主管"),
        learner=make.person(
            Role.LEARNER, unit=unit, name_latin="Li Xiaotong", name_zh="李晓彤", hired_on=date(2026, 2, 20)
        ),
        technical=make.person(Role.MENTOR, unit=unit, name_latin="Wang Jianguo", name_zh="王建国"),
        culture=make.person(Role.MENTOR, unit=unit, name_latin="Zhao Min", name_zh="赵敏"),
        assessor=make.person(Role.ASSESSOR, unit=unit, name_latin="Kao Guan", name_zh="高冠"),
        lessons={code: write(code, text("first"), text("second")) for code in ("safety", "rules")},
    )
    with transaction() as session:
        blueprint = Blueprint(code="certification", added_at=clock.now())
        session.add(blueprint)
        session.flush()
        session.add(
            Exam(
                code="certification", title=Bilingual("认证理论考试", "Certification theory"), blueprint_id=blueprint.id,
                minutes=60, pass_mark=80, attempts_allowed=3,
            )
        )  # fmt: skip
        session.add(
            Rubric(
                code="post-field", title=Bilingual("岗位实操考核", "Post practical"), scenario=Bilingual("不制冷", "No cooling"),
                criteria=[
                    {"key": "method", "weight": 100, "must": False, "title": {"zh": "方法", "en": "Method"},
                     "levels": [{"points": p, "zh": f"{p}级", "en": f"Level {p}"} for p in range(11)]}
                ],
                pass_mark=50, added_at=clock.now(),
            )
        )  # fmt: skip
        publish_scheme(data=SCHEME, actor=System(), at=clock.now())
        publish_programme(data=PROGRAMME, actor=System(), at=clock.now())
    return scene
