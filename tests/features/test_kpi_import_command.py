"""What `lms kpis import` says of a file, and what it does not guess."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner
from flask import Flask
from flask_babel import force_locale

from lms.kpis.cli import import_work_orders
from tests.features.test_work_order_loading import write


def test_the_command_says_first_and_last_month_and_where_rejects_lie(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    rows = [f"A{n},E0001,压缩机,2025-{n:02d}-05 08:30:00,90,P1,是,5" for n in range(1, 12)]
    path = write(tmp_path / "in" / "year.csv", *rows, "B1,E0001,压缩机,昨天,90,P1,是,5")
    with force_locale("en"):
        answer = CliRunner().invoke(import_work_orders, [str(path), "--partial"])
    assert answer.exit_code == 0, answer.output
    assert "2025-01 to 2025-11 (11)" in answer.output
    target = path.with_name("year-rejected.xlsx")
    assert target.is_file()
    assert str(target) in answer.output
    again = CliRunner().invoke(import_work_orders, [str(path), "--partial", "--dry-run"]).output
    assert "未变       11" in again
    assert "试运行     是" in again


def test_the_command_says_that_nothing_was_loaded(app: Flask, tmp_path: Path) -> None:
    rows = [f"A{n},E0001,压缩机,2025-{n:02d}-05 08:30:00,90,P1,是,5" for n in range(1, 12)]
    path = write(tmp_path / "year.csv", *rows, "B1,E0001,压缩机,昨天,90,P1,是,5")
    with force_locale("en"):
        answer = CliRunner().invoke(import_work_orders, [str(path)])
    assert answer.exit_code == 1
    assert "loaded     0\nreplaced   0" in answer.stdout
    assert "1 of 12 rows are wrong, so nothing was loaded" in answer.stderr
    with force_locale("en"):
        parsed = json.loads(CliRunner().invoke(import_work_orders, [str(path), "--json"]).stdout)
    assert (parsed["loaded"], parsed["rejected"]) == (0, 1)


def test_the_command_does_not_guess_how_dates_are_meant(app: Flask, tmp_path: Path) -> None:
    days = (("01/02", "30/04"), ("03/04", ""), ("02/07", ""), ("04/03", ""), ("05/01", ""))
    for name, closed in (("open", False), ("told", True)):
        lines = [
            f"W{n},{opened}/2025,{done}/2025" if closed and done else f"W{n},{opened}/2025,"
            for n, (opened, done) in enumerate(days)
        ]
        write(tmp_path / f"{name}.csv", *lines, header="Order No,Opened,Closed")

    def said(*arguments: str) -> tuple[int, str]:
        answer = CliRunner().invoke(import_work_orders, arguments)
        return answer.exit_code, answer.output

    path = str(tmp_path / "open.csv")
    for arguments in ((path,), (path, "--dry-run")):
        code, words = said(*arguments)
        assert (code, "2025-02-01 (dmy) / 2025-01-02 (mdy)" in words) == (2, True), words
    assert said(path, "--dates", "ymd")[0] == 2
    code, words = said(path, "--dates", "mdy", "--json")
    assert (code, json.loads(words)["first"][:10], json.loads(words)["doubtful"]) == (0, "2025-01-02", [])
    code, words = said(str(tmp_path / "told.csv"), "--json")  # another column tells, and that is said
    (doubt,) = json.loads(words)["doubtful"]
    assert (code, json.loads(words)["first"][:10], doubt["taken"], doubt["why"]) == (
        0,
        "2025-01-05",
        "dmy",
        "other_column",
    )
