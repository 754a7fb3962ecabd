"""The small company of the walk.

Real courses, questions, tasks and schemes of the demo, a short track of four stages, and somebody in each role.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import yaml

from assessments.actions.bank import load_import, plan_import
from assessments.actions.exams import ExamTerms, add_exam
from assessments.formats import read_items
from assessments.models import PracticalTask, Rubric, Topic
from assessments.rules.drawing import Part
from certificates.actions.schemes import publish_scheme
from courses.actions.folder import load_course_folder
from lms.core import clock, schema
from lms.core.access import Role
from lms.core.audit import System
from lms.core.bilingual import Bilingual
from lms.core.config import ROOT
from lms.core.db import db, transaction
from lms.kpis.shipping import ship
from lms.onboarding.actions.programmes import publish_programme
from lms.people.actions.accounts import open_account, set_password
from lms.people.actions.organisation import add_post, add_unit
from lms.people.actions.roles import assign_role
from lms.people.models import Person, Post, Unit
from lms.performance.actions.definitions import ship_scorecards
from tests.browser.track import TRACK

CONTENT = ROOT / "lms" / "demo" / "content"
PASSWORD = "every compressor hums"
ACTOR = System("seed")
PEOPLE = (
    ("hr", "周敏", "Zhou Min", (Role.HR,)),
    ("mentor", "王建国", "Wang Jianguo", (Role.MENTOR, Role.LEARNER)),
    ("culture", "赵敏", "Zhao Min", (Role.MENTOR, Role.LEARNER)),
    ("supervisor", "何平", "He Ping", (Role.SUPERVISOR,)),
    ("assessor", "孙丽", "Sun Li", (Role.ASSESSOR,)),
    ("manager", "高翔", "Gao Xiang", (Role.MANAGER,)),
    ("trainer", "徐强", "Xu Qiang", (Role.TRAINER,)),
    ("admin", "朱军", "Zhu Jun", (Role.ADMIN,)),
    ("auditor", "胡雪", "Hu Xue", (Role.AUDITOR,)),
    ("outsider", "马超", "Ma Chao", (Role.LEARNER,)),
)
ELSEWHERE = (("puxi", "林海", "Lin Hai", (Role.LEARNER,)),)
"""At a station of which the supervisor of the first one sees nothing."""


def _people(unit: Unit, post: Post, people: tuple[tuple[str, str, str, tuple[Role, ...]], ...] = PEOPLE) -> None:
    at = clock.now()
    for username, zh, latin, roles in people:
        person = Person(
            employee_no=f"X-{username}", name_zh=zh, name_latin=latin, email=f"{username}@hengtuo.example", phone="021-5550 0101",
            unit_id=unit.id, post_id=post.id, product_line="commercial", hired_on=date(2019, 5, 6), added_at=at,
        )  # fmt: skip
        db.session.add(person)
        db.session.flush()
        account = open_account(person=person, username=username, actor=ACTOR, at=at)
        set_password(account=account, password=PASSWORD, actor=ACTOR, at=at)
        for role in roles:
            assign_role(person=person, role=role, unit=unit if role == Role.SUPERVISOR else None, actor=ACTOR, at=at)


def _tasks() -> None:
    at = clock.now()
    for data in yaml.safe_load((CONTENT / "practicals.yaml").read_text(encoding="utf-8")):
        if data["code"] == "replace-control-board":
            db.session.add(
                PracticalTask(
                    code=data["code"], family="field", product_line=None, title=Bilingual.of(data["title"]),
                    summary=Bilingual.of(data["summary"]), steps=data["steps"], required=data["required"], added_at=at,
                )
            )  # fmt: skip
    rubrics: Any = yaml.safe_load((CONTENT / "rubrics.yaml").read_text(encoding="utf-8"))
    found = rubrics["rubrics"] if isinstance(rubrics, dict) and "rubrics" in rubrics else rubrics
    for data in found:
        if data["code"] == "technician-practical":
            db.session.add(
                Rubric(
                    code=data["code"], title=Bilingual.of(data["title"]), scenario=Bilingual.of(data["scenario"]),
                    criteria=data["criteria"], pass_mark=60.0, added_at=at,
                )
            )  # fmt: skip


def _exams() -> None:
    paths = [CONTENT / "bank" / f"{name}.yaml" for name in ("safety-electrical", "diagnosis", "service-process")]
    readings = [read_items(path.read_bytes(), path.name) for path in paths]
    plan = plan_import(readings, {}, pool="demo")
    load_import(plan, sources=[path.name for path in paths], actor=ACTOR, at=clock.now())
    topics = {topic.code: topic.id for topic in db.session.query(Topic)}
    for code, zh, en, counts in (
        ("walk-theory", "阶段理论考试", "Stage theory exam", {"safety-electrical": 3, "diagnosis": 2}),
        (
            "walk-certification",
            "岗位认证理论考试",
            "Certification theory exam",
            {"safety-electrical": 2, "service-process": 2},
        ),
    ):
        parts = [Part(topics[topic], count) for topic, count in counts.items()]
        add_exam(
            code=code,
            terms=ExamTerms(Bilingual(zh, en), minutes=20, pass_mark=60.0),
            parts=parts,
            actor=ACTOR,
            at=clock.now(),
        )


def grow() -> None:
    """Make the site's database, inside its application."""
    schema.upgrade(db.engine)
    with transaction():
        at = clock.now()
        root = add_unit(
            code="HQ",
            name=Bilingual("恒拓设备", "Hengtuo Equipment"),
            city=Bilingual("上海", "Shanghai"),
            parent=None,
            actor=ACTOR,
            at=at,
        )
        unit = add_unit(
            code="SH-PD",
            name=Bilingual("浦东站", "Pudong station"),
            city=Bilingual("上海", "Shanghai"),
            parent=root,
            actor=ACTOR,
            at=at,
        )
        other = add_unit(
            code="SH-PX",
            name=Bilingual("浦西站", "Puxi station"),
            city=Bilingual("上海", "Shanghai"),
            parent=root,
            actor=ACTOR,
            at=at,
        )
        post = add_post(
            code="field-engineer",
            name=Bilingual("售后工程师", "Field engineer"),
            family="field",
            actor=ACTOR,
            at=at,
        )
        _people(unit, post)
        _people(other, post, ELSEWHERE)
        ship(actor=ACTOR, at=at)
        ship_scorecards(actor=ACTOR, at=at)
        for code in ("safety-basics", "power-fault-diagnosis"):
            load_course_folder(CONTENT / "courses" / code, actor=ACTOR, at=at)
        _exams()
        _tasks()
        for data in yaml.safe_load((CONTENT / "schemes.yaml").read_text(encoding="utf-8"))["schemes"]:
            publish_scheme(data=data, actor=ACTOR, at=at)
        publish_programme(data=TRACK, actor=ACTOR, at=at)
