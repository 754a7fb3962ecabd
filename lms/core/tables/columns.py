"""A CSV as text columns in DuckDB, and where in the file a fault lies."""

from __future__ import annotations

import codecs
import csv
import logging
import re
import tempfile
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lms.core.speech import Sentence, ToldFault
from lms.core.speech import marked as _
from lms.core.tables.reading import ENCODINGS

if TYPE_CHECKING:
    import duckdb

log = logging.getLogger(__name__)
AT_ONCE = 1 << 22
MISSING = ("", "na", "n/a", "nan", "null", "none", ".")


NO_COLUMN = _("%(file)s has no column “%(column)s”. It has: %(names)s.")
NOTHING_HERE = _("nothing stands here.")
EMPTY_CELL = _("the cell is empty.")
NO_NUMBER = _("“%(cell)s” is not a number.")
TOO_LARGE = _("“%(cell)s” is too large.")


class FileFault(ToldFault):
    """A file that cannot be read, in a whole sentence for the person who brought it."""


def no_column(path: Path, names: Sequence[str], wanted: str) -> FileFault:
    """A column that is not there, and those that are."""
    return FileFault(NO_COLUMN, file=path.name, column=wanted, names=", ".join(names[:40]))


def encoding_of(path: Path) -> str:
    """The first encoding that the whole file can be read in."""
    for name in ENCODINGS:
        decoder = codecs.getincrementaldecoder(name)()
        try:
            with path.open("rb") as file:
                while chunk := file.read(AT_ONCE):
                    decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        return name
    raise FileFault(_("%(file)s is neither in UTF-8 nor in GB 18030: save it as “CSV UTF-8”."), file=path.name)


@contextmanager
def in_utf8(path: Path, encoding: str) -> Iterator[Path]:
    """The file itself, or a copy in UTF-8 for as long as it is read."""
    if encoding == ENCODINGS[0]:
        yield path
        return
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", newline="", suffix=".csv") as copy:
        with path.open(encoding=encoding, newline="") as file:
            while chunk := file.read(AT_ONCE):
                copy.write(chunk)
        copy.flush()
        yield Path(copy.name)


def header(path: Path, encoding: str | None = None) -> tuple[list[str], str]:
    """The column names, and what stands between columns."""
    try:
        with path.open(encoding=encoding or encoding_of(path), newline="") as file:
            first = file.readline()
            mark = max(",;\t", key=first.count)
            file.seek(0)
            names = [name.strip() for name in next(csv.reader(file, delimiter=mark), [])]
    except csv.Error as error:
        log.info("not CSV: %s", error)
        raise FileFault(_("%(file)s is not a CSV file: its first line cannot be read."), file=path.name) from error
    if not any(names):
        raise FileFault(_("%(file)s is empty: its first line must name the columns."), file=path.name)
    return names, mark


def column_place(path: Path, names: Sequence[str], wanted: str) -> int:
    """Where a column stands."""
    if names.count(wanted) == 1:
        return names.index(wanted)
    if wanted in names:
        raise FileFault(_("%(file)s has the column “%(column)s” more than once."), file=path.name, column=wanted)
    raise no_column(path, names, wanted)


