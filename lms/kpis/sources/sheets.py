"""Where in a workbook the orders stand: its sheets, and the row of the headings."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from lms.kpis.sources.faults import SourceFault
from lms.kpis.sources.workbooks import open_book, sheet_called

ROWS_COUNTED = 300
"""Of each sheet; reading a row of a workbook costs a hundred times that of a text file."""
_HEADER_WITHIN = 10
_FEWEST_HEADINGS = 3
_WIDEST = 200

Cells = Sequence[Any]


def sheet_names(path: Path) -> list[str]:
    """The sheets of a workbook in their order. Raises SourceFault where it is none."""
    book = open_book(path)
    try:
        return [str(name) for name in book.sheetnames]
    finally:
        book.close()


def find_table(path: Path, sheet: str | None = None) -> tuple[str | None, int]:
    """The sheet with the most filled rows (None: the first; a cover seldom has many) or the one named, and the row of its
    headings. Raises SourceFault where the file is no workbook."""
    book = open_book(path)
    try:
        names = [str(name) for name in book.sheetnames]
        if sheet is not None:
            return sheet, header_row_of(_rows(book[sheet_called(book, sheet)]))
        tables = {name: _rows(book[name]) for name in names if hasattr(book[name], "iter_rows")}
        if not tables:
            raise SourceFault("file_empty")
        fullest = max(
            tables, key=lambda name: (sum(1 for row in tables[name] if _filled(row)), book[name].max_row or 0)
        )
        return (None if fullest == names[0] else fullest), header_row_of(tables[fullest])
    except SourceFault:
        raise
    except Exception as error:  # openpyxl raises whatever a damaged sheet provokes
        raise SourceFault("file_not_excel") from error
    finally:
        book.close()


def header_row_of(rows: Sequence[Cells]) -> int:
    """The first of the top rows that is mostly words, nearly as wide as the table, and has rows below; else the first row
    with anything in it. Counted from 1."""
    widest = max((_filled(row) for row in rows[: 2 * _HEADER_WITHIN]), default=0)
    for number, row in enumerate(rows[:_HEADER_WITHIN], start=1):
        words = sum(1 for cell in row if isinstance(cell, str) and cell.strip())
        below = next((_filled(other) for other in rows[number:] if _filled(other)), 0)
        if words >= _FEWEST_HEADINGS and 2 * words >= widest and below >= 2:
            return number
    return next((number for number, row in enumerate(rows, start=1) if _filled(row)), 1)


def _rows(sheet: Any) -> list[Cells]:
    return list(islice(sheet.iter_rows(values_only=True, max_col=_WIDEST), ROWS_COUNTED))


def _filled(row: Cells) -> int:
    return sum(1 for cell in row if cell is not None and str(cell).strip())
