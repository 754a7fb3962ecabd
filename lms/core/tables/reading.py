"""Reading a table that somebody uploaded: CSV in any usual encoding, or XLSX. Everything comes out as trimmed text."""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

MOST_ROWS = 50_000
MOST_COLUMNS = 200
MOST_UNPACKED = 200 * 1024 * 1024
LONGEST_CELL = 131_072
"""Characters; a longer cell is a quotation mark that never ends."""
ENCODINGS = ("utf-8-sig", "gb18030")
"""Tried in turn; the second is how spreadsheets in China save a plain CSV."""


class UnreadableTable(Exception):
    """The file is not a table we can read. `code` has words in the labels; `values` fill them in."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.code, self.values = code, values


@dataclass(frozen=True)
class Row:
    """One row with its number in the file (the header is row 1)."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A header and its rows; each row has as many cells as the header."""

    header: tuple[str, ...]
    rows: tuple[Row, ...]


def read_table(content: bytes, name: str) -> Table:
    """Read by content rather than by name. Raises UnreadableTable with the reason."""
    if not content.strip():
        raise UnreadableTable("table_empty")
    if content[:4] == b"PK\x03\x04":
        raw = _xlsx_rows(content)
    elif content[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise UnreadableTable("table_old_excel")
    else:
        raw = _csv_rows(content)
    lines = [(number, cells) for number, cells in raw if any(cells)]
    if not lines:
        raise UnreadableTable("table_empty")
    header = lines[0][1]
    while header and not header[-1]:
        header = header[:-1]
    if len(header) > MOST_COLUMNS:
        raise UnreadableTable("table_too_wide", columns=len(header), most=MOST_COLUMNS)
    if len(lines) - 1 > MOST_ROWS:
        raise UnreadableTable("table_too_long", rows=len(lines) - 1, most=MOST_ROWS)
    width = len(header)
    rows = tuple(Row(number, tuple((cells + [""] * width)[:width])) for number, cells in lines[1:])
    return Table(tuple(header), rows)


def _decode(content: bytes) -> str:
    marked = content[:2] in (b"\xff\xfe", b"\xfe\xff")
    for encoding in ("utf-16",) if marked else ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise UnreadableTable("table_not_text")


def _csv_rows(content: bytes) -> list[tuple[int, list[str]]]:
    text = _decode(content)
    head = text.split("\n", 1)[0]
    separator = max(",;\t|", key=head.count) if any(mark in head for mark in ",;\t|") else ","
    csv.field_size_limit(LONGEST_CELL)  # of the whole process: work orders may have longer cells
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    rows: list[tuple[int, list[str]]] = []
    try:
        start = 1
        for cells in reader:
            rows.append((start, [_clean(cell) for cell in cells]))
            start = reader.line_num + 1
    except csv.Error as error:
        raise UnreadableTable("table_broken_csv", line=reader.line_num) from error
    return rows


def _xlsx_rows(content: bytes) -> list[tuple[int, list[str]]]:
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            if sum(entry.file_size for entry in package.infolist()) > MOST_UNPACKED:
                raise UnreadableTable("table_unpacks_too_large")
            if "xl/workbook.xml" not in package.namelist():
                raise UnreadableTable("table_not_excel")
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        rows = []
        for number, cells in enumerate(sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS + 1), start=1):
            if number > MOST_ROWS + 100:
                raise UnreadableTable("table_too_long", rows=number, most=MOST_ROWS)
            rows.append((number, [_clean(cell) for cell in cells]))
        return rows
    except UnreadableTable:
        raise
    except Exception as error:  # openpyxl raises whatever a damaged file provokes
        raise UnreadableTable("table_not_excel") from error


def _clean(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time().isoformat() == "00:00:00" else cell.isoformat(sep=" ")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return " ".join(str(cell).replace("\u3000", " ").split())
