"""Workbooks as systems export them: a cover sheet, a title above the headings."""

from __future__ import annotations

import io
from typing import Any

import pytest
from flask.testing import FlaskClient
from openpyxl import Workbook

from lms.kpis.sources.sheets import header_row_of
from tests.browsing import send
from tests.factories import Factory
from tests.features.work_order_scene import form, kept, sign_in_loader, upload

pytestmark = pytest.mark.one_database

HEADINGS = ("工单号", "报修时间", "技师工号", "产品")
OTHERS = ("客户名称", "创建日期", "地址", "工单编号")


@pytest.fixture
def loader(make: Factory) -> FlaskClient:
    return sign_in_loader(make)


def workbook() -> bytes:
    """A cover, the orders below a title, and a shorter sheet with other headings."""
    book = Workbook()
    cover = book.active
    assert cover is not None
    cover.title = "说明"
    cover.append(["本表由系统导出"])
    orders = book.create_sheet("工单")
    orders.append(["二月工单"])
    orders.append([])
    orders.append(HEADINGS)
    for n in range(1, 21):
        orders.append([f"WO{n:03d}", f"2026-02-{n:02d} 09:30", "E0001", "压缩机"])
    archive = book.create_sheet("旧工单")
    archive.append(OTHERS)
    for n in range(1, 6):
        archive.append(["甲公司", f"2026-01-{n:02d}", "东区", f"OLD{n}"])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def fields() -> dict[str, list[str]]:
    """What each column of the newest upload becomes."""
    choices = kept().choices
    return {choices[f"heading-{n}"][0]: choices[f"field-{n}"] for n in range(4)}


def test_the_cover_is_passed_over_and_the_headings_are_found(loader: FlaskClient) -> None:
    upload(loader, workbook(), "二月.xlsx")
    assert (kept().choices["sheet"], kept().choices["header_row"]) == (["工单"], ["3"])
    assert fields() == {
        "工单号": ["order_no"], "报修时间": ["opened_at"], "技师工号": ["technician"], "产品": ["product"],
    }  # fmt: skip
    page = loader.get(f"/kpis/uploads/{kept().id}").text
    assert '<option value="工单" selected>' in page
    assert "WO001" in page


def test_another_sheet_is_read_anew_with_its_own_headings(loader: FlaskClient) -> None:
    upload(loader, workbook(), "二月.xlsx")
    answer = send(loader, f"/kpis/uploads/{kept().id}", {**form(sheet="旧工单"), "do": "check"}, follow=True)
    assert "The headings were read anew" in answer.text
    assert kept().choices["header_row"] == ["1"]
    assert kept().check_job_id is None
    assert fields() == {"客户名称": ["customer"], "创建日期": ["opened_at"], "地址": [], "工单编号": ["order_no"]}


def test_the_line_of_the_headings_set_by_hand_is_read_anew(loader: FlaskClient) -> None:
    upload(loader, workbook(), "二月.xlsx")
    send(loader, f"/kpis/uploads/{kept().id}", {**form(header_row="4"), "do": "look"})
    assert "WO001" in fields()
    send(loader, f"/kpis/uploads/{kept().id}", {**form(header_row="3"), "do": "look"})
    assert tuple(fields()) == HEADINGS


@pytest.mark.parametrize(
    ("rows", "number"),
    [
        ([HEADINGS, ("W1", "2026-01-01", "E1", "x")], 1), ([("二月",), (), HEADINGS, ("W1", "d", None, 3)], 3),
        ([("a", "b", "c"), HEADINGS * 3, ("W", 1) * 6], 2), ([(), ("No", "Opened"), ("1", "2")], 2), ([], 1),
    ],
)  # fmt: skip
def test_the_header_is_the_first_row_of_words_as_wide_as_the_table(rows: list[Any], number: int) -> None:
    assert header_row_of(rows) == number
