"""A small bank and an exam for tests, made through the package's own models and actions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from assessments.actions.exams import ExamTerms, add_exam
from assessments.models import Attempt, Item, ItemVersion, Response, Topic
from assessments.rules.drawing import Part
from assessments.rules.sitting import ExamAccess
from lms.core import audit, clock
from lms.core.bilingual import Bilingual
from lms.core.db import db, transaction
from tests.browsing import send, token_of

CODE = "theory"
SECRET = "because the interlock would otherwise stay live"


def fill_bank(topics: int = 2, items: int = 4, pool: str = "main") -> list[Topic]:
    """Topics T1, T2 … with items of growing difficulty; the option "right" is right, the second topic has two right ones."""
    made = []
    with transaction() as session:
        for t in range(1, topics + 1):
            topic = Topic(pool=pool, code=f"t{t}", title=Bilingual(f"主题{t}", f"Topic {t}"))
            session.add(topic)
            session.flush()
            made.append(topic)
            for n in range(1, items + 1):
                several = t == 2
                item = Item(
                    pool=pool,
                    key=f"T{t}-{n:03}",
                    topic_id=topic.id,
                    difficulty=1 + n % 3,
                    tier="junior",
                    added_at=clock.now(),
                )
                session.add(item)
                session.flush()
                texts = [
                    f"right {t}.{n}",
                    f"also {t}.{n}" if several else f"near {t}.{n}",
                    f"far {t}.{n}",
                    f"wide {t}.{n}",
                ]
                session.add(
                    ItemVersion(
                        item_id=item.id, number=1, kind="multiple" if several else "single",
                        stem=Bilingual(f"题干{t}.{n}", f"Stem {t}.{n}"),
                        options=[{"zh": f"选项{text}", "en": text} for text in texts],
                        correct=[0, 1] if several else [0], keep_order=False,
                        feedback=Bilingual(f"联锁未断{t}.{n}", f"{SECRET} {t}.{n}"), source=Bilingual("手册", "Manual"), added_at=clock.now(), live_at=clock.now(),
                    )
                )  # fmt: skip
    return made


def make_exam(topics: list[Topic], code: str = CODE, count: int = 2, **terms: Any) -> None:
    """An exam of so many items from each topic, 30 minutes, pass mark 75."""
    values = {"title": Bilingual("理论考试", "Theory exam"), "minutes": 30, "pass_mark": 75.0, **terms}
    with transaction():
        parts = [Part(topic.id, count, title=topic.title) for topic in topics]
        add_exam(code=code, terms=ExamTerms(**values), parts=parts, actor=audit.System("test"), at=clock.now())


@contextmanager
def access(app: Flask, answer: Callable[[int, str, datetime], ExamAccess | None]) -> Iterator[None]:
    """For a while, this answers who may sit an exam, as a higher package does."""
    answers = app.extensions.setdefault("answers", {})
    before = answers.get("exam access")
    answers["exam access"] = [answer]
    try:
        yield
    finally:
        if before is None:
            del answers["exam access"]
        else:
            answers["exam access"] = before


def places(attempt_id: int, position: int, *, right: bool = True) -> list[int]:
    """The places on the page of the right options of a question (or of one wrong option)."""
    attempt = db.session.get_one(Attempt, attempt_id)
    item = attempt.items[position - 1]
    correct, order = item.version.correct, item.option_order
    db.session.rollback()
    wanted = set(correct) if right else {next(i for i in order if i not in correct)}
    return [place for place, index in enumerate(order) if index in wanted]


def text_of(attempt_id: int, position: int, language: str) -> str:
    """The stem of a question."""
    stem = db.session.get_one(Attempt, attempt_id).items[position - 1].version.stem.in_language(language)
    db.session.rollback()
    return stem


def begin(browser: FlaskClient) -> int:
    answer = send(browser, f"/exams/{CODE}/start")
    assert answer.status_code == 302, answer.get_data(as_text=True)
    return int(answer.location.rsplit("/", 1)[1])


def save(browser: FlaskClient, attempt_id: int, position: int, chosen: Any, sequence: Any = 1, **more: Any) -> Any:
    answer = {"chosen": chosen, "flagged": False, **more}
    return browser.post(
        f"/attempts/{attempt_id}/answers",
        json={"position": position, "sequence": sequence, "answer": answer},
        headers={"X-CSRFToken": token_of(browser)},
    )


def count_responses() -> int:
    count = db.session.scalar(select(func.count()).select_from(Response)) or 0
    db.session.rollback()
    return count


def answer_all(browser: FlaskClient, attempt_id: int, right: int) -> None:
    """Answer all four, the first `right` of them rightly."""
    for position in range(1, 5):
        chosen = places(attempt_id, position, right=position <= right)
        assert save(browser, attempt_id, position, chosen).status_code == 200
