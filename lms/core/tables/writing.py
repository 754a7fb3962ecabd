"""Writing tables to take away. A cell that a spreadsheet would run as a formula is written as text."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

_RUN = ("=", "+", "-", "@", "\t", "\r")
"""A text that begins so would be run by a spreadsheet."""


def comma_separated(rows: Iterable[Sequence[Any]]) -> bytes:
    """A CSV in UTF-8 with a mark at the beginning, which Excel needs; the headings are its first row."""
    file = io.StringIO()
    writer = csv.writer(file)
    for row in rows:
        writer.writerow([f"'{cell}" if isinstance(cell, str) and cell.startswith(_RUN) else cell for cell in row])
    return b"\xef\xbb\xbf" + file.getvalue().encode()


def workbook(
    title: str, header: Sequence[str], rows: Iterable[Sequence[Any]], *, widths: Sequence[int] = (),
    folder: Path | None = None,
) -> bytes:  # fmt: skip
    """An XLSX with one sheet: bold header, frozen, filterable; dates as dates, text never as formula. With a `folder` for what
    is written meanwhile, any number of rows takes the same memory."""
    import xlsxwriter

    buffer = io.BytesIO()
    place = {"constant_memory": True, "tmpdir": str(folder)} if folder else {"in_memory": True}
    book = xlsxwriter.Workbook(buffer, {**place, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet(_sheet_name(title))
    bold = book.add_format({"bold": True, "bg_color": "#E4F1F3", "bottom": 1, "text_wrap": True, "valign": "top"})
    dated = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.write_row(0, 0, header, bold)
    count = 0
    for count, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            if isinstance(value, date):
                sheet.write_datetime(count, column, value, dated)
            elif isinstance(value, int | float) and not isinstance(value, bool):
                sheet.write_number(count, column, value)
            elif value is not None:
                sheet.write_string(count, column, str(value))
    sheet.freeze_panes(1, 0)
    if header:
        sheet.autofilter(0, 0, max(count, 1), len(header) - 1)
    for column in range(len(header)):
        sheet.set_column(column, column, widths[column] if column < len(widths) else 18)
    book.close()
    return buffer.getvalue()


def _sheet_name(title: str) -> str:
    return "".join(" " if c in "[]:*?/\\" else c for c in title)[:31] or "Sheet"
