"""From a file to a table `incoming` of typed work orders, and what is wrong with the rest.

The quick way lets the engine read the file and only counts what fails. Where anything does, the careful way reads the file
again row by row, so that each fault has its line, its column and its reason.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lms.kpis.rules import casting
from lms.kpis.rules.casting import Cast
from lms.kpis.rules.fields import NEEDED
from lms.kpis.rules.folding import folded_sql
from lms.kpis.rules.profiles import Profile
from lms.kpis.rules.zones import to_local, to_utc
from lms.kpis.sources.faults import RowFault, SourceFault
from lms.kpis.sources.opening import (
    Opened,
    has_usual_spaces,
    may_be_read_quickly,
    needs_lines,
    relation,
    straighten,
)

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MOST_FAULTS = 100_000
MANY = 200_000
"""From so many rows on, sorting numbers in memory finds equal ones in a quarter of the engine's time."""


@dataclass
class Staged:
    """What became of a file's rows: `orders` lie in the table `incoming`; `repeated` rows said the same once more."""

    rows: int = 0
    orders: int = 0
    rejected: int = 0
    repeated: int = 0
    faults: list[RowFault] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)
    first: datetime | None = None
    last: datetime | None = None


def stage(
    connection: DuckDBPyConnection, opened: Opened, profile: Profile, folder: Path, *, zone: str, at: datetime,
    most: int | None = None,
) -> Staged:  # fmt: skip
    """Fill the table `incoming`. Raises SourceFault where the file as a whole cannot be read so."""
    import duckdb

    absent = _check_headings(opened, profile)
    reader = _Reader(connection, opened, profile, zone, at)
    staged = None
    if most is None and may_be_read_quickly(opened, profile):
        try:
            staged = reader.quickly()
        except duckdb.OutOfMemoryException:
            raise
        except duckdb.Error as error:
            if opened.kind == "parquet":
                raise SourceFault("file_not_parquet") from error
    if staged is None:
        if opened.kind == "parquet":
            staged = reader.carefully()
        else:
            straighten(opened, profile, folder, most=most)
            staged = reader.carefully()
    staged.absent = absent
    return staged


def _check_headings(opened: Opened, profile: Profile) -> list[str]:
    """Refuse a file that lacks a column the profile needs; give those that may be absent and are."""
    optional = {column for rule in profile.fields.values() if rule.optional for column in rule.columns}
    missing = [column for column in profile.columns() if opened.locate(column) is None]
    needed = [column for column in missing if column not in optional]
    if needed:
        raise SourceFault("column_missing", columns=", ".join(needed), header=", ".join(opened.header)[:400])
    return missing


