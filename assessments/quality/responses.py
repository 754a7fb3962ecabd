"""Answers to a test from a CSV: one row a person, one column an item, an optional first column `person`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from assessments.rules.quality.flags import Option
from assessments.rules.quality.items import Marks, Numbers
from lms.core.speech import marked as _
from lms.core.tables.columns import (
    TOO_LARGE,
    FileFault,
    at_cell,
    at_line,
    columns_of,
    header,
    in_column,
    is_missing,
    is_no_number,
    line_of,
    numbers_of,
    refuse_where,
)

if TYPE_CHECKING:
    import duckdb

NOBODY_ANSWERED = _("it is empty; nobody answered this item.")
SECOND_TIME = _("%(name)s stands here a second time.")
LARGEST = 1e50
MOST_OPTIONS = 40
"""More different answers than an item has options: then it is no choice, and only the commonest are shown."""


@dataclass(frozen=True)
class Answered:
    """What was read: marks, the options of each item where there is a key, and columns that are no items."""

    marks: Marks
    options: Mapping[str, Sequence[Option]]
    ignored: Sequence[str]


def read_responses(
    path: Path, key: Path | None = None, max_marks: Path | None = None, omitted_as: str | None = None
) -> Answered:
    """The answers, scored by the key where one is given. `omitted_as`: what stands for no answer, beside empty cells."""
    names, _mark = header(path)
    items = names
    if names[0].lower() == "person":
        items = names[1:]
        _each_once(path, names[0])
    keys = read_pairs(key, ("item", "item"), ("answer", "key")) if key else {}
    ignored: list[str] = []
    if keys:
        _known(keys, items, key, path)
        ignored = [name for name in items if name not in keys]
        items = [name for name in items if name in keys]
    if not items:
        raise FileFault(_("%(file)s has no column with an item."), file=path.name)
    options: dict[str, list[Option]] = {}
    if keys:
        table, omitted, options = _by_key(path, items, keys, key, omitted_as)
    else:
        table, omitted = _by_points(path, items, omitted_as)
    _refuse_endless(path, items, table)
    greatest = _greatest(path, max_marks, items, table, bool(keys))
    if float(table.sum(axis=1).std()) <= 1e-12:
        raise FileFault(_("%(file)s: every person has the same total, so that nothing tells one item from another."), file=path.name)  # fmt: skip
    return Answered(Marks(items, table, greatest, omitted), options, ignored)


def _each_once(path: Path, column: str) -> None:
    """One row a person: a name that stands twice would count somebody twice. Rows without a name are different people."""
    with columns_of(path, {"person": column}, ()) as connection:
        second = connection.execute(
            f"SELECT min(again), trim(person) FROM (SELECT rowid AS again, person, row_number() OVER (PARTITION BY trim(person) "
            f"ORDER BY rowid) AS turn FROM raw WHERE NOT {is_missing('person')}) WHERE turn = 2 GROUP BY 2 ORDER BY 1 LIMIT 1"
        ).fetchall()
    if second:
        raise at_cell(path, line_of(path, second[0][0]), column, SECOND_TIME, name=second[0][1])


def _refuse_endless(path: Path, items: Sequence[str], table: Numbers) -> None:
    """Points of which nothing can be computed: their fourth powers would be none."""
    import numpy as np

    if np.abs(table).max() > LARGEST:
        row, place = (int(one) for one in np.argwhere(np.abs(table) > LARGEST)[0])
        raise at_cell(path, line_of(path, row), items[place], TOO_LARGE, cell=f"{table[row, place]:g}")


def _by_points(path: Path, items: Sequence[str], omitted_as: str | None) -> tuple[Numbers, list[int]]:
    """Marks people × items, and how many left each item out."""
    import numpy as np

    sound = numbers_of(path, items) if omitted_as is None else None
    if sound is not None:
        table = np.column_stack([np.ma.filled(sound[name], np.nan) for name in items])
        if np.isinf(table).any() or len(table) < 2 or (~np.isfinite(table)).all(axis=0).any():
            sound = None  # told by its place below
    if sound is None:
        short = {f"i{number}": name for number, name in enumerate(items)}
        with _answers(path, short, omitted_as, tuple(short)) as (connection, people):
            table = _columns(connection, [f"{one}_number" for one in short], "raw ORDER BY rowid")
            return table, _points(path, connection, short, table, people)
    omitted = [int(count) for count in np.isnan(table).sum(axis=0)]
    return np.nan_to_num(table, copy=False), omitted


def _by_key(
    path: Path, items: Sequence[str], keys: Mapping[str, Cell], key: Path | None, omitted_as: str | None
) -> tuple[Numbers, list[int], dict[str, list[Option]]]:
    """Marks of 0 and 1, how many left each item out, and the options of each."""
    short = {f"i{number}": name for number, name in enumerate(items)}
    with _answers(path, short, omitted_as, ()) as (connection, people):
        omitted = _omitted(path, connection, short, people)
        marked = ", ".join(f"CASE WHEN trim({one}) = ? THEN 1.0 ELSE 0.0 END AS m{one[1:]}" for one in short)
        connection.execute(
            f"CREATE TEMP TABLE marked AS SELECT rowid AS r, {marked} FROM raw ORDER BY rowid",
            [keys[name].text for name in items],
        )
        table = _columns(connection, [f"m{number}" for number in range(len(items))], "marked ORDER BY r")
        total = " + ".join(f"m{number}" for number in range(len(items)))
        connection.execute(f"CREATE TEMP TABLE totals AS SELECT r, {total} AS total FROM marked")
        options = {name: _options(connection, number, keys[name], key, people) for number, name in enumerate(items)}
    return table, omitted, options


@contextmanager
def _answers(
    path: Path, short: dict[str, str], omitted_as: str | None, numbers: Sequence[str]
) -> Iterator[tuple[duckdb.DuckDBPyConnection, int]]:
    """The answers as a table `raw`, and how many people there are: at least two."""
    with columns_of(path, short, numbers) as connection:
        people = connection.execute("SELECT count(*) FROM raw").fetchall()[0][0]
        if people < 2:
            raise FileFault(_("%(file)s has the answers of one person; item analysis compares people."), file=path.name)
        if omitted_as is not None:
            for one in short:
                connection.execute(f"UPDATE raw SET {one} = '' WHERE trim({one}) = ?", [omitted_as])
                if one in numbers:
                    connection.execute(f"UPDATE raw SET {one}_number = NULL WHERE {one} = ''")
        yield connection, people


@dataclass(frozen=True)
class Cell:
    """A value of a file of two columns, and the line that it stands on."""

    text: str
    line: int


def read_pairs(path: Path, first: Sequence[str], second: Sequence[str]) -> dict[str, Cell]:
    """A file of two columns, under any of these names: item to value."""
    names, _mark = header(path)
    lower = [name.lower() for name in names]
    left = next((names[lower.index(name)] for name in first if name in lower), None)
    right = next((names[lower.index(name)] for name in second if name in lower), None)
    if left is None or right is None:
        raise FileFault(_("%(file)s must have the columns %(first)s and %(second)s. It has: %(names)s."), file=path.name, first=first[0], second=second[0], names=", ".join(names[:40]))  # fmt: skip
    found: dict[str, Cell] = {}
    with columns_of(path, {"name": left, "value": right}, ()) as connection:
        rows = connection.execute("SELECT rowid, trim(name), trim(value) FROM raw ORDER BY rowid").fetchall()
    for row, name, value in rows:
        line = line_of(path, row)
        if not value:
            raise at_cell(path, line, right, _("nothing stands here for %(name)s."), name=name)
        if name in found:
            raise at_cell(path, line, left, SECOND_TIME, name=name)
        found[name] = Cell(value, line)
    return found


def _known(keys: Mapping[str, Cell], items: Sequence[str], key: Path | None, path: Path) -> None:
    for name, cell in keys.items():
        if name not in items:
            raise at_line(
                key or path, cell.line, _("%(file)s has no column “%(column)s”."), file=path.name, column=name
            )


def _omitted(path: Path, connection: duckdb.DuckDBPyConnection, short: Mapping[str, str], people: int) -> list[int]:
    counted = ", ".join(f"count(*) FILTER ({is_missing(one)})" for one in short)
    omitted = [int(n) for n in connection.execute(f"SELECT {counted} FROM raw").fetchall()[0]]
    for name, missing in zip(short.values(), omitted, strict=True):
        if missing == people:
            raise in_column(path, name, NOBODY_ANSWERED)
    return omitted


def _columns(connection: duckdb.DuckDBPyConnection, names: Sequence[str], source: str) -> Numbers:
    """Columns as one table of numbers; NaN where there is none."""
    import numpy as np

    columns = connection.execute(f"SELECT {', '.join(names)} FROM {source}").fetchnumpy()
    return np.column_stack([np.ma.filled(columns[name], np.nan) for name in names])


def _points(
    path: Path, connection: duckdb.DuckDBPyConnection, short: Mapping[str, str], table: Numbers, people: int
) -> list[int]:
    """Sets the marks of empty cells to 0, and says how many there were of each item."""
    import numpy as np

    finite = np.isfinite(table)
    omitted = []
    for number, (one, name) in enumerate(short.items()):
        missing = people - int(finite[:, number].sum())
        if missing:  # what the cells hold is looked at only here: that takes longest
            refuse_where(
                path, connection, is_no_number(one), one, name,
                _("“%(cell)s” is no number of points. Give the right answers with --key, if these are choices."),
            )  # fmt: skip
        if missing == people:
            raise in_column(path, name, NOBODY_ANSWERED)
        omitted.append(missing)
    table[~finite] = 0.0
    return omitted


def _greatest(path: Path, max_marks: Path | None, items: Sequence[str], marks: Numbers, by_key: bool) -> Numbers:
    """The greatest mark of each item: as given; 1 where marks do not pass it; else the best mark that anybody had."""
    import numpy as np

    if max_marks is None:
        return np.where(marks.max(axis=0) <= 1, 1.0, marks.max(axis=0)) if not by_key else np.ones(len(items))
    given = read_pairs(max_marks, ("item", "item"), ("max_mark", "max", "max_marks", "maximum", "mark"))
    _known(given, items, max_marks, path)
    found = []
    for number, name in enumerate(items):
        if name not in given:
            raise FileFault(_("%(file)s says no greatest mark for %(name)s."), file=max_marks.name, name=name)
        cell = given[name]
        try:
            value = float(cell.text)
        except ValueError:
            value = float("nan")
        if not 0 < value < float("inf"):
            raise at_line(
                max_marks, cell.line, _("“%(cell)s” is no greatest mark; it must be above 0."), cell=cell.text
            )
        over = np.flatnonzero(marks[:, number] > value + 1e-9)
        if len(over):
            line = line_of(path, int(over[0]))
            raise at_cell(path, line, name, _("%(mark)s is more than the greatest mark %(most)s."), mark=f"{marks[over[0], number]:g}", most=f"{value:g}")  # fmt: skip
        found.append(value)
    return np.array(found)


def _options(
    connection: duckdb.DuckDBPyConnection, number: int, key: Cell, file: Path | None, people: int
) -> list[Option]:
    rows = connection.execute(
        f"""SELECT trim(i{number}) AS answer, count(*) AS n, avg(total - m{number})
            FROM raw JOIN totals ON totals.r = raw.rowid JOIN marked ON marked.r = raw.rowid
            WHERE NOT {is_missing(f"i{number}")} GROUP BY answer ORDER BY n DESC, answer"""
    ).fetchall()
    known = [answer for answer, _n, _mean in rows]
    if key.text not in known:
        raise at_line(
            file or Path(), key.line, _("“%(answer)s” is no answer that anybody gave; given were %(known)s."),
            answer=key.text, known=", ".join(sorted(known)[:MOST_OPTIONS]),
        )  # fmt: skip
    shown = [row for row in rows[:MOST_OPTIONS] if row[0] != key.text] + [row for row in rows if row[0] == key.text]
    return [
        Option(answer, n / people, None if mean is None else float(mean), answer == key.text)
        for answer, n, mean in sorted(shown)
    ]
