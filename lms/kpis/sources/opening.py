"""A file made ready for the engine: its header, and a relation of its rows as text."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from lms.kpis.rules.profiles import MADE, Profile
from lms.kpis.rules.sql import literal, name, texts
from lms.kpis.sources.encodings import NAMES, Look
from lms.kpis.sources.faults import RowFault, SourceFault
from lms.kpis.sources.json_objects import MOST_COLUMNS
from lms.kpis.sources.kinds import kind_of
from lms.kpis.sources.rows import Line, rows_of, separator_of

NULLS = ("",)
LARGEST_ROW = 16 * 1024 * 1024


@dataclass
class Opened:
    """A file with its header. `lines` says that the relation knows the line of each row (`line`); else it is 0."""

    path: Path
    kind: str
    header: tuple[str, ...]
    look: Look
    separator: str = ","
    lines: bool = False
    rows: int = 0
    faults: list[RowFault] = field(default_factory=list)
    straight: Path | None = None

    @property
    def quick(self) -> bool:
        """Can the engine read the file as it is?"""
        return self.kind == "parquet" or (self.kind == "csv" and self.straight is None)

    def locate(self, heading: str) -> str | None:
        """The SQL name of a heading's column: as written, else whatever its case and spaces. None: there is none."""
        if heading == "@line":
            return "CAST(line AS VARCHAR)"
        if heading == "@content":
            return "made"
        if heading in self.header:
            return f"c{self.header.index(heading)}"
        plain = [plain_heading(one) for one in self.header]
        wanted = plain_heading(heading)
        return f"c{plain.index(wanted)}" if wanted in plain else None


def plain_heading(heading: str) -> str:
    """A heading without its case and spaces."""
    return "".join(heading.split()).casefold()


def open_file(path: Path, profile: Profile | None) -> Opened:
    """Look at a file: what it is and its header. Raises SourceFault where it is none that we read."""
    look = Look(path)
    if not look.size:
        raise SourceFault("file_empty")
    kind = kind_of(path, profile)
    if kind == "parquet":
        return Opened(path, kind, _parquet_header(path), look)
    first = next(iter(rows_of(path, kind, profile)), None)
    if first is None:
        raise SourceFault("file_empty")
    header = _header(first.cells)
    opened = Opened(path, kind, header, look)
    if kind == "csv":
        opened.separator = _separator(path, profile)
    return opened


def _header(cells: Sequence[str]) -> tuple[str, ...]:
    header = [" ".join(cell.replace("\ufeff", "").split()) for cell in cells]
    while header and not header[-1]:
        header.pop()
    if not header:
        raise SourceFault("file_empty")
    if len(header) > MOST_COLUMNS:
        raise SourceFault("file_too_wide", most=MOST_COLUMNS)
    if not all(map(storable, header)):
        raise SourceFault("file_not_text")
    return tuple(header)


def _separator(path: Path, profile: Profile | None) -> str:
    with path.open("rb") as file:
        for _ in range(profile.header_row if profile else 1):
            line = file.readline(LARGEST_ROW)
    return separator_of(line.decode("utf-8", "replace").replace("\0", ""), profile.separator if profile else None)


def _parquet_header(path: Path) -> tuple[str, ...]:
    import duckdb

    try:
        with duckdb.connect() as connection:
            rows = connection.execute(f"DESCRIBE SELECT * FROM read_parquet({literal(path)})").fetchall()
    except duckdb.Error as error:
        raise SourceFault("file_not_parquet") from error
    return _header([row[0] for row in rows])


def may_be_read_quickly(opened: Opened, profile: Profile) -> bool:
    """Is the file plain UTF-8, as far as can be said before reading it?"""
    if opened.kind == "parquet":
        return True
    encoding = NAMES.get((profile.encoding or "utf-8").lower())
    plain = opened.kind == "csv" and encoding == "utf-8-sig" and not opened.look.holds_nul
    return plain and opened.separator.isascii() and _lines_are_rows(opened.path, profile.header_row - 1)


def has_usual_spaces(opened: Opened, profile: Profile) -> bool:
    """Is every space in the file's cells the one of ASCII? The engine reads empty cells of such a file as no text at all."""
    return opened.kind == "csv" and may_be_read_quickly(opened, profile) and not opened.look.holds_odd_spaces


def _lines_are_rows(path: Path, count: int) -> bool:
    """Would the engine, which passes over rows and not lines, pass over as many as we do?"""
    with path.open("rb") as file:
        lines = [file.readline(LARGEST_ROW).removesuffix(b"\n").removesuffix(b"\r") for _ in range(count)]
    return not any(b'"' in line or b"\r" in line for line in lines)


