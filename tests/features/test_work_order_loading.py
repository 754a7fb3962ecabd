"""Loading work orders: all or nothing, twice, corrected, late; the facts that result."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from flask import Flask
from sqlalchemy import func, select

from lms.core import clock, files
from lms.core.audit import AuditLine, System
from lms.core.db import db, rollback, transaction
from lms.kpis import facts
from lms.kpis.actions.loading import LoadRejected, check, load
from lms.kpis.models import FactFile, MonthReopened, Subject, WorkOrderLoad
from lms.kpis.proposals import preview, propose_for
from lms.kpis.rules.profiles import Profile, read_profile
from tests.factories import Factory

PROFILE = """
name = "hotline"
source = "hotline"
[fields]
order_no = "工单号"
technician = "工程师"
product = "产品"
opened_at = "报修时间"
resolved_at = { column = "解决用时（分钟）", unit = "min", after = "opened_at" }
priority = "优先级"
first_time_fix = "一次解决"
csat = { column = "满意度", scale = [1, 5] }
"""
HEADER = "工单号,工程师,产品,报修时间,解决用时（分钟）,优先级,一次解决,满意度"
ROWS = (
    "A1,E0001,压缩机,2026-01-05 08:30:00,90,P1,是,5",
    "A2,E0002,压缩机,2026年1月31日 23:59,30.5,紧急,否,3",
    "A3,王工,冷柜,2026/2/1 0:05,,普通,,",
)


@pytest.fixture
def profile() -> Profile:
    return read_profile(PROFILE)


def write(path: Path, *rows: str, header: str = HEADER, encoding: str = "utf-8") -> Path:
    path.write_text("\n".join([header, *rows]) + "\n", encoding=encoding)
    return path


def put(path: Path, profile: Profile, **values: Any) -> WorkOrderLoad:
    return load(path, profile, how="command", actor=System("test"), at=clock.now(), **values)


def moment(*parts: int) -> datetime:
    """A moment as the facts hold it: UTC without saying so."""
    return datetime(*parts, tzinfo=UTC).replace(tzinfo=None)


def orders(*columns: str) -> list[tuple[Any, ...]]:
    with facts.connect() as connection:
        facts.orders_relation(connection)
        return connection.execute(f"SELECT {', '.join(columns)} FROM orders ORDER BY order_no").fetchall()


def test_orders_become_facts(app: Flask, make: Factory, tmp_path: Path, profile: Profile) -> None:
    person = make.person(employee_no="E0001")
    row = put(write(tmp_path / "a.csv", *ROWS), profile)
    assert (row.rows, row.orders, row.loaded, row.replaced, row.unchanged, row.rejected) == (3, 3, 3, 0, 0, 0)
    assert (row.first_opened_at, row.last_opened_at) == (
        datetime(2026, 1, 5, 0, 30, tzinfo=UTC), datetime(2026, 1, 31, 16, 5, tzinfo=UTC),
    )  # fmt: skip
    assert orders("order_no", "opened_at", "resolved_at", "priority", "first_time_fix", "csat", "month", "source") == [
        ("A1", moment(2026, 1, 5, 0, 30), moment(2026, 1, 5, 2, 0), "P1", True, 100.0, date(2026, 1, 1), "hotline"),
        ("A2", moment(2026, 1, 31, 15, 59), moment(2026, 1, 31, 16, 29, 30), "P1", False, 50.0, date(2026, 1, 1), "hotline"),
        ("A3", moment(2026, 1, 31, 16, 5), None, "P2", None, None, date(2026, 2, 1), "hotline"),
    ]  # fmt: skip
    matched = select(Subject.key, Subject.person_id).where(Subject.level == "technician").order_by(Subject.key)
    assert [tuple(one) for one in db.session.execute(matched)] == [
        ("E0001", person.id),
        ("E0002", None),
        ("王工", None),
    ]
    assert db.session.scalar(select(func.count()).where(AuditLine.action == "orders.loaded")) == 1


def test_the_same_file_twice_changes_nothing(app: Flask, tmp_path: Path, profile: Profile) -> None:
    path = write(tmp_path / "a.csv", *ROWS)
    put(path, profile)
    rollback()
    before = list(db.session.scalars(select(FactFile.path).where(FactFile.superseded_by.is_(None))))
    again = put(path, profile)
    assert (again.loaded, again.replaced, again.unchanged) == (0, 0, 3)
    assert list(db.session.scalars(select(FactFile.path).where(FactFile.superseded_by.is_(None)))) == before
    assert list(db.session.scalars(select(MonthReopened.month))) == []


def test_a_corrected_file_replaces_and_moves(app: Flask, tmp_path: Path, profile: Profile) -> None:
    put(write(tmp_path / "a.csv", *ROWS), profile)
    rollback()
    corrected = (ROWS[0].replace("压缩机", "冷柜"), ROWS[1].replace("1月31日", "2月3日"), ROWS[2])
    row = put(write(tmp_path / "b.csv", *corrected), profile)
    assert (row.loaded, row.replaced, row.unchanged) == (0, 2, 1)
    assert orders("order_no", "product", "month") == [
        ("A1", "冷柜", date(2026, 1, 1)), ("A2", "压缩机", date(2026, 2, 1)), ("A3", "冷柜", date(2026, 2, 1)),
    ]  # fmt: skip
    # both months were over on 2 March and had figures
    reopened = select(MonthReopened.month, MonthReopened.added, MonthReopened.replaced).order_by(MonthReopened.month)
    assert [tuple(one) for one in db.session.execute(reopened)] == [(date(2026, 1, 1), 0, 1), (date(2026, 2, 1), 1, 0)]
    assert row.notes["reopened"] == ["2026-01-01", "2026-02-01"]


def test_another_source_s_first_rows_in_a_month_that_is_over_are_late(
    app: Flask, tmp_path: Path, profile: Profile
) -> None:
    first = put(write(tmp_path / "a.csv", *ROWS), profile)
    assert first.notes["reopened"] == []
    rollback()
    other = replace(profile, source="portal")
    late = write(tmp_path / "b.csv", ROWS[0], ROWS[0].replace("A1", "A8").replace("2026-01-05", "2025-12-05"))
    assert check(late, other, at=clock.now()).reopened == (date(2026, 1, 1),)
    row = put(late, other)
    assert row.notes["months"] == ["2025-12-01", "2026-01-01"]
    # nobody had seen figures of December; those of January change
    assert row.notes["reopened"] == ["2026-01-01"]
    assert list(db.session.scalars(select(MonthReopened.month))) == [date(2026, 1, 1)]


def test_a_month_that_loses_its_last_order_has_no_file(app: Flask, tmp_path: Path, profile: Profile) -> None:
    put(write(tmp_path / "a.csv", ROWS[0]), profile)
    rollback()
    put(write(tmp_path / "b.csv", ROWS[0].replace("2026-01-05", "2026-02-05")), profile)
    assert orders("order_no", "month") == [("A1", date(2026, 2, 1))]


def test_wrong_rows_stop_the_load_and_are_listed(app: Flask, tmp_path: Path, profile: Profile) -> None:
    bad = (
        ROWS[0],
        "B1,E0001,压缩机,昨天,90,P1,是,5",
        'B2,E0001,"压\n缩机",2026-01-05 08:30:00,x,P9,也许,9',
        ",E0001,压缩机,2026-01-05 08:30:00,1,P1,是,5",
        "B4,E0001,压缩机,2036-01-05 08:30:00,1,P1,是,5",
        "B5,E0001,压缩机,2026-01-05 08:30:00,1,P1,是",
        "A1,E0001,压缩机,2026-01-06 08:30:00,1,P1,是,5",
    )
    path = write(tmp_path / "a.csv", *bad)
    with pytest.raises(LoadRejected) as raised:
        put(path, profile)
    plan = raised.value.plan
    assert (plan.rows, plan.orders, plan.rejected) == (7, 0, 7)
    assert [(fault.line, fault.column, fault.code) for fault in plan.faults] == [
        (2, "工单号", "repeated"), (3, "报修时间", "bad_date"), (4, "解决用时（分钟）", "bad_duration"), (4, "优先级", "bad_priority"),
        (4, "一次解决", "bad_flag"), (4, "满意度", "out_of_range"), (6, "工单号", "missing"), (7, "报修时间", "far_date"),
        (8, "", "ragged"), (9, "工单号", "repeated"),
    ]  # fmt: skip
    assert db.session.scalar(select(func.count(WorkOrderLoad.id))) == 0
    sheet = openpyxl.load_workbook(plan.write_rejects(tmp_path / "rejects.xlsx")).active
    assert sheet is not None
    cells = list(sheet.values)
    assert cells[2][0] == 3
    assert "昨天" in cells[2][4]
    assert "is not a date" in cells[2][5]


def test_partial_loads_the_good_rows(app: Flask, tmp_path: Path, profile: Profile) -> None:
    row = put(write(tmp_path / "a.csv", *ROWS, "B1,E0001,压缩机,昨天,90,P1,是,5"), profile, partial=True)
    assert (row.rows, row.loaded, row.rejected) == (4, 3, 1)
    assert row.rejects_file_id is not None
    book = openpyxl.load_workbook(io.BytesIO(files.read(row.rejects_file_id)[1]))
    assert [cells[0] for cells in book.worksheets[0].iter_rows(min_row=2, values_only=True)] == [5]


def test_a_dry_run_writes_nothing(app: Flask, tmp_path: Path, profile: Profile) -> None:
    plan = check(write(tmp_path / "a.csv", *ROWS), profile, at=clock.now())
    assert (plan.rows, plan.loaded, plan.loadable) == (3, 3, True)
    assert db.session.scalar(select(func.count(FactFile.id))) == 0


def test_an_idempotency_key_counts_once(app: Flask, tmp_path: Path, profile: Profile) -> None:
    first = put(write(tmp_path / "a.csv", ROWS[0]), profile, idempotency_key="k").id
    rollback()
    assert put(write(tmp_path / "b.csv", ROWS[1]), profile, idempotency_key="k").id == first
    assert [row[0] for row in orders("order_no")] == ["A1"]


def _other_kinds(folder: Path) -> Iterator[Path]:
    rows = [row.split(",") for row in ROWS]
    names = HEADER.split(",")
    for encoding in ("utf-8-sig", "gb18030", "utf-16", "utf-16-le"):
        yield write(folder / f"{encoding}.csv", *ROWS, encoding=encoding)
    for separator in (";", "\t", "|"):
        yield write(folder / f"s{ord(separator)}.csv", *(r.replace(",", separator) for r in ROWS), header=HEADER.replace(",", separator))  # fmt: skip
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(names)
    book.active.append([*rows[0][:3], moment(2026, 1, 5, 8, 30), 90, "P1", True, 5])
    book.active.append([*rows[1][:3], 46053.99930555556, 30.5, *rows[1][5:]])  # as a spreadsheet counts days
    book.active.append([value or None for value in rows[2]])
    book.save(folder / "book.xlsx")
    yield folder / "book.xlsx"
    lines = [json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False) for row in rows]
    (folder / "lines.jsonl").write_text("\n".join(lines), "utf-8")
    yield folder / "lines.jsonl"
    (folder / "array.json").write_text("[" + ",".join(lines) + "]", "utf-8")
    yield folder / "array.json"
    import duckdb

    with duckdb.connect() as connection:
        connection.execute(f"COPY (SELECT * FROM read_csv('{folder}/utf-8-sig.csv', all_varchar = true)) TO '{folder}/a.parquet'")  # fmt: skip
    yield folder / "a.parquet"


@pytest.mark.one_database
def test_every_kind_of_file_says_the_same(app: Flask, tmp_path: Path, profile: Profile) -> None:
    put(write(tmp_path / "plain.csv", *ROWS), profile)
    rollback()
    for path in _other_kinds(tmp_path):
        row = put(path, profile)
        assert (path.name, row.rows, row.unchanged) == (path.name, 3, 3)
        rollback()


def test_a_profile_is_proposed(app: Flask, tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", *ROWS)
    proposed = propose_for(path, "hotline").profile
    assert {name: rule.columns[0] for name, rule in proposed.fields.items()} == {
        "order_no": "工单号", "technician": "工程师", "product": "产品", "opened_at": "报修时间", "priority": "优先级",
        "resolved_at": "解决用时（分钟）", "first_time_fix": "一次解决", "csat": "满意度",
    }  # fmt: skip
    assert proposed.fields["csat"].scale == (1.0, 5.0)
    seen = preview(path, proposed, at=clock.now(), limit=2)
    assert [order["order_no"] for order in seen.orders] == ["A1", "A2"]
    assert seen.rows[0] == tuple(ROWS[0].split(","))


@pytest.mark.one_database
def test_facts_in_a_store_without_folders(app: Flask, tmp_path: Path, profile: Profile) -> None:
    settings = app.extensions["settings"]
    app.extensions["settings"] = replace(settings, files_url="memory://shifu-facts")
    try:
        put(write(tmp_path / "a.csv", *ROWS), profile)
        rollback()
        row = put(write(tmp_path / "b.csv", ROWS[0].replace("压缩机", "冷柜")), profile)
        assert (row.replaced, row.unchanged) == (1, 0)
        assert orders("order_no", "product")[0] == ("A1", "冷柜")
    finally:
        app.extensions["settings"] = settings


def test_a_load_killed_before_its_transaction_leaves_no_fact(
    app: Flask, tmp_path: Path, profile: Profile, monkeypatch: pytest.MonkeyPatch, fixed_clock: Any
) -> None:
    from lms.kpis.actions import loading
    from lms.kpis.load_jobs import sweep_facts

    def killed(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    put(write(tmp_path / "a.csv", ROWS[0]), profile)
    rollback()
    sweep_facts(at=datetime.now(UTC))
    with monkeypatch.context() as patched:
        patched.setattr(loading, "_count", killed)
        with pytest.raises(KeyboardInterrupt):
            put(write(tmp_path / "b.csv", *ROWS[1:]), profile)
    rollback()
    assert [row[0] for row in orders("order_no")] == ["A1"]
    rollback()
    later = clock.now().replace(year=2100)
    assert sweep_facts(at=later) >= 2  # January's and February's files that nothing counts
    assert [row[0] for row in orders("order_no")] == ["A1"]
    with transaction():
        pass
