"""What the walk does again and again."""

from __future__ import annotations

import csv
import json
import sqlite3
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Page

from tests.browser.conftest import Site

GOOD = (
    ("N001", "䶮天宇", "Yan Tianyu", "SH-PD", "field-engineer", "{today}", "n001@hengtuo.example", "商用"),
    ("N002", "李晓彤", "Li Xiaotong", "浦东站", "售后工程师", "{today}", "n002@hengtuo.example", "商用"),
)


def value(site: Site, query: str, *values: object) -> Any:
    """One value out of the site's database, read from outside."""
    with sqlite3.connect(f"file:{site.folder / 'shifu.sqlite'}?mode=ro", uri=True) as connection:
        row = connection.execute(query, values).fetchone()
    return row[0] if row else None


def write_roster(path: Path, *rows: tuple[str, ...]) -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([("工号", "姓名", "英文名", "部门", "岗位", "入职日期", "邮箱", "产品线"), *rows])
    return path


def upload(page: Page, path: Path) -> None:
    page.goto("/people/roster")
    page.locator("input[type=file]").set_input_files(path)
    page.get_by_role("button", name="Upload and check").click()


def dated(site: Site, rows: tuple[tuple[str, ...], ...]) -> list[tuple[str, ...]]:
    today = value(site, "SELECT date('now', '+8 hours')")
    return [tuple(cell.format(today=today) for cell in row) for row in rows]


def count_answers(site: Site) -> int:
    return int(value(site, "SELECT count(*) FROM response"))


def answer_rightly(site: Site, page: Page, attempt: int) -> None:
    """Choose what the key says, read from the database and not from the page."""
    with sqlite3.connect(f"file:{site.folder / 'shifu.sqlite'}?mode=ro", uri=True) as connection:
        rows = connection.execute(
            "SELECT a.position, v.correct, a.option_order FROM attempt_item a JOIN item_version v ON v.id = a.item_version_id WHERE a.attempt_id = ? ORDER BY a.position",
            (attempt,),
        ).fetchall()
    for position, correct, order in rows:
        page.goto(f"/attempts/{attempt}/{position}")
        shown = json.loads(order)
        right = {shown.index(index) for index in json.loads(correct)}
        boxes = page.locator("input[name=chosen]")
        for place in range(boxes.count()):
            if boxes.nth(place).get_attribute("type") == "checkbox":
                boxes.nth(place).set_checked(place in right)
            elif place in right:
                boxes.nth(place).check()
        with page.expect_navigation():
            page.locator(".sf-act button[value=next]").click()


def photo(path: Path) -> Path:
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (31.0, 13.0, 49.0), 3: "E", 4: (121.0, 28.0, 25.0)}
    Image.effect_noise((1800, 1200), 60).convert("RGB").save(path, "JPEG", exif=exif)
    return path
