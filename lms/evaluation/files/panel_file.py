"""A panel from a CSV: one line for each unit and period."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from lms.core.speech import marked as _
from lms.core.tables.columns import (
    EMPTY_CELL,
    NO_NUMBER,
    TOO_LARGE,
    FileFault,
    at_cell,
    at_line,
    columns_of,
    is_missing,
    is_no_number,
    is_too_large,
    line_of,
    refuse_where,
)
from lms.evaluation.files.covariates import known_before
from lms.evaluation.files.periods import calendar_of, expected, period_number
from lms.evaluation.rules.effects.panel import NEVER, Calendar, Panel, PanelFault, panel_of

if TYPE_CHECKING:
    import duckdb

TOO_MUCH = {
    "too_many_periods": _(
        "%(file)s has %(periods)s different periods; at most %(limit)s are estimated. Count in months."
    ),
    "too_large": _("%(file)s has %(units)s units and %(periods)s periods; units × periods may be %(limit)s at most."),
}
NO_PERIOD = _("“%(cell)s” is not %(expected)s, as the column “%(time)s” counts.")
NO_START = _(
    "“%(cell)s” is not %(expected)s, or 0 or nothing for those never trained, as the column “%(time)s” counts."
)
TWICE = _("“%(unit)s” already has a line for %(period)s, line %(earlier)s.")
TWICE_IN_A_MONTH = _("“%(unit)s” already has a line for %(period)s, line %(earlier)s. Dates are read as their month; count weeks or days as whole numbers.")  # fmt: skip
CHANGES = _("it must be the same in all lines of “%(unit)s”, and differs from line %(earlier)s.")
NOBODY = ("0", "0.0", "never", "inf")


@dataclass(frozen=True)
class PanelColumns:
    """The names of the columns in the file."""

    unit: str
    time: str
    treated_at: str
    outcome: str
    weight: str | None = None
    cluster: str | None = None
    stratum: str | None = None
    covariates: tuple[str, ...] = ()

    def named(self) -> dict[str, str]:
        """Those that were given, by meaning; covariates as x0, x1 …"""
        alone = {key: name for key, name in vars(self).items() if name is not None and key != "covariates"}
        return alone | {f"x{n}": name for n, name in enumerate(self.covariates)}


def read_panel(path: Path, columns: PanelColumns) -> Panel:
    """The panel; raises FileFault with a sentence that names line and column."""
    named = columns.named()
    numbers = [key for key in ("outcome", "weight") if key in named]
    covariates = [f"x{n}" for n in range(len(columns.covariates))]
    with columns_of(path, named, [*numbers, *covariates]) as connection:
        _refuse_cells(path, connection, named, numbers)
        calendar = _number_periods(path, connection, columns)
        coded = {key: _coded(path, connection, key, named) for key in ("unit", "cluster", "stratum") if key in named}
        data = connection.execute(
            f"""SELECT raw.rowid AS row, times.number AS time, starts.number AS treated_at,
            {", ".join(f"coalesce({key}_number, 'NaN') AS {key}" for key in numbers)},
            {", ".join(f"{key}s.code AS {key}" for key in coded)}
            FROM raw JOIN times USING (time) JOIN starts USING (treated_at)
            {" ".join(f"JOIN {key}s USING ({key})" for key in coded)}"""
        ).fetchnumpy()
        known = [known_before(path, connection, key, named[key]) for key in covariates]
    labels = coded["unit"]
    given = {key: np.asarray(data[key]) for key in ("unit", "time", "treated_at", "outcome")}
    more = {key: np.asarray(data[key]) for key in ("weight", "cluster", "stratum") if key in named}
    try:
        panel = panel_of(**given, **more, calendar=calendar)
    except PanelFault:
        order = np.argsort(np.asarray(data["row"]))  # DuckDB may give the rows in any order; name the first fault
        try:
            panel_of(**{key: value[order] for key, value in (given | more).items()}, calendar=calendar)
        except PanelFault as fault:
            raise _told(path, fault, named, calendar, labels) from fault
        raise
    return replace(
        panel,
        units=np.array(labels, dtype=object),
        covariates=np.concatenate(known, axis=1) if known else None,
        adjusted_for=columns.covariates,
    )


def _refuse_cells(
    path: Path, connection: duckdb.DuckDBPyConnection, named: dict[str, str], numbers: Sequence[str]
) -> None:
    for key in numbers:
        refuse_where(path, connection, is_no_number(key), key, named[key], NO_NUMBER)
        refuse_where(path, connection, is_too_large(key), key, named[key], TOO_LARGE)
    if "weight" in named:
        bad = f"{is_missing('weight')} OR weight_number <= 0"
        refuse_where(path, connection, bad, "weight", named["weight"], _("“%(cell)s” is not a weight above 0."))


def _coded(path: Path, connection: duckdb.DuckDBPyConnection, key: str, named: dict[str, str]) -> list[str]:
    """Number the units or clusters (table `units`, `clusters`); their names in that order."""
    connection.execute(f"CREATE TEMP TABLE {key}s AS SELECT {key}, dense_rank() OVER (ORDER BY trim({key})) - 1 AS code FROM (SELECT DISTINCT {key} FROM raw)")  # fmt: skip
    if connection.execute(f"SELECT count(*) FROM {key}s WHERE trim({key}) = ''").fetchall()[0][0]:
        refuse_where(path, connection, f"trim({key}) = ''", key, named[key], EMPTY_CELL)
    found = connection.execute(f"SELECT DISTINCT code, trim({key}) FROM {key}s ORDER BY code").fetchall()
    return [row[1] for row in found]


def _number_periods(path: Path, connection: duckdb.DuckDBPyConnection, columns: PanelColumns) -> Calendar:
    """Number the distinct periods (tables `times` and `starts`); one calendar for both columns."""
    never = f"{is_missing('treated_at')} OR lower(trim(treated_at)) IN ({', '.join(repr(one) for one in NOBODY)})"
    times = [
        row[0] for row in connection.execute("SELECT time FROM raw GROUP BY time ORDER BY min(raw.rowid)").fetchall()
    ]
    connection.execute(
        "CREATE TEMP TABLE given AS SELECT treated_at, min(raw.rowid) AS first FROM raw GROUP BY treated_at"
    )
    starts = [row[0] for row in connection.execute(f"SELECT treated_at FROM given WHERE NOT ({never}) ORDER BY first").fetchall()]  # fmt: skip
    calendar = calendar_of(cell.strip() for cell in times)
    for table, key, column, cells in (
        ("times", "time", columns.time, times),
        ("starts", "treated_at", columns.treated_at, starts),
    ):
        numbers = {cell: period_number(cell.strip(), calendar) for cell in cells}
        wrong = next((cell for cell, number in numbers.items() if number is None), None)
        if wrong is not None:
            quoted = "'" + wrong.replace("'", "''") + "'"
            if not wrong.strip():
                refuse_where(path, connection, f"{key} = {quoted}", key, column, EMPTY_CELL)
            sentence = NO_PERIOD if table == "times" else NO_START
            values = {"expected": expected(calendar), "time": columns.time}
            refuse_where(path, connection, f"{key} = {quoted}", key, column, sentence, **values)
        connection.execute(f"CREATE TEMP TABLE {table} ({key} VARCHAR, number BIGINT)")
        if numbers:
            connection.executemany(f"INSERT INTO {table} VALUES (?, ?)", list(numbers.items()))
    connection.execute(f"INSERT INTO starts SELECT treated_at, {NEVER} FROM given WHERE {never}")
    return calendar


def _told(path: Path, fault: PanelFault, named: dict[str, str], calendar: Calendar, labels: list[str]) -> FileFault:
    if fault.row is None:
        return FileFault(TOO_MUCH[fault.code], file=path.name, **fault.values)
    lines = line_of(path, fault.row), line_of(path, fault.values["earlier"])
    unit = labels[int(fault.values["unit"])]
    if fault.code == "twice":
        sentence = TWICE_IN_A_MONTH if calendar.kind == "month" else TWICE
        period = calendar.name(fault.values["time"])
        return at_line(path, lines[0], sentence, unit=unit, period=period, earlier=lines[1])
    column = named[fault.values["what"]]
    return at_cell(path, lines[0], column, CHANGES, unit=unit, earlier=lines[1])
