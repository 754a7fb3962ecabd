"""Rows of any file one by one, each with its line: the careful way, in which every fault can be named."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lms.kpis.rules.profiles import Profile
from lms.kpis.sources import workbooks
from lms.kpis.sources.encodings import find_encoding
from lms.kpis.sources.faults import SourceFault

MOST_COLUMNS = 2000
LONGEST_CELL = 1_000_000
_LONGEST_LINE = 16 * 1024 * 1024
SEPARATORS = ",;\t|"


@dataclass(frozen=True)
class Line:
    """A row: the line it begins on, its cells, and what is wrong with the whole of it."""

    number: int
    cells: Sequence[str]
    fault: str = ""


def kind_of(path: Path, profile: Profile | None) -> str:
    """csv, xlsx, parquet or jsonl: as the profile says, else by the file's first bytes."""
    if profile is not None and profile.format:
        return profile.format
    with path.open("rb") as file:
        start = file.read(64)
    if start[:4] == b"PK\x03\x04":
        return "xlsx"
    if start[:4] == b"PAR1":
        return "parquet"
    if start[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise SourceFault("file_old_excel")
    return "jsonl" if start.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] in (b"{", b"[") else "csv"


def separator_of(header: str, named: str | None) -> str:
    """What stands between the cells, by the header line."""
    if named:
        return named
    best = max(SEPARATORS, key=header.count)
    return best if best in header else ","


def csv_rows(path: Path, profile: Profile | None) -> Iterator[Line]:
    """The rows of a CSV with the header first. Raises SourceFault where the file is no CSV at all."""
    encoding = find_encoding(path, profile.encoding if profile else None)
    skip = profile.header_row - 1 if profile else 0
    csv.field_size_limit(LONGEST_CELL)
    with path.open(encoding=encoding, newline="", errors="strict") as file:
        try:
            for _ in range(skip):
                file.readline(_LONGEST_LINE)
            place = file.tell()
            separator = separator_of(file.readline(_LONGEST_LINE), profile.separator if profile else None)
            file.seek(place)
            reader = csv.reader(file, delimiter=separator)
            start = 1
            for cells in reader:
                if cells:
                    yield Line(start + skip, cells)
                start = reader.line_num + 1
        except csv.Error as error:
            raise SourceFault("file_broken_csv", line=reader.line_num + skip) from error
        except UnicodeDecodeError as error:
            raise SourceFault("file_not_encoded", encoding=encoding) from error


def json_rows(path: Path, profile: Profile | None) -> Iterator[Line]:
    """The objects of a file, one a line or in one array; their keys in the order met, nested ones joined with a dot."""
    encoding = find_encoding(path, profile.encoding if profile else None)
    keys: dict[str, int] = {}
    for _number, value, _fault in _objects(path, encoding):
        for key in value:
            if keys.setdefault(key, len(keys)) >= MOST_COLUMNS:
                raise SourceFault("file_too_wide", most=MOST_COLUMNS)
    yield Line(1, list(keys))
    for number, value, fault in _objects(path, encoding):
        yield Line(number, [value.get(key, "") for key in keys], fault)


def _objects(path: Path, encoding: str) -> Iterator[tuple[int, dict[str, str], str]]:
    with path.open(encoding=encoding) as file:
        try:
            if file.read(64).lstrip("\ufeff \r\n\t")[:1] == "[":
                file.seek(0)
                yield from _array(file.read(64 * 1024 * 1024 + 1))
                return
            file.seek(0)
            for number, line in enumerate(file, start=1):
                if line.strip():
                    yield number, *_object(line)
        except UnicodeDecodeError as error:
            raise SourceFault("file_not_encoded", encoding=encoding) from error


def _array(text: str) -> Iterator[tuple[int, dict[str, str], str]]:
    if len(text) > 64 * 1024 * 1024:
        raise SourceFault("json_array_too_long")
    try:
        values = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise SourceFault("file_not_json") from error
    for number, value in enumerate(values, start=1):
        yield number, _flat(value) if isinstance(value, dict) else {}, "" if isinstance(value, dict) else "bad_json"


def _object(line: str) -> tuple[dict[str, str], str]:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return {}, "bad_json"
    return (_flat(value), "") if isinstance(value, dict) else ({}, "bad_json")


def _flat(value: dict[str, Any], before: str = "", depth: int = 0) -> dict[str, str]:
    flat: dict[str, str] = {}
    for key, item in value.items():
        if isinstance(item, dict) and depth < 5:
            flat |= _flat(item, f"{before}{key}.", depth + 1)
        elif item is not None:
            flat[before + key] = item if isinstance(item, str) else json.dumps(item, ensure_ascii=False)
    return flat


def rows_of(path: Path, kind: str, profile: Profile | None) -> Iterator[Line]:
    """The rows of a CSV, XLSX or JSON file, the header first."""
    if kind == "xlsx":
        sheet, header_row = (profile.sheet, profile.header_row) if profile else (None, 1)
        return (Line(*row) for row in workbooks.sheet_rows(path, sheet=sheet, header_row=header_row))
    return json_rows(path, profile) if kind == "jsonl" else csv_rows(path, profile)
