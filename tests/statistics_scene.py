"""An exam that forty people have sat, made without sitting it: for tests of what is made of it."""

from __future__ import annotations

import random
from datetime import timedelta

from sqlalchemy import select

from assessments.models import Attempt, AttemptItem, Exam, ItemVersion, Response
from lms.core import clock
from lms.core.db import db, transaction
from lms.people.models import Person
from tests.examples_of_exams import fill_bank, make_exam
from tests.factories import Factory

ITEMS = 8


def sat_exam(make: Factory, people: int = 40) -> list[int]:
    """Everybody had the same eight items; of the first the key is wrong: the good choose its second option. Ten sat again, and
    one handed in nothing. Gives the versions."""
    make_exam(fill_bank(topics=1, items=ITEMS), count=ITEMS)
    somebody = make.person()
    chance = random.Random(4)
    with transaction() as session:
        exam = session.scalars(select(Exam)).one()
        versions = list(session.scalars(select(ItemVersion.id).order_by(ItemVersion.id)))
        crowd = [
            Person(
                unit_id=somebody.unit_id, post_id=somebody.post_id, employee_no=f"C{n:04}", name_zh=f"考生{n}", name_latin=f"Sitter {n}",
                email=f"c{n}@example.org", language="en", hired_on=somebody.hired_on, added_at=clock.now(),
            )
            for n in range(people)
        ]  # fmt: skip
        session.add_all(crowd)
        session.flush()
        for n, person in enumerate(crowd):
            able = n / max(1, people - 1)
            sit(exam, person.id, versions, able, chance)
            if n < 10:
                sit(exam, person.id, versions, 1.0, chance)
        sit(exam, somebody.id, versions, None, chance)
    db.session.rollback()
    return versions


def sit(exam: Exam, person_id: int, versions: list[int], able: float | None, chance: random.Random) -> None:
    """Somebody sits an exam, as able as said; nothing is answered for None."""
    at = clock.now() - timedelta(days=1)
    attempt = Attempt(
        exam_id=exam.id, blueprint_id=exam.blueprint_id, person_id=person_id, started_at=at, deadline=at + timedelta(minutes=30),
        finished_at=at + timedelta(minutes=20), pass_mark=exam.pass_mark, points=float(len(versions)),
    )  # fmt: skip
    db.session.add(attempt)
    db.session.flush()
    total = 0.0
    for position, version in enumerate(versions, start=1):
        knows = able is not None and chance.random() < 0.15 + 0.8 * able
        score = float(able is not None and knows != (position == 1))
        total += score
        db.session.add(
            AttemptItem(attempt_id=attempt.id, position=position, item_version_id=version, option_order=[0, 1, 2, 3], score=score)
        )  # fmt: skip
        if able is not None:
            chosen = [0] if score else [1 if position == 1 else chance.choice((1, 2))]
            db.session.add(
                Response(
                    attempt_id=attempt.id, position=position, sequence=1, answer={"chosen": chosen, "flagged": False},
                    saved_at=at,
                )
            )  # fmt: skip
    attempt.score, attempt.passed = total, 100 * total / len(versions) >= exam.pass_mark
    db.session.flush()
