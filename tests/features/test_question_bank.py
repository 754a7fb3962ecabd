"""The question bank by errand: import, look up, refuse, change; writing an exam from it."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import func, select

from assessments.cli import import_questions
from assessments.formats import read_items
from assessments.formats.tables_writing import template
from assessments.models import Blueprint, Exam, Item, ItemVersion, Topic
from lms.core.access import Role
from lms.core.db import db
from tests.browsing import send, token_of
from tests.examples_of_exams import CODE, fill_bank, make_exam
from tests.factories import Factory

DEMO_BANK = Path(__file__).parents[2] / "lms" / "demo" / "content" / "bank"
YAML = """
topic: {code: safety, zh: 安全, en: Safety}
items:
- key: S-1
  kind: single
  difficulty: 1
  stem: {zh: 先做什么？, en: "What comes first?"}
  options: [{zh: 断电, en: Power off}, {zh: 拆机, en: Take apart}]
  correct: [0]
  feedback: {zh: 无电作业, en: Dead first}
  source: {zh: 规程, en: Rules}
- key: S-2
  kind: multiple
  difficulty: 3
  product: home
  stem: {zh: 哪些是对的？, en: "Which are right?"}
  options: [{zh: 甲, en: A}, {zh: 乙, en: B}, {zh: 丙, en: C}]
  correct: [0, 2]
