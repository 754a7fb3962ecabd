"""Essays that wait to be marked: the exam's first two questions, who sits it, who marks it."""

from __future__ import annotations

from flask.testing import FlaskClient
from sqlalchemy import select

from assessments.models import Attempt, AttemptItem, ItemVersion, Rubric
from lms.core import clock
from lms.core.access import Role
from lms.core.bilingual import Bilingual
from lms.core.db import db, transaction
from lms.core.notices import Notice
from lms.people.models import Person, Unit
from tests.browsing import send, token_of
from tests.examples_of_exams import begin
from tests.factories import Factory


def add_rubric(code: str) -> None:
    """A rubric of two criteria, the first thrice as heavy, of four and of one level above nothing."""
    criteria = [
        {"key": key, "weight": weight, "title": {"zh": key, "en": f"Names the {key}"},
         "levels": [{"points": n, "zh": f"{key}{n}", "en": f"{key} at {n}"} for n in range(most + 1)]}
        for key, weight, most in (("order", 3, 4), ("risk", 1, 1))
    ]  # fmt: skip
    words = Bilingual("问答", "Essay")
    with transaction() as session:
        session.add(
            Rubric(code=code, title=words, scenario=words, criteria=criteria, pass_mark=60, added_at=clock.now())
        )


def make_essays(rubric: str = "Names the interlock and the order.") -> None:
    """The items of the first topic become essays of ten points."""
    with transaction() as session:
        for version in session.scalars(select(ItemVersion).where(ItemVersion.kind == "single")):
            version.kind, version.options, version.correct = "essay", [], []
            version.body = {
                "rubric": rubric,
                "points": 10.0,
                "model_answer": {"zh": "先断电", "en": "Power off first"},
            }


def sit(browser: FlaskClient, text: str = "First I switch it off.") -> int:
    """Answer all four, the two essays with a text, and hand in."""
    attempt_id = begin(browser)
    for position in (1, 2):
        body = {"position": position, "sequence": 1, "answer": {"text": text, "flagged": False}}
        headers = {"X-CSRFToken": token_of(browser)}
        assert browser.post(f"/attempts/{attempt_id}/answers", json=body, headers=headers).status_code == 200
    send(browser, f"/attempts/{attempt_id}/hand-in")
    return attempt_id


def items_of(attempt_id: int) -> list[int]:
    ids = list(
        db.session.scalars(
            select(AttemptItem.id).where(AttemptItem.attempt_id == attempt_id).order_by(AttemptItem.position)
        )
    )
    db.session.rollback()
    return ids


def standing(attempt_id: int) -> tuple[float | None, float, bool | None]:
    attempt = db.session.get_one(Attempt, attempt_id, populate_existing=True)
    found = (attempt.score, attempt.points, attempt.passed)
    db.session.rollback()
    return found


def assessor(make: Factory, unit: Unit) -> FlaskClient:
    return make.browser(make.person(Role.ASSESSOR, unit=unit))


def notices_of(person: Person) -> list[str]:
    kinds = list(db.session.scalars(select(Notice.kind).where(Notice.recipient_id == person.id).order_by(Notice.id)))
    db.session.rollback()
    return kinds
