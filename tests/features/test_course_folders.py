"""Course folders: loaded whole or not at all, twice without effect, changed as a new version."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from courses.actions.folder import FolderOutcome, load_course_folder
from courses.models import Course, CourseAsset, CourseVersion, Lesson
from lms.core import clock
from lms.core.audit import AuditLine, System
from lms.core.db import db, transaction
from lms.core.errors import RuleBroken, describe
from tests.conftest import Clock
from tests.features.course_shelf import text, write

YAML = """\
code: power
category: product
delivery: online
product_line: industrial
title: {zh: 电源, en: Power}
summary: {zh: 简介, en: Summary}
review_on: 2027-01-31
lessons:
  - {slug: one, title: {zh: 第一课, en: First}, minutes: 6}
  - {slug: two, title: {zh: 第二课, en: Second}, minutes: 4}
"""
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 2"/>'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "assets").mkdir()
    (tmp_path / "course.yaml").write_text(YAML, "utf-8")
    for slug in ("one", "two"):
        (tmp_path / f"{slug}.zh.md").write_text("![板](assets/board.svg)\n", "utf-8")
        (tmp_path / f"{slug}.en.md").write_text("![The board](assets/board.svg)\n", "utf-8")
    for language in ("zh", "en"):
        (tmp_path / "assets" / f"board.{language}.svg").write_text(SVG, "utf-8")
    return tmp_path


def load(path: Path) -> FolderOutcome:
    with transaction():
        return load_course_folder(path, actor=System(), at=clock.now())


def counts() -> list[int | None]:
    tables = (Course, CourseVersion, Lesson, CourseAsset, AuditLine)
    found = [db.session.scalar(select(func.count()).select_from(table)) for table in tables]
    db.session.rollback()
    return found


def test_the_same_folder_twice_changes_nothing(app: Flask, folder: Path) -> None:
    assert load(folder).outcome == "added"
    before = counts()
    assert before[:4] == [1, 1, 2, 2]
    assert load(folder).outcome == "unchanged"
    assert counts() == before
    lesson = db.session.scalars(select(Lesson).order_by(Lesson.position)).first()
    assert lesson is not None
    assert "board.zh.svg" in lesson.html_zh
    assert "board.en.svg" in lesson.html_en


@pytest.mark.parametrize(
    ("change", "outcome", "versions"),
    [
        (lambda f: (f / "two.en.md").write_text("New text"), "revised", 2),
        (lambda f: (f / "assets/board.en.svg").write_text(SVG.replace("4", "8")), "revised", 2),
        (lambda f: (f / "assets/more.svg").write_text(SVG), "revised", 2),
        (lambda f: (f / "course.yaml").write_text(YAML.replace("minutes: 6", "minutes: 7"), "utf-8"), "revised", 2),
        (lambda f: (f / "course.yaml").write_text(YAML.replace("en: Power", "en: Supply"), "utf-8"), "described", 1),
        (lambda f: (f / "course.yaml").write_text(YAML + "level: advanced\n", "utf-8"), "described", 1),
        (lambda f: (f / "course.yaml").write_text(YAML + "\n# a remark\n", "utf-8"), "unchanged", 1),
    ],
)
def test_a_changed_folder(
    app: Flask, folder: Path, fixed_clock: Clock, change: Callable[[Path], object], outcome: str, versions: int
) -> None:
    load(folder)
    fixed_clock.forward(days=1)
    change(folder)
    assert load(folder).outcome == outcome
    assert counts()[1] == versions
    assert load(folder).outcome == "unchanged"


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda f: (f / "course.yaml").unlink(), "course.yaml is missing."),
        (lambda f: (f / "course.yaml").write_text("a: [b"), "course.yaml cannot be read, line "),
        (lambda f: (f / "course.yaml").write_text("- a"), "course.yaml cannot be read, line "),
        (lambda f: (f / "course.yaml").write_text(YAML.replace("product\n", "none\n", 1)), "“category” is missing"),
        (lambda f: (f / "course.yaml").write_text(YAML + "level: hard\n"), "“level” is missing or is not"),
        (lambda f: (f / "course.yaml").write_text(YAML.replace("minutes: 4", "minutes: long")), "“lessons 2: minutes”"),
        (lambda f: (f / "course.yaml").write_text(YAML.replace("slug: two", "slug: one")), "same address"),
        (lambda f: (f / "two.zh.md").unlink(), "two.zh.md is missing."),
        (lambda f: (f / "two.zh.md").write_bytes(b"\xff\xfe\xff"), "two.zh.md is not UTF-8 text, line 1."),
        (lambda f: (f / "two.zh.md").write_text(" "), "Lesson 2 has no Chinese text."),
        (lambda f: [p.unlink() for p in (f / "assets").iterdir()], "shows “board.svg”, but there is no such file."),
        (lambda f: (f / "assets/board.en.svg").write_text("<svg onload='x'/>"), "“board.en.svg” is refused"),
        (lambda f: (f / "assets/notes.txt").write_text("x"), "“notes.txt” is of a kind"),
    ],
)
def test_a_wrong_folder_is_refused_whole(
    app: Flask, folder: Path, spoil: Callable[[Path], object], sentence: str
) -> None:
    spoil(folder)
    with app.test_request_context(headers={"Accept-Language": "en"}), pytest.raises(RuleBroken) as broken:
        load(folder)
    with app.test_request_context(headers={"Accept-Language": "en"}):
        assert any(sentence in words for words in describe(broken.value.refusals)), describe(broken.value.refusals)
    assert counts() == [0, 0, 0, 0, 0]


def test_a_draft_is_not_overwritten(app: Flask, folder: Path) -> None:
    load(folder)
    write("power", text("mine"), publish=False)
    (folder / "two.en.md").write_text("New text")
    with pytest.raises(RuleBroken, match="draft_in_the_way"):
        load(folder)


def test_the_command_tells_what_it_did(app: Flask, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from click.testing import CliRunner

    from courses.cli import import_courses

    def run(*arguments: str) -> tuple[int, list[dict[str, object]]]:
        result = CliRunner().invoke(import_courses, [str(folder), "--json", *arguments])
        return result.exit_code, json.loads(result.stdout)

    assert run("--dry-run")[1][0]["outcome"] == "added"
    assert counts()[0] == 0
    assert run()[1][0]["outcome"] == "added"
    assert run()[1][0]["outcome"] == "unchanged"
    (folder / "two.zh.md").unlink()
    code, (outcome,) = run()
    assert (code, outcome["outcome"]) == (1, "refused")
    assert "two.zh.md" in str(outcome["faults"])


def test_the_demo_courses_are_right(app: Flask) -> None:
    from courses.folders import read_course_folder

    shelf = Path(__file__).parents[2] / "lms" / "demo" / "content" / "courses"
    folders = sorted(path for path in shelf.iterdir() if path.is_dir()) if shelf.is_dir() else []
    if not folders:
        pytest.skip("the demo courses are not there")
    codes = [read_course_folder(path).code for path in folders]
    assert len(set(codes)) == len(codes)