def relation(opened: Opened, profile: Profile, *, numbered: bool) -> str:
    """The SQL of the rows: c0, c1, … as text, `line`, and `made` where the profile asks for a number made of the content."""
    width = len(opened.header)
    if opened.straight is not None:
        columns = {"line": "BIGINT", **{f"c{i}": "VARCHAR" for i in range(width)}}
        body = f"SELECT * FROM {_csv(opened.straight, ',', columns, NULLS)}"
    elif opened.kind == "parquet":
        nulls = texts((*NULLS, *profile.null_words))
        cells = ", ".join(
            f"CASE WHEN CAST({name(heading)} AS VARCHAR) NOT IN ({nulls}) THEN CAST({name(heading)} AS VARCHAR) END AS c{i}"
            for i, heading in enumerate(opened.header)
        )
        line = "file_row_number + 1" if numbered else "0"
        option = ", file_row_number = true" if numbered else ""
        body = f"SELECT {line} AS line, {cells} FROM read_parquet({literal(opened.path)}{option})"
    else:
        columns = {f"c{i}": "VARCHAR" for i in range(width)}
        nulls_of = (*NULLS, *profile.null_words)
        source = _csv(opened.path, opened.separator, columns, nulls_of, skip=profile.header_row - 1)
        body = f"SELECT {'row_number() OVER () + 1' if numbered else '0'} AS line, * FROM {source}"
    if _asks_for(profile, "@content"):
        row = ", ".join(f"c{i}" for i in range(width))
        key = f"lpad(to_hex(hash({row})), 16, '0')"
        count = f"row_number() OVER (PARTITION BY {row} ORDER BY line)"
        body = f"SELECT *, {key} || '-' || {count} AS made FROM ({body})"
    return body


def needs_lines(profile: Profile) -> bool:
    """Does the profile need the order of the rows?"""
    return profile.fold or profile.repeated != "reject" or any(_asks_for(profile, made) for made in MADE)


def _asks_for(profile: Profile, made: str) -> bool:
    return any(made in rule.columns for rule in profile.fields.values())


def _csv(path: Path, separator: str, columns: dict[str, str], nulls: Sequence[str], skip: int = 0) -> str:
    named = ", ".join(f"'{key}': '{value}'" for key, value in columns.items())
    return (
        f"read_csv({literal(path)}, auto_detect = false, header = true, delim = {literal(separator)}, quote = '\"', "
        f"escape = '\"', nullstr = [{texts(nulls)}], columns = {{{named}}}, strict_mode = true, null_padding = false, "
        f"max_line_size = {LARGEST_ROW}, skip = {skip})"
    )


def straighten(opened: Opened, profile: Profile, folder: Path, *, most: int | None = None) -> None:
    """Write the rows anew as a plain CSV that the engine cannot misread, each with its line; what is wrong with a whole row
    is noted. Slow beside the engine's own reading, so only where that fails or faults must be named."""
    width, target = len(opened.header), folder / "straight.csv"
    nulls = {"", *profile.null_words}
    opened.faults, opened.rows = [], 0
    rows = rows_of(opened.path, opened.kind, profile)
    next(rows, None)
    with target.open("w", encoding="utf-8", newline="", errors="surrogatepass") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL)
        writer.writerow(["line", *(f"c{i}" for i in range(width))])
        for row in islice(rows, most):
            cells = [cell.strip() for cell in row.cells]
            if not any(cells) and not row.fault:
                continue
            opened.rows += 1
            fault = RowFault(row.number, "", "", "", row.fault) if row.fault else _row_fault(row, cells, opened.header)
            if fault:
                opened.faults.append(fault)
                continue
            cells += [""] * (width - len(cells))
            writer.writerow([row.number, *("" if cell in nulls else cell for cell in cells[:width])])
    opened.straight, opened.lines = target, True


def _row_fault(row: Line, cells: list[str], header: Sequence[str]) -> RowFault | None:
    """What is wrong with a whole row: too few or too many cells, or a cell with what no text may hold."""
    filled, width = len(cells), len(header)
    while filled > width and not cells[filled - 1]:
        filled -= 1
    if filled > width or len(cells) < width:
        return RowFault(row.number, "", "", str(len(cells)), "ragged", str(width))
    if storable("".join(cells)):
        return None
    place = next((index for index, cell in enumerate(cells[:width]) if not storable(cell)), 0)
    return RowFault(row.number, "", header[place], "", "bad_character")


def storable(text: str) -> bool:
    """Can a text be kept? PostgreSQL takes no NUL, and nothing takes half of a character."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in text


def sample(opened: Opened, profile: Profile | None, most: int) -> Iterator[list[str]]:
    """The first rows as they stand in the file."""
    if opened.kind == "parquet":
        yield from _parquet_sample(opened, most)
        return
    rows = rows_of(opened.path, opened.kind, profile)
    next(rows, None)
    width = len(opened.header)
    for row in islice(rows, most):
        yield [*(cell.strip() for cell in row.cells[:width]), *([""] * (width - len(row.cells)))]


def _parquet_sample(opened: Opened, most: int) -> Iterator[list[str]]:
    import duckdb

    with duckdb.connect() as connection:
        cells = ", ".join(f"CAST({name(heading)} AS VARCHAR)" for heading in opened.header)
        found = connection.execute(f"SELECT {cells} FROM read_parquet({literal(opened.path)}) LIMIT {most}").fetchall()
    yield from ([cell or "" for cell in row] for row in found)


def repeated_headings(header: Sequence[str]) -> list[str]:
    """Headings that stand more than once: a profile cannot say which is meant."""
    return sorted(heading for heading, count in Counter(header).items() if count > 1 and heading)
