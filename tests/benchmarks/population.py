"""Many learners: the demo's learner and all their records, multiplied, and exams under way for those who save answers.

Run as `python -m tests.benchmarks.population --people N --sitting K` with the settings of the site in the environment.
Prints JSON: the cookies of learners, a lesson's address, and for each exam under way its cookie and attempt.
"""

from __future__ import annotations

import argparse
import json
import secrets
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import Table, func, insert, select

from assessments.actions.attempts import draw_paper
from assessments.models import Attempt, AttemptItem, Exam, SignOff
from courses.models import CourseCompletion, LessonCompletion, LessonVisit
from lms.app import create_app
from lms.core import clock
from lms.core.db import Base, db, own_transaction
from lms.mentoring.models import LogEntry, Pairing
from lms.onboarding.models import Enrolment, StagePassage
from lms.people.models import Account, Person, RoleAssignment

OWN = (
    (RoleAssignment, "person_id"), (LessonVisit, "person_id"), (LessonCompletion, "person_id"), (CourseCompletion, "person_id"),
    (LogEntry, "person_id"), (Pairing, "mentee_id"), (SignOff, "learner_id"),
)  # fmt: skip
CHUNK = 2000
BROWSER = {"REMOTE_ADDR": "127.0.0.1", "HTTP_USER_AGENT": "benchmark"}
"""Who asks in a benchmark: a session belongs to the browser that began it."""


def _rows(model: type[Base], column: str, value: int) -> list[dict[str, Any]]:
    table = model.__table__
    found = db.session.execute(select(table).where(table.c[column] == value)).mappings()
    return [{name: cell for name, cell in row.items() if name != "id"} for row in found]


def _put(model: type[Base], rows: Iterator[dict[str, Any]]) -> None:
    table = model.__table__
    assert isinstance(table, Table)
    block: list[dict[str, Any]] = []
    with own_transaction() as connection:
        for row in rows:
            block.append(row)
            if len(block) >= CHUNK:
                connection.execute(insert(table), block)
                block = []
        if block:
            connection.execute(insert(table), block)


def multiply(username: str, people: int) -> list[tuple[int, int]]:
    """Clone a learner until there are `people` persons. Gives account and person ids of the clones."""
    account = db.session.scalars(select(Account).where(Account.username == username)).one()
    learner, epoch = account.person_id, account.epoch
    have = db.session.scalar(select(func.count()).select_from(Person)) or 0
    first_person = (db.session.scalar(select(func.max(Person.id))) or 0) + 1
    first_account = (db.session.scalar(select(func.max(Account.id))) or 0) + 1
    first_enrolment = (db.session.scalar(select(func.max(Enrolment.id))) or 0) + 1
    number = max(people - have, 80)
    person, login = _rows(Person, "id", learner)[0], _rows(Account, "person_id", learner)[0]
    enrolment = db.session.scalars(
        select(Enrolment).where(Enrolment.person_id == learner).order_by(Enrolment.id.desc())
    ).first()
    assert enrolment is not None
    enrolled, enrolment_id = _rows(Enrolment, "id", enrolment.id)[0], enrolment.id
    own = {model: _rows(model, column, learner) for model, column in OWN}
    passed = _rows(StagePassage, "enrolment_id", enrolment_id)
    db.session.rollback()
    clones = range(number)
    _put(Person, ({**person, "id": first_person + n, "employee_no": f"BENCH{first_person + n:07d}"} for n in clones))
    _put(
        Account,
        (
            {
                **login,
                "id": first_account + n,
                "person_id": first_person + n,
                "username": f"bench{first_account + n:07d}",
                "epoch": epoch,
            }
            for n in clones
        ),
    )
    _put(Enrolment, ({**enrolled, "id": first_enrolment + n, "person_id": first_person + n} for n in clones))
    _put(StagePassage, ({**row, "enrolment_id": first_enrolment + n} for n in clones for row in passed))
    for model, column in OWN:
        if model is SignOff:
            _put(
                model,
                (
                    {**row, column: first_person + n, "form_token": f"b{first_person + n}-{k}"}
                    for n in clones
                    for k, row in enumerate(own[model])
                ),
            )
        else:
            _put(model, ({**row, column: first_person + n} for n in clones for row in own[model]))
    return [(first_account + n, first_person + n) for n in clones]


def sit(exam_code: str, person_ids: list[int]) -> list[int]:
    """Exams under way, one for each of the people."""
    exam = db.session.scalars(select(Exam).where(Exam.code == exam_code)).one()
    paper = draw_paper(exam)
    exam_id, blueprint_id, pass_mark = exam.id, exam.blueprint_id, exam.pass_mark
    lines = [
        {"position": n, "item_version_id": version, "option_order": order}
        for n, (version, order) in enumerate(paper.items, 1)
    ]
    first = (db.session.scalar(select(func.max(Attempt.id))) or 0) + 1
    db.session.rollback()
    at = clock.now()
    attempts = [
        {
            "id": first + n, "exam_id": exam_id, "blueprint_id": blueprint_id, "person_id": person, "started_at": at,
            "deadline": at + timedelta(hours=3), "pass_mark": pass_mark, "points": len(lines),
        }
        for n, person in enumerate(person_ids)
    ]  # fmt: skip
    _put(Attempt, iter(attempts))
    _put(AttemptItem, ({**line, "attempt_id": first + n} for n in range(len(person_ids)) for line in lines))
    return [first + n for n in range(len(person_ids))]


def cookie(app: Flask, account_id: int, epoch: int) -> str:
    """The session cookie of somebody who is signed in, as a browser has it after its first page.
    To be called within a request of that browser (`BROWSER`)."""
    serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    browser = app.login_manager._session_identifier_generator()  # type: ignore[attr-defined]
    session = {
        "_user_id": f"{account_id}:{epoch}", "_id": browser, "_fresh": True, "_permanent": True,
        "csrf_token": secrets.token_hex(20),
    }  # fmt: skip
    return f"shifu={serializer.dumps(session)}"


def main() -> None:
    """Multiply and print what the benchmark needs."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, required=True)
    parser.add_argument("--sitting", type=int, default=64)
    parser.add_argument("--user", default="learner")
    parser.add_argument("--exam", default="technician-theory-1")
    options = parser.parse_args()
    app = create_app()
    with app.app_context():
        clones = multiply(options.user, options.people)
        epoch = db.session.scalar(select(Account.epoch).where(Account.username == options.user)) or 0
        lesson = db.session.scalar(
            select(LessonVisit.lesson_id).where(LessonVisit.person_id == clones[0][1]).order_by(LessonVisit.id.desc())
        )
        attempts = sit(options.exam, [person for _, person in clones[: options.sitting]])
        if db.engine.dialect.name == "postgresql":
            with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.exec_driver_sql("ANALYZE")
        with app.test_request_context(environ_overrides=BROWSER):
            cookies = [cookie(app, account, epoch) for account, _ in clones[:256]]
        print(json.dumps({"cookies": cookies, "lesson": f"/lessons/{lesson}", "attempts": attempts}))


if __name__ == "__main__":
    main()
