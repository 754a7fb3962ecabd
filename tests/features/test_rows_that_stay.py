"""What was signed, answered and decided stays: the database itself refuses to change or delete it."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, insert, text, update
from sqlalchemy.exc import IntegrityError

from assessments.models import Appeal, ItemReview, ItemVersion, Response, SignOff, SignOffRevocation
from assessments.rules.sitting import ExamAccess
from lms.core import clock
from lms.core.access import Role
from lms.core.append_only import MARK
from lms.core.db import db, transaction
from lms.models import metadata
from tests.examples_of_exams import access, begin, fill_bank, make_exam, save
from tests.factories import Factory
from tests.features.mentoring_scene import set_scene, sign


def test_every_table_that_says_so_is_held_by_the_database(app: Flask) -> None:
    sqlite = db.engine.dialect.name == "sqlite"
    catalogue = (
        "SELECT tbl_name, sql FROM sqlite_master WHERE type = 'trigger'"
        if sqlite
        else "SELECT relname, pg_get_triggerdef(pg_trigger.oid) FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
        "WHERE NOT tgisinternal"
    )
    held: dict[str, str] = {}
    for table, definition in db.session.execute(text(catalogue)):
        if "never changed" in definition or "refuse_change" in definition:
            held[table] = held.get(table, "") + definition
    said = {table.name for table in metadata.tables.values() if table.info.get(MARK)}
    assert said == set(held) - {"paper_design", "appeal"}
    deeds = {"BEFORE UPDATE", "BEFORE DELETE"} if sqlite else {"UPDATE", "DELETE", "TRUNCATE"}
    assert [table for table, sql in held.items() if not all(deed in sql for deed in deeds)] == []


def _refused(statement: Any) -> None:
    with pytest.raises(IntegrityError, match=r"never changed|reviews their own"), transaction() as session:
        session.execute(statement)


def test_answers_signatures_and_decisions_are_refused_a_change(app: Flask, make: Factory) -> None:
    make_exam(fill_bank())
    browser = make.browser(make.person(Role.LEARNER))
    with access(app, lambda person_id, code, at: ExamAccess(True)):
        attempt_id = begin(browser)
        assert save(browser, attempt_id, 1, [2]).status_code == 200
    scene = set_scene(make)
    mentor = scene.make.browser(scene.technical)
    assert sign(mentor, scene.learner).status_code == 302
    with transaction() as session:
        sign_off = session.query(SignOff).one()
        number, author = sign_off.id, scene.technical.id
        back = {"sign_off_id": number, "revoked_by": author, "revoked_at": clock.now(), "reason": "not mine"}
        session.execute(insert(SignOffRevocation).values(back))
        session.execute(update(ItemVersion).values(added_by=author))
        wording = session.query(ItemVersion.id).first()
        appeal = Appeal(
            attempt_id=attempt_id, position=1, reason="unclear", made_by=author, made_at=clock.now(), answer=""
        )
        session.add(appeal)
    with transaction() as session:  # an appeal is answered once
        values = {"upheld": False, "answer": "no", "decided_by": scene.learner.id, "decided_at": clock.now()}
        session.execute(update(Appeal).values(**values))
    for model, change in ((Response, {"answer": {}}), (SignOff, {"passed": False}), (SignOffRevocation, {"reason": ""}), (Appeal, {"upheld": True})):  # fmt: skip
        _refused(update(model).values(**change))
        _refused(delete(model))
    review = {"approved": True, "comment": "", "reviewed_by": author, "reviewed_at": clock.now()}
    _refused(insert(ItemReview).values(item_version_id=wording[0] if wording else 0, **review))
    if db.engine.dialect.name == "postgresql":
        _refused(text("TRUNCATE response"))
