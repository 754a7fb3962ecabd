"""A NUL in a file of work orders is a wrong row with its column, whatever the file's kind; no database sees it."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest
from flask import Flask
from sqlalchemy import func, select

from lms.core import clock
from lms.core.audit import System
from lms.core.db import db
from lms.kpis.actions.loading import LoadRejected, load
from lms.kpis.models import FactFile, Subject
from lms.kpis.rules.profiles import ProfileFault, read_profile
from lms.kpis.sources.faults import SourceFault

PROFILE = 'name = "plain"\nsource = "plain"\n[fields]\norder_no = "no"\nopened_at = "opened"\ntechnician = "who"\n'
ROWS = [("1", "2026-01-05 08:00:00", "wang"), ("2", "2026-01-06 08:00:00", "li\0")]
HEADER = ("no", "opened", "who")


def _csv(path: Path, encoding: str) -> None:
    path.write_text("\n".join(map(",".join, [HEADER, *ROWS])) + "\n", encoding=encoding)


def _lines(path: Path) -> None:
    path.write_text("".join(json.dumps(dict(zip(HEADER, row, strict=True))) + "\n" for row in ROWS))


def _parquet(path: Path) -> None:
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE t (no VARCHAR, opened VARCHAR, who VARCHAR)")
        connection.executemany("INSERT INTO t VALUES (?, ?, ?)", ROWS)
        connection.execute(f"COPY t TO '{path}' (FORMAT parquet)")


WRITERS = {
    "UTF-8": lambda path: _csv(path, "utf-8"),
    "UTF-16": lambda path: _csv(path, "utf-16"),
    "GB 18030": lambda path: _csv(path, "gb18030"),
    "JSON lines": _lines,
    "Parquet": _parquet,
}


@pytest.mark.parametrize("kind", WRITERS)
def test_the_row_is_wrong_and_the_column_is_named(app: Flask, tmp_path: Path, kind: str) -> None:
    path = tmp_path / "orders"
    WRITERS[kind](path)
    profile, at = read_profile(PROFILE), clock.now()
    with pytest.raises(LoadRejected) as refused:
        load(path, profile, how="command", actor=System("test"), at=at)
    assert [(f.column, f.code) for f in refused.value.plan.faults] == [("who", "bad_character")]
    assert db.session.scalar(select(func.count(FactFile.id))) == 0
    row = load(path, profile, how="command", actor=System("test"), at=at, partial=True)
    assert (row.loaded, row.rejected) == (1, 1)
    keys = db.session.scalars(select(Subject.key).where(Subject.level == "technician"))
    assert list(keys) == ["wang"]


@pytest.mark.parametrize("kind", ["UTF-8", "JSON lines"])
def test_a_heading_with_one_is_no_heading(app: Flask, tmp_path: Path, kind: str) -> None:
    path = tmp_path / "orders"
    WRITERS[kind](path)
    path.write_bytes(path.read_bytes().replace(b"who", b"w\\u0000" if kind == "JSON lines" else b"w\0"))
    with pytest.raises(SourceFault) as refused:
        load(path, read_profile(PROFILE), how="command", actor=System("test"), at=clock.now())
    assert refused.value.code == "file_not_text"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (PROFILE.replace('source = "plain"', 'source = "pl\\u0000ain"'), "source"),
        (PROFILE + 'team = { value = "\\u0000" }\n', "fields.team.value"),
        (PROFILE + 'product = { column = "p", words = { "a\\u0000" = "b" } }\n', "fields.product.words.a�"),
        (PROFILE.replace("[fields]", 'null_words = ["\\u0000"]\n[fields]'), "null_words"),
    ],
)
def test_a_profile_with_one_is_refused_by_its_place(text: str, place: str) -> None:
    with pytest.raises(ProfileFault) as refused:
        read_profile(text)
    assert (refused.value.code, refused.value.values["place"]) == ("profile_value", place)