class _Reader:
    """The queries of one file."""

    def __init__(
        self, connection: DuckDBPyConnection, opened: Opened, profile: Profile, zone: str, at: datetime
    ) -> None:
        self.connection, self.opened, self.profile = connection, opened, profile
        self.casts = casting.casts(profile, opened.locate, zone, usual_spaces=has_usual_spaces(opened, profile))
        until = at.astimezone(UTC) + timedelta(days=1)
        self.until = until.strftime("%Y-%m-%d %H:%M:%S")
        day = timedelta(days=1)  # what may be by a zone's clocks may be that much earlier or later by UTC
        self.within = datetime.fromisoformat(casting.EARLIEST).replace(tzinfo=UTC) - day, until + day
        self.month = f"CAST(date_trunc('month', {to_local('opened_at', zone, self.within)}) AS DATE)"

    def one(self, sql: str) -> tuple[Any, ...]:
        row = self.connection.execute(sql).fetchone()
        assert row is not None
        return row

    def quickly(self) -> Staged | None:
        """Everything in one pass of the engine. None where a row is wrong or an order comes twice."""
        self._read(numbered=needs_lines(self.profile))
        rows, bad = self.one("SELECT count(*), count(*) FILTER (WHERE bad) FROM staged")
        if bad:
            return None
        staged = Staged(rows=rows)
        if self.profile.fold:
            self._fold()
            if self.one("SELECT count(*) FROM incoming WHERE opened_at IS NULL")[0]:
                return None
        else:
            self.connection.execute("ALTER TABLE staged RENAME TO incoming")
            if self._comes_twice(rows):
                return None
        return self._counted(staged)

    def carefully(self) -> Staged:
        """Row by row: every fault is noted, and the rows without one make up `incoming`."""
        self._read(numbered=True)
        (rows,) = self.one("SELECT count(*) FROM staged")
        staged = Staged(rows=rows + len(self.opened.faults), faults=list(self.opened.faults))
        self.connection.execute("CREATE OR REPLACE TEMP TABLE rejected AS SELECT line FROM staged WHERE bad")
        for cast in self.casts:
            self._note_faults(staged, cast)
        heading = " / ".join(self.profile.fields["order_no"].columns)
        self._note(staged, casting.shortened("r_order_no"), heading, "r_order_no", "shortened")
        for needed in NEEDED:
            if needed == "order_no" or not self.profile.fold:
                heading = " / ".join(self.profile.fields[needed].columns)
                self._note(staged, f"{needed} IS NULL AND {_text_of(needed)} IS NULL", heading, "''", "missing")
        self.connection.execute("DELETE FROM staged WHERE bad")
        if self.profile.fold:
            self._fold()
            heading = " / ".join(self.profile.fields["opened_at"].columns)
            self._reject_from("incoming", staged, "opened_at IS NULL", heading, "missing")
        else:
            self._settle_repeats(staged)
        (bad,) = self.one("SELECT count(*) FROM rejected")
        staged.rejected = bad + len(self.opened.faults)
        staged.faults.sort(key=lambda fault: fault.line)
        return self._counted(staged)

    def _read(self, *, numbered: bool) -> None:
        """The table `staged`: one row a row of the file, typed, with `bad` for those that cannot be taken."""
        inner = ["*"] if numbered else ["line"]
        checks, outer = [], ["line"]
        for cast in self.casts:
            rule = self.profile.fields[cast.field.name]
            inner.append(f"{cast.sql} AS {cast.value}")
            if cast.absolute:
                inner.append(f"{cast.absolute} AS u_{cast.field.name}")
            if cast.field.kind != "text" or cast.field.name == "priority":
                inner.append(f"({cast.text} IS NOT NULL) AS p_{cast.field.name}")
                checks.append(f"(p_{cast.field.name} AND {cast.value} IS NULL)")
            wrong = casting.wrong(cast, rule, self.until)
            if wrong:
                checks.append(f"coalesce({wrong}, FALSE)")
            if self._may_hold_nul(cast):
                checks.append(_holds_nul(cast.value))
            outer.append(f"{casting.finished(cast, rule, self.within)} AS {cast.field.name}")
            if numbered:
                outer += [f"{cast.text} AS {_text_of(cast.field.name)}", f"{cast.value}"]
        checks += [f"{value} IS NULL" for value in self._needed_values()]
        checks.append(casting.shortened("r_order_no"))
        for name, rule in self.profile.fields.items():
            if self.profile.fold and rule.when:
                column = self.opened.locate(rule.when.column) or "NULL"
                inner.append(f"({casting.condition(column, rule.when.among, rule.when.not_among)}) AS w_{name}")
                outer.append(f"w_{name}")
        if self.profile.fold and self.profile.order_by:
            column = self.opened.locate(self.profile.order_by) or "NULL"
            own = (rule.dates for rule in self.profile.fields.values() if self.profile.order_by in rule.columns)
            dates, zone = next(filter(None, own), self.profile.dates), self.profile.zone or "UTC"
            local, absolute = casting.local_moment(column, dates)
            inner += [f"{local} AS r_sequence", f"{absolute} AS u_sequence"]
            outer.append(
                f"CASE WHEN u_sequence THEN r_sequence ELSE {to_utc('r_sequence', zone, self.within)} END AS sequence"
            )
        source = f"({relation(self.opened, self.profile, numbered=numbered)})"
        shapes = [f"{cast.plain} AS {cast.is_plain}" for cast in self.casts if cast.plain]
        if shapes:
            source = f"(SELECT *, {', '.join(shapes)} FROM {source})"
        month = "" if self.profile.fold else f", {self.month} AS month"
        body = f"SELECT {', '.join(outer)}, {' OR '.join(checks)} AS bad FROM (SELECT {', '.join(inner)} FROM {source})"
        keep_order = "true" if numbered else "false"
        self.connection.execute(f"SET preserve_insertion_order = {keep_order}")
        for table in ("staged", "incoming"):
            self.connection.execute(f"DROP TABLE IF EXISTS {table}")
        self.connection.execute(f"CREATE TABLE staged AS SELECT *{month} FROM ({body})")
        self.connection.execute("SET preserve_insertion_order = false")

    def _needed_values(self) -> list[str]:
        """What no row may lack: its number, and (in a log only once for the order) when it was opened."""
        return ["r_order_no"] if self.profile.fold else [f"r_{name}" for name in NEEDED]

    def _comes_twice(self, rows: int) -> bool:
        """May an order have come twice? By the hashes of their numbers: no for certain, or yes as good as certain."""
        if rows < MANY:
            return bool(self.one("SELECT count(*) - count(DISTINCT hash(order_no)) FROM incoming")[0])
        hashes = self.connection.execute("SELECT hash(order_no) AS hash FROM incoming").fetchnumpy()["hash"]
        hashes.sort()
        return bool((hashes[1:] == hashes[:-1]).any())

    def _fold(self) -> None:
        names = [cast.field.name for cast in self.casts if cast.field.name != "order_no"]
        folded = folded_sql(self.profile, names)
        self.connection.execute(f"CREATE TABLE incoming AS SELECT *, {self.month} AS month FROM ({folded})")
        self.connection.execute("DROP TABLE staged")

    def _may_hold_nul(self, cast: Cast) -> bool:
        """Files of other kinds are read row by row where a NUL is among their bytes."""
        return self.opened.kind == "parquet" and cast.field.kind == "text"

    def _note_faults(self, staged: Staged, cast: Cast) -> None:
        text = _text_of(cast.field.name)
        if cast.field.kind != "text" or cast.field.name == "priority":
            self._note(staged, f"{text} IS NOT NULL AND {cast.value} IS NULL", cast.column, text, cast.code)
        wrong = casting.wrong(cast, self.profile.fields[cast.field.name], self.until)
        if wrong:
            self._note(staged, f"coalesce({wrong}, FALSE)", cast.column, text, cast.wrong_code)
        if self._may_hold_nul(cast):
            self._note(staged, _holds_nul(cast.value), cast.column, "''", "bad_character")

    def _note(self, staged: Staged, where: str, heading: str, text: str, code: str) -> None:
        room = MOST_FAULTS - len(staged.faults)
        found = self.connection.execute(
            f"SELECT line, coalesce(left(replace(r_order_no, chr(0), ''), 200), ''), "
            f"left(replace({text}, chr(0), ''), 200) FROM staged WHERE {where} "
            f"ORDER BY line LIMIT {max(room, 0)}"
        ).fetchall()
        staged.faults += [RowFault(line, order, heading, value or "", code) for line, order, value in found]

    def _reject_from(self, table: str, staged: Staged, where: str, heading: str, code: str) -> None:
        found = self.connection.execute(f"SELECT line, order_no FROM {table} WHERE {where} ORDER BY line").fetchall()
        staged.faults += [RowFault(line, order, heading, "", code) for line, order in found]
        self.connection.execute(f"INSERT INTO rejected SELECT line FROM {table} WHERE {where}")
        self.connection.execute(f"DELETE FROM {table} WHERE {where}")

    def _settle_repeats(self, staged: Staged) -> None:
        """Of an order that comes more than once: rows that say the same count once; rows that differ are wrong, unless the
        profile says which counts."""
        names = [cast.field.name for cast in self.casts]
        content = f"hash({', '.join(names)})"
        heading = " / ".join(self.profile.fields["order_no"].columns)
        before = self.one("SELECT count(*) FROM staged")[0]
        same = f"row_number() OVER (PARTITION BY order_no, {content} ORDER BY line) = 1"
        columns = ", ".join(["line", *names, "month"])
        self.connection.execute(f"CREATE TABLE incoming AS SELECT {columns} FROM staged QUALIFY {same}")
        staged.repeated = before - self.one("SELECT count(*) FROM incoming")[0]
        if self.profile.repeated == "reject":
            found = self.connection.execute(
                "SELECT line, order_no, min(line) OVER w FROM incoming "
                "WINDOW w AS (PARTITION BY order_no) QUALIFY count(*) OVER w > 1 ORDER BY line"
            ).fetchall()
            staged.faults += [
                RowFault(line, order, heading, order, "repeated", str(other) if other != line else "")
                for line, order, other in found[:MOST_FAULTS]
            ]
            twice = "SELECT order_no FROM incoming GROUP BY order_no HAVING count(*) > 1"
            self.connection.execute(f"INSERT INTO rejected SELECT line FROM incoming WHERE order_no IN ({twice})")
            self.connection.execute(f"DELETE FROM incoming WHERE order_no IN ({twice})")
        else:
            direction = "DESC" if self.profile.repeated == "last" else "ASC"
            kept = f"row_number() OVER (PARTITION BY order_no ORDER BY line {direction}) > 1"
            self.connection.execute(f"DELETE FROM incoming WHERE line IN (SELECT line FROM incoming QUALIFY {kept})")
            staged.repeated = before - self.one("SELECT count(*) FROM incoming")[0]
        self.connection.execute("DROP TABLE staged")

    def _counted(self, staged: Staged) -> Staged:
        staged.orders, first, last = self.one("SELECT count(*), min(opened_at), max(opened_at) FROM incoming")
        staged.first = first.replace(tzinfo=UTC) if first else None
        staged.last = last.replace(tzinfo=UTC) if last else None
        return staged


def _holds_nul(value: str) -> str:
    return f"coalesce(contains({value}, chr(0)), FALSE)"


def _text_of(name: str) -> str:
    return f"t_{name}"