@contextmanager
def columns_of(path: Path, wanted: dict[str, str], numbers: Collection[str]) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection with the table `raw`: `rowid` from 0 in the order of the file, each wanted column as text under its
    own key, and beside it, where it should hold numbers, the number as `…_number`."""
    import duckdb

    encoding = encoding_of(path)
    names, mark = header(path, encoding)
    places = {key: column_place(path, names, name) for key, name in wanted.items()}
    given = ", ".join(f"'c{n}': 'VARCHAR'" for n in range(len(names)))
    texts = [f"coalesce(c{place}, '') AS {key}" for key, place in places.items()]  # trimmed later: it costs most
    picked = ", ".join(texts + [f"try_cast(c{places[key]} AS DOUBLE) AS {key}_number" for key in numbers])
    with in_utf8(path, encoding) as source, duckdb.connect() as connection:
        connection.execute("SET threads = 2; SET memory_limit = '800MB'; SET enable_progress_bar = false")
        try:
            connection.execute(
                f"CREATE TEMP TABLE raw AS SELECT {picked} FROM read_csv(?, "
                f"auto_detect = false, header = true, delim = '{mark}', quote = '\"', escape = '\"', columns = {{{given}}})",
                [str(source)],
            )
        except duckdb.Error as error:
            raise _unreadable(path, str(error), len(names)) from error
        if not connection.execute("SELECT count(*) FROM raw").fetchall()[0][0]:
            raise FileFault(_("%(file)s has no lines below its column names."), file=path.name)
        yield connection


def numbers_of(path: Path, wanted: Sequence[str]) -> dict[str, Any] | None:
    """Columns as arrays of numbers, masked where a cell is empty, if every cell is a number or empty; else None, and
    `columns_of` can tell which is not. Four times as fast, and most files are sound."""
    import duckdb

    encoding = encoding_of(path)
    names, mark = header(path, encoding)
    places = {name: column_place(path, names, name) for name in wanted}
    kinds = dict.fromkeys(places.values(), "DOUBLE")
    given = ", ".join(f"'c{n}': '{kinds.get(n, 'VARCHAR')}'" for n in range(len(names)))
    picked = ", ".join(f"c{place}" for place in places.values())
    with in_utf8(path, encoding) as source, duckdb.connect() as connection:
        connection.execute("SET threads = 2; SET memory_limit = '800MB'; SET enable_progress_bar = false")
        try:
            columns = connection.execute(
                f"SELECT {picked} FROM read_csv(?, auto_detect = false, header = true, delim = '{mark}', quote = '\"', "
                f"escape = '\"', columns = {{{given}}})",
                [str(source)],
            ).fetchnumpy()
        except duckdb.Error:
            return None
    return {name: columns[f"c{place}"] for name, place in places.items()}


def line_of(path: Path, row: int) -> int:
    """The line of the file on which a row begins; quoted cells may hold line breaks."""
    encoding = encoding_of(path)
    _names, mark = header(path, encoding)
    with path.open(encoding=encoding, newline="") as file:
        reader = csv.reader(file, delimiter=mark)
        before, count = 0, -2
        for cells in reader:
            count += bool(cells)
            if count == row:
                return before + 1
            before = reader.line_num
    return before


def refuse_where(
    path: Path, connection: duckdb.DuckDBPyConnection, condition: str, key: str, column: str, sentence: str,
    **values: Any,
) -> None:  # fmt: skip
    """Refuse the first row for which the condition holds; the sentence takes the cell as %(cell)s, and the values."""
    found = connection.execute(f"SELECT rowid, {key} FROM raw WHERE {condition} ORDER BY rowid LIMIT 1").fetchall()
    if found:
        row, cell = found[0]
        raise at_cell(path, line_of(path, row), column, sentence, cell=str(cell).strip()[:60], **values)


def at_cell(path: Path, line: int, column: str, sentence: str, **values: Any) -> FileFault:
    """What is wrong with one cell."""
    return FileFault(
        _("%(file)s, line %(line)s, column “%(column)s”: %(said)s"), file=path.name, line=line, column=column,
        said=Sentence(sentence, values),
    )  # fmt: skip


def at_line(path: Path, line: int, sentence: str, **values: Any) -> FileFault:
    """What is wrong with one line."""
    return FileFault(_("%(file)s, line %(line)s: %(said)s"), file=path.name, line=line, said=Sentence(sentence, values))


def in_column(path: Path, column: str, sentence: str, **values: Any) -> FileFault:
    """What is wrong with one column as a whole."""
    return FileFault(
        _("%(file)s, column “%(column)s”: %(said)s"), file=path.name, column=column, said=Sentence(sentence, values)
    )


def is_missing(key: str) -> str:
    """SQL: the cell is left empty, or says so."""
    return f"lower(trim({key})) IN ({', '.join(repr(one) for one in MISSING)})"


def is_no_number(key: str) -> str:
    """SQL: the cell holds something, and it is no finite number."""
    return f"(NOT coalesce(isfinite({key}_number), false) AND NOT {is_missing(key)})"


def is_too_large(key: str) -> str:
    """SQL: the cell holds a number that nothing can be computed with: its square would be none."""
    return f"(isfinite({key}_number) AND abs({key}_number) > 1e100)"  # NaN would be above everything


def _unreadable(path: Path, message: str, columns: int) -> FileFault:
    found = re.search(r"Line:? (\d+)", message)
    if "columns" in message.lower() or "missing" in message.lower():
        sentence = _("the line does not have the %(columns)s columns that the first line names.")
    else:
        sentence = _("this cannot be read as CSV. Often a quotation mark is not closed.")
    log.info("not CSV: %s", message)
    values: dict[str, Any] = {"columns": columns}
    if found:
        return at_line(path, int(found.group(1)), sentence, **values)
    return FileFault(_("%(file)s: %(said)s"), file=path.name, said=Sentence(sentence, values))
