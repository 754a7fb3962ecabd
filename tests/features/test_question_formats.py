"""Items by errand from and to other systems: upload, look, confirm; take away; the command; real question sets."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from assessments.cli import export_questions, import_questions
from assessments.formats.writing import write_items
from assessments.labels import SKIPPED
from assessments.models import Item, ItemVersion
from lms.core.access import Role
from lms.core.db import db
from tests.browsing import send, token_of
from tests.factories import Factory
from tests.items_of_every_kind import EVERY_KIND, FIGURES, POOL

pytestmark = pytest.mark.one_database

SHARED = Path(__file__).parents[3] / "shared" / "data"
needs_data = pytest.mark.skipif(not SHARED.is_dir(), reason="the shared data with real question sets is not here")


def run(command: Any, *arguments: str) -> dict[str, Any]:
    result = CliRunner().invoke(command, [*arguments, "--json"])
    assert result.exit_code in (0, 1), result.output
    told: dict[str, Any] = json.loads(result.output)
    return {**told, "exit": result.exit_code}


def count() -> int:
    items = db.session.scalar(select(func.count()).select_from(Item)) or 0
    db.session.rollback()
    return items


def upload(browser: FlaskClient, *files: tuple[bytes, str], form: str = "auto") -> str:
    data = {
        "files": [(io.BytesIO(content), name) for content, name in files],
        "format": form,
        "csrf_token": token_of(browser),
    }
    answer = browser.post("/bank/import", data=data, content_type="multipart/form-data")
    assert answer.status_code == 302, answer.get_data(as_text=True)[:2000]
    location: str = answer.location
    return location


def test_every_kind_goes_round_by_command_in_every_format(app: Flask, tmp_path: Path) -> None:
    """What an export holds is in the bank already, item for item; in an empty pool it makes the same items again."""
    first = write_items(EVERY_KIND, FIGURES, "qti", POOL)
    start = tmp_path / "start.zip"
    start.write_bytes(first.content)
    told = run(import_questions, str(start))
    assert (told["read"], told["imported"], told["skipped"], told["loaded"]) == (
        len(EVERY_KIND),
        len(EVERY_KIND),
        0,
        True,
    ), told
    for form in ("moodle", "gift", "qti", "xlsx"):
        out = tmp_path / f"items.{form}"
        written = run(export_questions, "--pool", POOL, "--format", form, "--out", str(out))
        assert written["written"] == len(EVERY_KIND) - (form == "gift")
        again = run(import_questions, str(out), "--dry-run")
        assert (again["read"], again["imported"], again["changed"], again["faults"]) == (written["written"], 0, 0, 0), (
            form,
            again,
        )
        assert again["skipped"] == written["written"]
        assert {entry["reason"] for entry in again["skipped_list"]} == {str(SKIPPED["same"])}
        other = run(import_questions, str(out), "--pool", f"other-{form}")
        assert other["imported"] == written["written"], other["fault_list"]
    nothing = CliRunner().invoke(export_questions, ["--pool", "nowhere", "--out", str(tmp_path / "none")])
    assert (nothing.exit_code, (tmp_path / "none").exists()) == (2, False)


def test_a_person_imports_from_moodle_and_takes_the_bank_away(app: Flask, make: Factory) -> None:
    manager = make.browser(make.person(Role.MANAGER, everywhere=True))
    sound = "<quiz><question type='essay'><name><text>Why</text></name><questiontext format='html'><text>&lt;b&gt;Why?&lt;/b&gt;</text></questiontext></question>{more}</quiz>"
    cloze = "<question type='cloze'><name><text>Gaps</text></name><questiontext><text>{1:SA:=x}</text></questiontext></question>"
    check = upload(manager, (sound.replace("{more}", cloze).encode(), "from-moodle.xml"))
    page = manager.get(check).get_data(as_text=True)
    for words in (
        "Bold and italic letters became plain ones",
        "has several gaps in one text",
        "from-moodle.xml, line 1",
    ):
        assert words in page
    assert "1 new items" in send(manager, check, follow=True).get_data(as_text=True)

    bad = manager.get(upload(manager, (b"\n\n<quiz><question>", "broken.xml"))).get_data(as_text=True)
    assert "broken.xml, line 3" in bad
    assert "not well-formed XML" in bad
    wrong_format = manager.get(upload(manager, (b"Q? {=a ~b}", "q.txt"), form="moodle")).get_data(as_text=True)
    assert "not well-formed XML" in wrong_format
    assert count() == 1

    page = manager.get("/bank/export?words=Why").get_data(as_text=True)
    assert "QTI 2.1 package" in page
    taken = manager.post("/bank/export", data={"format": "moodle", "words": "Why", "csrf_token": token_of(manager)})
    assert taken.headers["Content-Disposition"] == 'attachment; filename="items-moodle.xml"'
    assert "nothing to import" in manager.get(upload(manager, (taken.data, "back.xml"))).get_data(as_text=True)
    assert manager.post("/bank/export", data={"format": "doc", "csrf_token": token_of(manager)}).status_code == 404
    learner = make.browser(make.person(Role.LEARNER))
    assert learner.get("/bank/export").status_code == 403


def test_a_file_holds_the_items_of_one_pool(app: Flask, make: Factory, tmp_path: Path) -> None:
    for pool in ("a", "b"):
        (tmp_path / pool).write_text("::One::Q? {=a ~b}", "utf-8")
        run(import_questions, str(tmp_path / pool), "--pool", pool)
    manager = make.browser(make.person(Role.MANAGER, everywhere=True))
    assert "Choose the pool first" in manager.get("/bank/export").get_data(as_text=True)
    refused = manager.post("/bank/export", data={"format": "gift", "csrf_token": token_of(manager)})
    assert refused.status_code == 409 or b"Choose the pool first" in refused.data
    assert (
        manager.post("/bank/export", data={"format": "gift", "pool": "a", "csrf_token": token_of(manager)}).status_code
        == 200
    )


@needs_data
def test_real_question_sets_go_in_whole(app: Flask) -> None:
    papers = sorted(map(str, (SHARED / "bank-chinese-gaokao").glob("*.json")))
    told = run(import_questions, *papers)
    assert (told["read"], told["imported"], told["skipped"], told["faults"]) == (658, 651, 7, 0), told["fault_list"][:3]
    several = db.session.scalars(select(ItemVersion).where(ItemVersion.kind == "multiple")).all()
    assert len(several) == 23
    assert all(abs(sum(share for share in version.body["fractions"] if share > 0) - 1) < 0.01 for version in several)
    assert all("$" not in version.stem.zh for version in several)
    db.session.rollback()

    quizzes = SHARED / "bank-iot-quizzes-en-zh"
    alone = run(import_questions, str(quizzes / "zh-cn.json"), "--dry-run")
    assert (alone["faults"], alone["imported"]) == (144, 0)
    told = run(import_questions, str(quizzes / "en.json"), str(quizzes / "zh-cn.json"))
    assert (told["imported"], told["faults"]) == (288, 0), told["fault_list"][:3]
    assert db.session.scalar(select(func.count()).select_from(Item).where(Item.variant_of_id.is_not(None))) == 144
    db.session.rollback()


@needs_data
def test_a_licence_pool_is_the_same_in_each_of_its_files_and_round_every_format(app: Flask, tmp_path: Path) -> None:
    folder = SHARED / "bank-ncvec-hamradio" / "technician-2026-2030"
    name = folder.name
    told = run(import_questions, str(folder / f"{name}.json"))
    assert told["imported"] == 409
    for ending in ("csv", "yaml", "txt"):
        again = run(import_questions, str(folder / f"{name}.{ending}"), "--dry-run")
        assert (again["imported"], again["changed"], again["skipped"], again["faults"]) == (0, 0, 409, 0)
    for form in ("moodle", "qti"):
        out = tmp_path / form
        run(export_questions, "--pool", name, "--format", form, "--out", str(out))
        again = run(import_questions, str(out), "--dry-run")
        assert (again["read"], again["skipped"], again["faults"]) == (409, 409, 0), again["fault_list"][:3]


@needs_data
def test_the_gift_corpus_goes_in_whole(app: Flask, tmp_path: Path) -> None:
    """All questions of all files; what is left out is text without a question, what is skipped stands in several files."""
    (tmp_path / "3.png").write_bytes(FIGURES["map.png"])  # one question shows a picture that the corpus does not have
    for file in (SHARED / "bank-gift-format-corpus").glob("*.gift"):
        if "category" not in file.name.casefold():
            (tmp_path / file.name).write_bytes(file.read_bytes())
    files = sorted(map(str, tmp_path.glob("*.gift")))
    told = run(import_questions, *files, "--format", "gift")
    assert told["faults"] == 0, told["fault_list"][:5]
    reasons = {entry["reason"] for entry in told["skipped_list"]}
    assert (
        len(reasons) == 3
    )  # a text without a question, the same in two files, and one with four right answers of which one is chosen
    assert told["imported"] + told["skipped"] == told["read"] == 100
