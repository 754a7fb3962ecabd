"""Ratings from a CSV or XLSX: learner, trainer, rating and perhaps a group; what is wrong is said by line."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from lms.core.tables.columns import MISSING, FileFault, columns_of, header, line_of
from lms.core.tables.reading import UnreadableTable, read_table
from lms.trainers.ratings.judging import Rating

HEADINGS: dict[str, tuple[str, ...]] = {
    "learner": ("learner", "student", "学员", "学生"),
    "trainer": ("trainer", "lecturer", "teacher", "讲师", "教师"),
    "rating": ("rating", "score", "评分", "打分"),
    "group": ("group", "class", "组", "班级", "班次"),
}
NEEDED = ("learner", "trainer", "rating")
MOST_FAULTS = 20
LARGEST = 1e6
"""A rating beyond is a slip of the pen."""
Lines = Iterator[tuple[int, dict[str, str]]]


def read_ratings(path: Path, named: Mapping[str, str | None]) -> tuple[list[Rating], int]:
    """The ratings, and how many lines have none. `named`: the heading of a column, where it is none of the usual ones.
    Raises FileFault with every fault and its line."""
    with path.open("rb") as file:
        is_workbook = file.read(4) == b"PK\x03\x04"
    lines = _of_workbook(path, named) if is_workbook else _of_csv(path, named)
    ratings, faults, empty = [], [], 0
    for line, cells in lines:
        text = cells["rating"]
        if text.lower() in MISSING:
            empty += 1
            continue
        missing = [key for key in ("learner", "trainer") if not cells[key]]
        faults += [f"line {line}: nothing stands under “{key}”" for key in missing]
        value = _number(text)
        if value is None:
            faults.append(f"line {line}: “{text[:40]}” is no number")
        elif not missing:
            ratings.append(Rating(cells["learner"], cells["trainer"], value, cells.get("group")))
    if faults:
        more = f"; and {len(faults) - MOST_FAULTS} more" if len(faults) > MOST_FAULTS else ""
        raise FileFault(f"{path.name}, {'; '.join(faults[:MOST_FAULTS])}{more}.")
    if not ratings:
        raise FileFault(f"{path.name} has no ratings below its column names.")
    return ratings, empty


def _places(path: Path, names: Sequence[str], named: Mapping[str, str | None]) -> dict[str, int]:
    lower = [" ".join(name.split()).lower() for name in names]
    places: dict[str, int] = {}
    for key, usual in HEADINGS.items():
        own = named.get(key)
        wanted = [own.strip().lower()] if own else list(usual)
        found = [place for place, name in enumerate(lower) if name in wanted]
        if len(found) > 1:
            raise FileFault(f"{path.name} has more than one column for “{key}”: name the one with --{key}.")
        if found:
            places[key] = found[0]
        elif own or key in NEEDED:
            raise FileFault(f"{path.name} has no column “{own or key}”. It has: {', '.join(names[:40])}.")
    return places


def _of_csv(path: Path, named: Mapping[str, str | None]) -> Lines:
    names, _mark = header(path)
    places = _places(path, names, named)
    with columns_of(path, {f"{key}_cell": names[place] for key, place in places.items()}, ()) as connection:
        rows = connection.execute(f"SELECT {', '.join(f'trim({key}_cell)' for key in places)} FROM raw ORDER BY rowid")
        numbers = _line_numbers(path)
        for row in rows.fetchall():
            yield next(numbers), dict(zip(places, row, strict=True))


def _line_numbers(path: Path) -> Iterator[int]:
    """The line of each row. Without quoted line breaks and empty lines it is simply counted."""
    with path.open("rb") as file:
        content = file.read()
    plain = b'"' not in content and b"\n\n" not in content and b"\n\r\n" not in content
    row = 0
    while True:
        yield row + 2 if plain else line_of(path, row)
        row += 1


def _of_workbook(path: Path, named: Mapping[str, str | None]) -> Lines:
    try:
        table = read_table(path.read_bytes(), path.name)
    except UnreadableTable as error:
        raise FileFault(f"{path.name} cannot be read as a workbook.") from error
    places = _places(path, table.header, named)
    for row in table.rows:
        yield row.line, {key: row.cells[place] for key, place in places.items()}


def _number(text: str) -> float | None:
    try:
        value = float(text.replace(",", ".") if text.count(",") == 1 and "." not in text else text)
    except ValueError:
        return None
    return value if math.isfinite(value) and abs(value) <= LARGEST else None
