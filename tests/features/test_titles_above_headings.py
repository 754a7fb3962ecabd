"""CSV files that begin with a title, a filter, or who exported them: the line of the headings is found."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from lms.core import clock
from lms.core.audit import System
from lms.kpis.actions.loading import LoadRejected, load
from lms.kpis.proposals import propose_for
from lms.kpis.sources.headings import header_line
from tests.browsing import send
from tests.factories import Factory
from tests.features.work_order_scene import form, kept, sign_in_loader, upload

pytestmark = pytest.mark.one_database

HEADINGS = "工单号,报修时间,技师工号,产品\n"
ROWS = "".join(f"WO{n:03d},2026-02-{n:02d} 09:30,E0001,压缩机\n" for n in range(1, 21))
ENGLISH = "Order no;Opened at;Technician\n" + "".join(f"W{n};2026-02-{n:02d} 09:30;E{n}\n" for n in range(1, 9))
CASES: dict[str, tuple[str, int]] = {
    "no title": (HEADINGS + ROWS, 1),
    "one title": ("二月工单报表\n" + HEADINGS + ROWS, 2),
    "title, notes and an empty line": ("Report of February; exported by Li, Wang\n导出时间：2026-03-01 08:00\n\n" + HEADINGS + ROWS, 4),
    "padded, as a spreadsheet saves it": ("二月工单报表,,,\n导出人,李明,,\n,,,\n" + HEADINGS + ROWS, 4),
    "a title in quotes over two lines": ('"二月\n工单报表"\n' + HEADINGS + ROWS, 3),
    "a quote left open in the title": ('Report of 19" pumps\n' + HEADINGS + ROWS, 2),
    "commas in the title, semicolons below": ("Report, all regions, all products, all teams\n" + ENGLISH, 2),
    "empty lines first": ("\n\n" + HEADINGS + ROWS, 3),
    "a heading over two lines": ('"工单\n号",报修时间,技师工号,产品\n' + ROWS, 1),
    "two columns": ("工单号,报修时间\nA1,2026-02-01\nA2,2026-02-02\n", 1),
    "one row": (HEADINGS + "WO1,2026-02-01 09:30,E1,泵\n", 1),
    "only words below": ("no,opened,who,what\nA,yesterday,li,pump\nB,today,wang,press\n", 1),
    "nothing but a title": ("二月工单报表\n", 1),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_the_line_of_the_headings_is_found(tmp_path: Path, name: str, encoding: str) -> None:
    text, line = CASES[name]
    path = tmp_path / "file.csv"
    path.write_text(text, encoding=encoding)
    assert header_line(path) == line


@pytest.mark.parametrize("name", [name for name in CASES if ROWS in CASES[name][0]])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_such_a_file_goes_in_as_proposed(app: Flask, tmp_path: Path, name: str, encoding: str) -> None:
    path = tmp_path / "file.csv"
    path.write_text(CASES[name][0], encoding=encoding)
    profile = propose_for(path, "desk").profile
    assert profile.header_row == CASES[name][1]
    row = load(path, profile, how="command", actor=System("test"), at=clock.now())
    assert (row.rows, row.loaded, row.rejected) == (20, 20, 0)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_wrong_row_is_named_by_its_line_in_the_file(app: Flask, tmp_path: Path, encoding: str) -> None:
    text, line = CASES["title, notes and an empty line"]
    path = tmp_path / "file.csv"
    path.write_text(text.replace("2026-02-03 09:30", "bald"), encoding=encoding)
    with pytest.raises(LoadRejected) as refused:
        load(path, propose_for(path, "desk").profile, how="command", actor=System("test"), at=clock.now())
    assert [(fault.line, fault.value) for fault in refused.value.plan.faults] == [(line + 3, "bald")]


def test_the_page_shows_the_columns_below_the_title(make: Factory) -> None:
    loader = sign_in_loader(make)
    upload(loader, CASES["title, notes and an empty line"][0].encode("gb18030"))
    assert kept().choices["header_row"] == ["4"]
    page = loader.get(f"/kpis/uploads/{kept().id}").text
    assert 'value="工单号"' in page
    assert "WO001" in page
    send(loader, f"/kpis/uploads/{kept().id}", {**form(), "do": "save"})
    upload(loader, (HEADINGS + ROWS).encode())  # the saved profile fits a file without a title too
    assert kept().choices["header_row"] == ["1"]
