"""Ratings from a CSV or XLSX: learner, trainer, rating and perhaps a group; what is wrong is said by line."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from lms.core.speech import Sentence
from lms.core.speech import marked as _
from lms.core.tables.columns import MISSING, FileFault, columns_of, header, line_of, no_column
from lms.core.tables.reading import UnreadableTable, read_table
from lms.trainers.ratings.judging import Rating

HEADINGS: dict[str, tuple[str, ...]] = {
    "learner": ("learner", "student", "学员", "学生"),
    "trainer": ("trainer", "lecturer", "teacher", "讲师", "教师"),
    "rating": ("rating", "score", "评分", "打分"),
    "group": ("group", "class", "组", "班级", "班次"),
}
NEEDED = ("learner", "trainer", "rating")
NOTHING_UNDER = _("line %(line)s: nothing stands under “%(column)s”")
NO_NUMBER = _("line %(line)s: “%(cell)s” is no number")
AND_MORE = _("and %(count)s more")
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
    ratings: list[Rating] = []
    faults: list[Sentence] = []
    empty = 0
    for line, cells in lines:
        text = cells["rating"]
        if text.lower() in MISSING:
            empty += 1
            continue
        missing = [key for key in ("learner", "trainer") if not cells[key]]
        faults += [Sentence(NOTHING_UNDER, {"line": line, "column": key}) for key in missing]
        value = _number(text)
        if value is None:
            faults.append(Sentence(NO_NUMBER, {"line": line, "cell": text[:40]}))
        elif not missing:
            ratings.append(Rating(cells["learner"], cells["trainer"], value, cells.get("group")))
    if faults:
        more = [Sentence(AND_MORE, {"count": len(faults) - MOST_FAULTS})] if len(faults) > MOST_FAULTS else []
        raise FileFault(_("%(file)s, %(faults)s."), file=path.name, faults=[*faults[:MOST_FAULTS], *more])
    if not ratings:
        raise FileFault(_("%(file)s has no ratings below its column names."), file=path.name)
    return ratings, empty


def _places(path: Path, names: Sequence[str], named: Mapping[str, str | None]) -> dict[str, int]:
    lower = [" ".join(name.split()).lower() for name in names]
    places: dict[str, int] = {}
    for key, usual in HEADINGS.items():
        own = named.get(key)
        wanted = [own.strip().lower()] if own else list(usual)
        found = [place for place, name in enumerate(lower) if name in wanted]
        if len(found) > 1:
            raise FileFault(_("%(file)s has more than one column for “%(column)s”: name the one with --%(column)s."), file=path.name, column=key)  # fmt: skip
        if found:
            places[key] = found[0]
        elif own or key in NEEDED:
            raise no_column(path, names, own or key)
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
        raise FileFault(_("%(file)s cannot be read as a workbook."), file=path.name) from error
    places = _places(path, table.header, named)
    for row in table.rows:
        yield row.line, {key: row.cells[place] for key, place in places.items()}


def _number(text: str) -> float | None:
    try:
        value = float(text.replace(",", ".") if text.count(",") == 1 and "." not in text else text)
    except ValueError:
        return None
    return value if math.isfinite(value) and abs(value) <= LARGEST else None
