"""The rows of a workbook's sheet as text; formulas by the values that were saved with them."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import repeat
from pathlib import Path
from typing import Any

from lms.kpis.sources.faults import SourceFault

MOST_UNPACKED = 1024 * 1024 * 1024
MOST_STRINGS = 256 * 1024 * 1024
MOST_RATIO = 400
_WIDEST = 2001


def sheet_rows(path: Path, *, sheet: str | None, header_row: int) -> Iterator[tuple[int, list[str], str]]:
    """Line, cells and fault of each row that holds anything, from the header on. A formula without a saved value is a
    fault of its row: what it would give is not known here."""
    from openpyxl import load_workbook

    has_formulas = _check(path)
    try:
        book = load_workbook(path, read_only=True, data_only=True, keep_links=False)
        formulas = load_workbook(path, read_only=True, keep_links=False) if has_formulas else None
    except Exception as error:  # openpyxl raises whatever a damaged file provokes
        raise SourceFault("file_not_excel") from error
    try:
        name = sheet_called(book, sheet)
        width = _width(book[name], header_row) + 1
        values = book[name].iter_rows(values_only=True, min_row=header_row, max_col=width)
        written: Any = repeat(())
        if formulas is not None:
            written = formulas[name].iter_rows(values_only=True, min_row=header_row, max_col=width)
        for number, (cells, sources) in enumerate(zip(values, written, strict=False), start=header_row):
            texts = [_text(cell) for cell in cells]
            lost = any(
                isinstance(source, str) and source.startswith("=") and not text
                for source, text in zip(sources, texts, strict=False)
            )
            if lost or any(texts):
                yield number, texts, "formula_without_value" if lost else ""
    except SourceFault:
        raise
    except Exception as error:
        raise SourceFault("file_not_excel") from error
    finally:
        book.close()
        if formulas is not None:
            formulas.close()


def open_book(path: Path) -> Any:
    """The workbook with the values of its cells; close it. Raises SourceFault where the file is none, or unpacks beyond
    measure."""
    from openpyxl import load_workbook

    _check(path)
    try:
        return load_workbook(path, read_only=True, data_only=True, keep_links=False)
    except Exception as error:  # openpyxl raises whatever a damaged file provokes
        raise SourceFault("file_not_excel") from error


def _width(sheet: Any, header_row: int) -> int:
    """How far the header reaches: a sheet often claims thousands of empty columns."""
    first = next(sheet.iter_rows(values_only=True, min_row=header_row, max_row=header_row, max_col=_WIDEST), ())
    return max((number for number, cell in enumerate(first, start=1) if cell is not None), default=1)


def sheet_called(book: Any, wanted: str | None) -> str:
    """The name of a sheet that is asked for by name or number; the first where none is."""
    names = book.sheetnames
    if not names:
        raise SourceFault("file_empty")
    if wanted is None:
        return str(names[0])
    if wanted in names:
        return wanted
    if wanted.isdecimal() and 1 <= int(wanted) <= len(names):
        return str(names[int(wanted) - 1])
    raise SourceFault("sheet_missing", sheet=wanted, known=", ".join(names)[:200])


def _check(path: Path) -> bool:
    """Refuse what unpacks beyond measure; say whether a sheet holds formulas."""
    try:
        with zipfile.ZipFile(path) as package:
            entries = package.infolist()
            if not any(entry.filename == "xl/workbook.xml" for entry in entries):
                raise SourceFault("file_not_excel")
            unpacked = sum(entry.file_size for entry in entries)
            packed = sum(entry.compress_size for entry in entries) or 1
            strings = sum(entry.file_size for entry in entries if entry.filename.endswith("sharedStrings.xml"))
            bomb = unpacked > 50 * 1024 * 1024 and unpacked / packed > MOST_RATIO
            if unpacked > MOST_UNPACKED or strings > MOST_STRINGS or bomb:
                raise SourceFault("file_unpacks_too_large")
            return any(
                _mentions(package, entry, b"<f") for entry in entries if entry.filename.startswith("xl/worksheets/")
            )
    # The last two are what zipfile says of packings it does not know, and of entries under a password.
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError) as error:
        raise SourceFault("file_not_excel") from error


def _mentions(package: zipfile.ZipFile, entry: zipfile.ZipInfo, mark: bytes) -> bool:
    if entry.is_dir():
        return False
    with package.open(entry) as part:
        before = b""
        while chunk := part.read(1024 * 1024):
            if any(mark + end in before + chunk for end in (b">", b" ")):
                return True
            before = chunk[-4:]
    return False


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, datetime):
        late = cell.microsecond >= 999_000  # a fraction of a day seldom hits the second
        return ((cell + timedelta(seconds=1)).replace(microsecond=0) if late else cell).isoformat(sep=" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        seconds = round(cell.total_seconds())
        return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return str(cell)
