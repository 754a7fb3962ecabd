"""Rows of any file one by one, each with its line: the careful way, in which every fault can be named."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from lms.kpis.rules.profiles import Profile
from lms.kpis.sources import workbooks
from lms.kpis.sources.encodings import find_encoding
from lms.kpis.sources.faults import SourceFault
from lms.kpis.sources.json_objects import json_lines

LONGEST_CELL = 1_000_000
_LONGEST_LINE = 16 * 1024 * 1024
SEPARATORS = ",;\t|"


@dataclass(frozen=True)
class Line:
    """A row: the line it begins on, its cells, and what is wrong with the whole of it."""

    number: int
    cells: Sequence[str]
    fault: str = ""


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


def rows_of(path: Path, kind: str, profile: Profile | None) -> Iterator[Line]:
    """The rows of a CSV, XLSX or JSON file, the header first."""
    if kind == "xlsx":
        sheet, header_row = (profile.sheet, profile.header_row) if profile else (None, 1)
        return (Line(*row) for row in workbooks.sheet_rows(path, sheet=sheet, header_row=header_row))
    if kind == "jsonl":
        return (Line(*row) for row in json_lines(path, profile))
    return csv_rows(path, profile)