"""


@pytest.fixture
def manager(make: Factory) -> FlaskClient:
    return make.browser(make.person(Role.MANAGER, everywhere=True))


def upload(browser: FlaskClient, *files: tuple[bytes, str], pool: str = "") -> Any:
    data = {
        "files": [(io.BytesIO(content), name) for content, name in files],
        "pool": pool,
        "csrf_token": token_of(browser),
    }
    return browser.post("/bank/import", data=data, content_type="multipart/form-data")


def counts() -> tuple[int, int]:
    items = db.session.scalar(select(func.count()).select_from(Item)) or 0
    versions = db.session.scalar(select(func.count()).select_from(ItemVersion)) or 0
    db.session.rollback()
    return items, versions


def load(browser: FlaskClient, *files: tuple[bytes, str], pool: str = "") -> str:
    """Upload, look, confirm; the page that comes after."""
    check = upload(browser, *files, pool=pool).location
    return send(browser, check, follow=True).get_data(as_text=True)


def test_nothing_is_written_before_the_confirmation(app: Flask, manager: FlaskClient) -> None:
    check = upload(manager, (YAML.encode(), "safety.yaml")).location
    page = manager.get(check).get_data(as_text=True)
    assert "What comes first?" in page
    assert counts() == (0, 0)
    assert "2 new items" in send(manager, check, follow=True).get_data(as_text=True)
    assert counts() == (2, 2)
    assert "nothing was changed" in send(manager, check, follow=True).get_data(as_text=True)
    assert counts() == (2, 2)


def test_a_changed_item_gets_a_version_and_the_old_one_stays(app: Flask, manager: FlaskClient) -> None:
    load(manager, (YAML.encode(), "safety.yaml"))
    reworded = YAML.replace("What comes first?", "What is the first step?")
    assert "1 changed, 1 unchanged" in load(manager, (reworded.encode(), "safety.yaml"))
    assert counts() == (2, 3)
    item_id = db.session.scalar(select(Item.id).where(Item.key == "S-1"))
    db.session.rollback()
    page = manager.get(f"/bank/items/{item_id}").get_data(as_text=True)
    for words in ("What is the first step?", "What comes first?", "Earlier versions", "先做什么"):
        assert words in page, words
    harder = reworded.replace("difficulty: 1", "difficulty: 2")
    assert "1 changed" in load(manager, (harder.encode(), "safety.yaml"))
    assert counts() == (2, 3)  # sorted differently, but the wording is the same


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("correct: [0]\n", "correct: [5]\n", "line 4: Right answer: The right answer is none of the 2 options"),
        ("correct: [0, 2]", "correct: []", "line 12: Right answer: This is empty"),
        ("kind: single", "kind: drawing", "“drawing” is not a kind"),
        ("key: S-2", "key: S-1", "“S-1” stands in the files twice"),
        ("difficulty: 3", "difficulty: 9", "The difficulty is 1"),
        ("difficulty: 3", "dificulty: 3", "dificulty: This field is unknown"),
        ("product: home", "product: boat", "“boat” is not a product line"),
        ("en: B}", "en: A}", "The same option stands there twice"),
        ("product: home", "figure: a.png", "The picture “a.png” was not uploaded"),
        ("items:", "items: [", "not well-formed YAML"),
        ("topic:", "subject:", "does not name its topic"),
    ],
)  # fmt: skip
def test_a_wrong_item_stops_the_whole_import_and_is_named(
    app: Flask, manager: FlaskClient, old: str, new: str, words: str
) -> None:
    assert old in YAML
    check = upload(manager, (YAML.replace(old, new).encode(), "safety.yaml")).location
    page = manager.get(check).get_data(as_text=True)
    shown = re.sub(r"</td><td[^>]*>", ": ", page)
    assert words in shown
    assert "Nothing has been written" in page
    assert send(manager, check).status_code == 422
    assert counts() == (0, 0)


def test_a_figure_is_known_by_its_content(app: Flask, manager: FlaskClient) -> None:
    buffer = io.BytesIO()
    Image.new("RGB", (3, 2), "red").save(buffer, "PNG")
    png = buffer.getvalue()
    with_figure = YAML.replace("product: home", "figure: A.PNG").encode()
    check = upload(manager, (with_figure, "safety.yaml"), (b"<svg onload=alert(1)>", "a.png")).location
    assert "“A.PNG” is not a picture" in manager.get(check).get_data(as_text=True)
    assert send(manager, check).status_code == 422
    assert counts() == (0, 0)
    load(manager, (with_figure, "safety.yaml"), (png, "a.png"))
    version = db.session.scalar(select(ItemVersion).where(ItemVersion.figure_file_id.is_not(None)))
    assert version is not None
    version_id = version.id
    db.session.rollback()
    answer = manager.get(f"/bank/versions/{version_id}/figure")
    assert (answer.mimetype, answer.data) == ("image/png", png)


def test_an_upload_is_its_uploaders_own(app: Flask, make: Factory, manager: FlaskClient) -> None:
    check = upload(manager, (YAML.encode(), "safety.yaml")).location
    other = make.browser(make.person(Role.MANAGER, everywhere=True))
    assert other.get(check).status_code == 404
    assert send(other, check).status_code == 404
    assert manager.get(check + "x").status_code == 404


@pytest.mark.parametrize(
    ("name", "words"), [("safety.exe", "at least one file with items"), ("a.png", "at least one file with items")]
)
def test_other_kinds_of_files_are_refused(app: Flask, manager: FlaskClient, name: str, words: str) -> None:
    answer = upload(manager, (b"x", name))
    assert answer.status_code == 422
    assert words in answer.get_data(as_text=True)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_template_can_be_filled_in_and_imported(app: Flask, manager: FlaskClient, language: str) -> None:
    reading = read_items(template(language), "items.xlsx")
    assert reading.faults == ()
    draft = reading.drafts[0]
    assert (draft.key, draft.correct, draft.stem.zh, len(draft.options)) == (
        "EX-001",
        (0,),
        "开始检修前首先做什么？",
        3,
    )
    assert "8 new items" in load(manager, (template(language), "items.xlsx"))


def test_a_chinese_table_in_gb18030_is_understood(app: Flask) -> None:
    table = "编号,主题,题型,难度,题干（中文）,选项A（中文）,选项B（中文）,选项C（中文）,正确答案,选项顺序固定\n多-1,安全,多选题,难,哪些对？,甲,乙,以上都对,A、C,是\n"
    (draft,) = read_items(table.encode("gb18030"), "题库.csv").drafts
    assert (draft.kind, draft.difficulty, draft.correct, draft.keep_order) == ("multiple", 3, (0, 2), True)
    wrong = read_items(table.replace("A、C", "甲").encode(), "题库.csv")
    assert [(fault.field, fault.place.line) for fault in wrong.faults] == [("correct", 2)]


def test_the_demo_bank_is_sound(app: Flask) -> None:
    files = sorted(DEMO_BANK.glob("*.yaml"))
    assert len(files) >= 8
    run = CliRunner().invoke(import_questions, [*map(str, files), "--json"])
    told = json.loads(run.stdout)
    assert (run.exit_code, told["fault_list"]) == (0, [])
    assert told["imported"] >= 120
    assert db.session.scalar(select(func.count()).select_from(Topic)) == len(files)


def test_the_command_refuses_by_its_exit_code(app: Flask, tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text(YAML.replace("correct: [0]\n", "correct: [7]\n"), "utf-8")
    assert CliRunner().invoke(import_questions, [str(bad)]).exit_code == 1
    assert CliRunner().invoke(import_questions, [str(tmp_path / "absent.yaml")]).exit_code == 2
    assert CliRunner().invoke(import_questions, [str(bad), "--format", "word"]).exit_code == 2
    assert counts() == (0, 0)


def test_the_list_is_narrowed(app: Flask, manager: FlaskClient) -> None:
    fill_bank()
    for query, there, absent in [
        ("?words=Stem 1.2", "Stem 1.2", "Stem 1.3"),
        ("?words=题干2.1", "Stem 2.1", "Stem 1.1"),
        ("?kind=multiple", "Stem 2.1", "Stem 1.1"),
        ("?difficulty=1", "Stem 1.3", "Stem 1.1"),
        ("?words=100%", "No item fits", "Stem 1.1"),
    ]:
        page = manager.get("/bank" + query).get_data(as_text=True)
        assert there in page, query
        assert absent not in page, query


def test_learners_do_not_see_the_bank_and_auditors_do_not_change_it(app: Flask, make: Factory) -> None:
    fill_bank()
    learner = make.browser(make.person(Role.LEARNER))
    for path in (
        "/bank",
        "/bank/items/1",
        "/bank/import",
        "/bank/template.xlsx",
        "/exams",
        "/exams/new",
    ):
        assert learner.get(path).status_code == 403, path
    for path in ("/bank/versions/1/figure", "/bank/versions/1/pictures/0", "/bank/reviews/1"):
        assert learner.get(path).status_code == 404, path
    auditor = make.browser(make.person(Role.AUDITOR, everywhere=True))
    assert auditor.get("/bank").status_code == 200
    assert auditor.get("/bank/import").status_code == 403
    assert send(auditor, "/exams/new", {"code": "x"}).status_code == 403


def exam_form(topics: list[Topic], **changes: Any) -> dict[str, Any]:
    form = {
        "code": "final", "title_zh": "结业考试", "title_en": "Final exam", "minutes": "45", "pass_mark": "80",
        "attempts_allowed": "2", "wait_hours": "0", "topic": [str(topics[0].id), str(topics[1].id), ""],
        "difficulty": ["", "1", ""], "product": ["", "", ""], "count": ["3", "1", ""],
    }  # fmt: skip
    return {**form, **changes}


def test_a_manager_writes_an_exam_and_changes_it(app: Flask, manager: FlaskClient) -> None:
    topics = fill_bank()
    page = send(manager, "/exams/new", exam_form(topics), follow=True).get_data(as_text=True)
    assert "The bank has enough items for every row" in page
    send(manager, "/exams/final/edit", exam_form(topics, minutes="60"))
    assert db.session.scalar(select(func.count()).select_from(Blueprint)) == 1
    send(manager, "/exams/final/edit", exam_form(topics, count=["2", "1", ""]))
    exam = db.session.scalar(select(Exam))
    assert exam is not None
    assert (exam.blueprint.number, [part.count for part in exam.blueprint.parts]) == (2, [2, 1])
    assert "Final exam" in manager.get("/exams").get_data(as_text=True)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"count": ["9", "1", ""]}, "“Topic 1”: 9 items are wanted, the bank has 4."),
        ({"count": ["3", "4", ""]}, "“Topic 2”, difficulty 1: 4 items are wanted, the bank has 1."),
        ({"count": ["", "", ""], "topic": ["", "", ""]}, "The exam draws nothing yet"),
        ({"count": ["many", "1", ""]}, "Row 1: say how many"),
        ({"code": "Final Exam"}, "Small letters, digits"),
        ({"code": CODE}, "already an exam with the code"),
        ({"title_zh": "", "title_en": ""}, "Give the exam a title"),
        ({"pass_mark": "101"}, "From 1 to 100"),
    ],
)
def test_an_exam_that_cannot_work_is_not_saved(
    app: Flask, manager: FlaskClient, changes: dict[str, Any], words: str
) -> None:
    topics = fill_bank()
    make_exam(topics)
    answer = send(manager, "/exams/new", exam_form(topics, **changes))
    assert answer.status_code == 422
    assert words in answer.get_data(as_text=True)
    assert db.session.scalar(select(func.count()).select_from(Exam)) == 1


def test_a_refused_exam_keeps_what_was_typed(app: Flask, manager: FlaskClient) -> None:
    topics = fill_bank()
    page = send(manager, "/exams/new", exam_form(topics, count=["many", "1", ""])).get_data(as_text=True)
    assert 'value="many"' in page
    chosen = [page.count(f'<option value="{topic.id}" selected>{topic.title.en} (') for topic in topics[:2]]
    assert chosen == [1, 1]
