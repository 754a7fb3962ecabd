"""Ratings from a CSV or XLSX: learner, trainer, rating and perhaps a group; what is wrong is said by line."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

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
INSTEVAL = {"learner": "s", "trainer": "d", "rating": "y", "group": "dept"}
"""The headings of lme4's InstEval, the published ratings most often compared with."""
NEEDED = ("learner", "trainer", "rating")
NOT_THERE = _("%(file)s has no column %(missing)s. It has: %(names)s. Name the columns to read: %(options)s.")
NOTHING_UNDER = _("line %(line)s: nothing stands under “%(column)s”")
NO_NUMBER = _("line %(line)s: “%(cell)s” is no number")
AND_MORE = _("and %(count)s more")
MOST_FAULTS = 20
LARGEST = 1e6
"""A rating beyond is a slip of the pen."""
Lines = Iterator[tuple[int, dict[str, str]]]


class Given(NamedTuple):
    """What a file says."""

    ratings: list[Rating]
    empty: int
    """Lines without a rating."""
    columns: dict[str, str]
    """The heading that each was read from."""


def read_ratings(path: Path, named: Mapping[str, str | None]) -> Given:
    """The ratings of a file. `named`: the heading of a column, where it is none of the usual ones.
    Raises FileFault with every fault and its line."""
    with path.open("rb") as file:
        is_workbook = file.read(4) == b"PK\x03\x04"
    columns, lines = _of_workbook(path, named) if is_workbook else _of_csv(path, named)
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
    return Given(ratings, empty, columns)


def _places(path: Path, names: Sequence[str], named: Mapping[str, str | None]) -> dict[str, int]:
    lower = [" ".join(name.split()).lower() for name in names]
    headings = HEADINGS
    usual_ones = {name for key in NEEDED for name in HEADINGS[key]}
    if not any(named.values()) and usual_ones.isdisjoint(lower) and all(INSTEVAL[key] in lower for key in NEEDED):
        headings = {key: (name,) for key, name in INSTEVAL.items()}
    places: dict[str, int] = {}
    missing: list[str] = []
    for key, usual in headings.items():
        own = named.get(key)
        wanted = [own.strip().lower()] if own else list(usual)
        found = [place for place, name in enumerate(lower) if name in wanted]
        if len(found) > 1:
            raise FileFault(_("%(file)s has more than one column for “%(column)s”: name the one with --%(column)s."), file=path.name, column=key)  # fmt: skip
        if found:
            places[key] = found[0]
        elif own:
            raise no_column(path, names, own)
        elif key in NEEDED:
            missing.append(key)
    if missing:
        quoted = ", ".join(f"“{key}”" for key in missing)
        options = " ".join(f"--{key} …" for key in missing)
        raise FileFault(NOT_THERE, file=path.name, missing=quoted, names=", ".join(names[:40]), options=options)
    return places


def _of_csv(path: Path, named: Mapping[str, str | None]) -> tuple[dict[str, str], Lines]:
    names, _mark = header(path)
    places = _places(path, names, named)
    columns = {key: names[place] for key, place in places.items()}
    return columns, _rows_of_csv(path, columns)


def _rows_of_csv(path: Path, columns: Mapping[str, str]) -> Lines:
    with columns_of(path, {f"{key}_cell": name for key, name in columns.items()}, ()) as connection:
        rows = connection.execute(f"SELECT {', '.join(f'trim({key}_cell)' for key in columns)} FROM raw ORDER BY rowid")
        numbers = _line_numbers(path)
        for row in rows.fetchall():
            yield next(numbers), dict(zip(columns, row, strict=True))


def _line_numbers(path: Path) -> Iterator[int]:
    """The line of each row. Without quoted line breaks and empty lines it is simply counted."""
    with path.open("rb") as file:
        content = file.read()
    plain = b'"' not in content and b"\n\n" not in content and b"\n\r\n" not in content
    row = 0
    while True:
        yield row + 2 if plain else line_of(path, row)
        row += 1


def _of_workbook(path: Path, named: Mapping[str, str | None]) -> tuple[dict[str, str], Lines]:
    try:
        table = read_table(path.read_bytes(), path.name)
    except UnreadableTable as error:
        raise FileFault(_("%(file)s cannot be read as a workbook."), file=path.name) from error
    places = _places(path, table.header, named)
    rows = ((row.line, {key: row.cells[place] for key, place in places.items()}) for row in table.rows)
    return {key: table.header[place] for key, place in places.items()}, rows


def _number(text: str) -> float | None:
    try:
        value = float(text.replace(",", ".") if text.count(",") == 1 and "." not in text else text)
    except ValueError:
        return None
    return value if math.isfinite(value) and abs(value) <= LARGEST else None
