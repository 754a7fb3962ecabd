"""Which line of a text file holds the headings: exports often begin with a title, a filter, the name of who exported."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path

from lms.kpis.rules.written_days import is_day
from lms.kpis.sources.encodings import find_encoding
from lms.kpis.sources.rows import LONGEST_CELL, SEPARATORS
from lms.kpis.sources.sheets import header_row_of

_LINES, _LONGEST = 200, 100_000
_STEADY = 0.6
"""The share of lines that have as many cells as most do, where the separator is the right one."""
_NO_WORD = re.compile(r"[\s\d.,:/年月日时分秒¥￥$€%+-]*")


def header_line(path: Path, encoding: str | None = None, separator: str | None = None) -> int:
    """The line of a CSV's headings, counted from 1. Raises SourceFault where the file is no text."""
    with path.open(encoding=find_encoding(path, encoding), newline="", errors="replace") as file:
        lines = [file.readline(_LONGEST) for _ in range(_LINES)]
    tables = [table for one in separator or SEPARATORS if (table := _table([line for line in lines if line], one))]
    if not tables:
        return 1
    _width, rows = max(tables, key=lambda table: table[0])
    found = header_row_of([[None if _NO_WORD.fullmatch(cell) else cell for cell in cells] for _line, cells in rows])
    return rows[found - 1][0]


def is_an_order(header: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Does what should be headings look like the rows below: a day where they have days?"""

    def like_below(place: int, fits: Callable[[str], bool]) -> bool:
        below = [row[place].strip() for row in rows[:_LINES] if place < len(row) and row[place].strip()]
        return fits(header[place]) and sum(map(fits, below)) >= _STEADY * len(below) > 0

    return any(like_below(place, is_day) for place in range(len(header)))


def _table(lines: list[str], separator: str) -> tuple[int, list[tuple[int, list[str]]]] | None:
    """How many cells most lines have, and each row with the line it begins on; None where no number of cells is usual."""
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(lines, delimiter=separator)
    rows: list[tuple[int, list[str]]] = []
    begins = 1
    try:
        for cells in islice(reader, _LINES):
            if cells:
                rows.append((begins, cells))
            begins = reader.line_num + 1
    except csv.Error:
        return None
    widths = Counter(len(cells) for _line, cells in rows)
    if not widths:
        return None
    width, count = widths.most_common(1)[0]
    return (width, rows) if width > 1 and count >= _STEADY * (len(rows) - len(rows[:10]) / 2) else None
