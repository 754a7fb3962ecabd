"""The question pools of a real licence examination, with their official blueprint and pass mark (A1)."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import func, select

from assessments.actions.answers import record_answers
from assessments.actions.attempts import draw_paper, finish_attempt, start_attempt
from assessments.actions.bank import load_import, plan_import
from assessments.actions.exams import ExamTerms, add_exam
from assessments.cli import import_questions
from assessments.formats import read_items
from assessments.models import Attempt, Item, ItemVersion, Topic
from assessments.queries.bank import list_topics
from assessments.queries.exams import get_exam
from assessments.rules.drawing import Part
from assessments.rules.sitting import ExamAccess
from lms.core import audit, clock, files
from lms.core.access import Role
from lms.core.bilingual import Bilingual
from lms.core.db import db, transaction
from tests.factories import Factory

POOLS = Path(__file__).parents[3] / "shared" / "data" / "bank-ncvec-hamradio"
pytestmark = [
    pytest.mark.long,
    pytest.mark.one_database,
    pytest.mark.skipif(not POOLS.is_dir(), reason="the shared data with the licence pools is not here"),
]
ACTOR = audit.System("test")
CASES = [
    ("technician-2026-2030", 409, 35, 26),
    ("general-2023-2027", 423, 35, 26),
    ("extra-2024-2028", 599, 50, 37),
]


def load(pool: str, name: str | None = None) -> dict[str, int]:
    path = next((POOLS / pool).glob("*.json"))
    reading = read_items(path.read_bytes(), path.name)
    figures = {picture.name: picture.read_bytes() for picture in path.parent.glob("*.png")}
    with transaction():
        plan = plan_import([reading], figures, name)
        load_import(plan, sources=[path.name], actor=ACTOR, at=clock.now())
    return plan.counts()


@pytest.mark.parametrize(("pool", "items", "groups", "needed"), CASES, ids=[case[0] for case in CASES])
def test_a_pool_is_imported_drawn_and_marked_as_the_rules_of_the_licence_say(
    app: Flask, make: Factory, pool: str, items: int, groups: int, needed: int
) -> None:
    counts = load(pool)
    assert (counts["imported"], counts["faults"]) == (items, 0)
    topics = list_topics(pool)
    assert len(topics) == groups
    titles = {topic.id: topic.code for topic in topics}
    with transaction():
        add_exam(
            code="licence",
            terms=ExamTerms(Bilingual("执照考试", "Licence exam"), minutes=60, pass_mark=74),
            parts=[Part(topic_id, 1) for topic_id in titles],
            actor=ACTOR,
            at=clock.now(),
        )
    drawn = []
    for seed in (1, 2):
        paper = draw_paper(get_exam("licence"), random.Random(seed))
        keys = db.session.execute(
            select(ItemVersion.id, Item.key, Item.topic_id)
            .join(Item, Item.id == ItemVersion.item_id)
            .where(ItemVersion.id.in_([version_id for version_id, _order in paper.items]))
        ).all()
        assert sorted(topic_id for _, _, topic_id in keys) == sorted(titles)  # exactly one of each group
        assert all(key.startswith(titles[topic_id]) for _, key, topic_id in keys)
        drawn.append({key for _, key, _ in keys})
    assert drawn[0] != drawn[1]
    db.session.rollback()

    for right in (needed, needed - 1):
        person = make.person(Role.LEARNER)
        with transaction():
            attempt_id = start_attempt(
                code="licence", person_id=person.id, actor=ACTOR, at=clock.now(), access=ExamAccess(True)
            )
            attempt = db.session.get_one(Attempt, attempt_id)
            answers = {
                item.position: {
                    "chosen": item.version.correct if item.position <= right else [(item.version.correct[0] + 1) % 4]
                }
                for item in attempt.items
            }
            record_answers(attempt_id=attempt_id, answers=answers, at=clock.now())
            finished = finish_attempt(attempt_id=attempt_id, actor=ACTOR, at=clock.now())
            assert (finished.score, finished.points, finished.passed) == (right, groups, right == needed)


def test_the_same_pool_twice_changes_nothing_and_its_pictures_are_pictures(app: Flask) -> None:
    assert load("technician-2026-2030")["imported"] == 409
    again = load("technician-2026-2030")
    assert {name: again[name] for name in ("read", "imported", "changed", "unchanged")} == {
        "read": 409, "imported": 0, "changed": 0, "unchanged": 409,
    }  # fmt: skip
    with_figure = list(db.session.scalars(select(ItemVersion).where(ItemVersion.figure_file_id.is_not(None))))
    assert len(with_figure) == 12
    file_id = with_figure[0].figure_file_id
    assert file_id is not None
    row, content = files.read(file_id)
    assert (row.content_type, content[:4]) == ("image/png", b"\x89PNG")


def test_options_that_speak_of_the_others_keep_their_order(app: Flask) -> None:
    load("technician-2026-2030")
    for options, keep in db.session.execute(select(ItemVersion.options, ItemVersion.keep_order)):
        if any("All these choices" in option["en"] for option in options):
            assert keep
    assert db.session.scalar(select(func.count()).where(ItemVersion.keep_order.is_(False))) > 300  # type: ignore[operator]


def test_a_pool_that_supersedes_another_makes_versions_where_the_wording_changed(app: Flask) -> None:
    load("outdated/technician-2022-2026", "technician")
    counts = load("technician-2026-2030", "technician")
    assert counts["imported"] == 5  # ids that the old pool did not have
    assert counts["changed"] + counts["unchanged"] == 404
    assert counts["unchanged"] >= 200
    newest = db.session.scalar(select(func.max(ItemVersion.number)))
    assert newest == 2
    assert db.session.scalar(select(func.count()).select_from(Topic)) == 35


def test_the_command_tells_a_program_what_happened(app: Flask) -> None:
    path = str(POOLS / "general-2023-2027" / "general-2023-2027.json")
    run = CliRunner().invoke(import_questions, [path, "--json", "--dry-run"])
    told = json.loads(run.stdout)
    assert (run.exit_code, told["imported"], told["loaded"]) == (0, 423, False)
    assert db.session.scalar(select(func.count()).select_from(Item)) == 0
    told = json.loads(CliRunner().invoke(import_questions, [path, "--json"]).stdout)
    assert (told["imported"], told["loaded"]) == (423, True)
    told = json.loads(CliRunner().invoke(import_questions, [path, "--json"]).stdout)
    assert (told["imported"], told["unchanged"]) == (0, 423)
