"""Columns of numbers, groups and periods from a CSV whose lines are independent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

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
    in_column,
    is_missing,
    is_no_number,
    is_too_large,
    line_of,
    refuse_where,
)
from lms.evaluation.files.periods import calendar_of, expected, period_number
from lms.evaluation.rules.effects.panel import Calendar, Flags, Floats, Integers

TREATED = ("1", "1.0", "yes", "y", "true", "treated", "treatment", "trained", "是", "培训")
COMPARED = ("0", "0.0", "no", "n", "false", "control", "comparison", "untrained", "否", "对照")


@dataclass(frozen=True, eq=False)
class Groups:
    """Two groups with their outcomes and covariates; NaN where a cell is empty."""

    treated: Flags
    names: tuple[str, str]  # of the treated, of the comparison
    outcome: Floats
    covariates: dict[str, Floats]
    clusters: int | None


@dataclass(frozen=True, eq=False)
class Series:
    """One series in the order of time."""

    time: Integers
    outcome: Floats
    offset: Floats | None
    calendar: Calendar


def read_groups(
    path: Path,
    *,
    group: str,
    outcome: str,
    covariates: Sequence[str] = (),
    control: str | None = None,
    cluster: str | None = None,
    where: Sequence[tuple[str, str]] = (),
) -> Groups:
    """The two groups; with `cluster`, the means of each cluster, for what was assigned counts."""
    numbers = {"outcome": outcome} | {f"x{n}": name for n, name in enumerate(covariates)}
    texts = {"side": group} | {f"w{n}": name for n, (name, _value) in enumerate(where)}
    texts |= {"cluster": cluster} if cluster else {}
    with columns_of(path, numbers | texts, list(numbers)) as connection:
        for n, (_name, value) in enumerate(where):
            connection.execute(f"DELETE FROM raw WHERE trim(w{n}) <> ?", [value])
        for key, name in numbers.items():
            refuse_where(path, connection, is_no_number(key), key, name, NO_NUMBER)
            refuse_where(path, connection, is_too_large(key), key, name, TOO_LARGE)
        refuse_where(path, connection, "trim(side) = ''", "side", group, EMPTY_CELL)
        sides = [row[0] for row in connection.execute("SELECT DISTINCT trim(side) FROM raw ORDER BY 1").fetchall()]
        treated, compared = _sides(path, group, sides, control)
        picked = ", ".join(f"avg(coalesce({key}_number, 'NaN'))" if cluster else f"coalesce({key}_number, 'NaN')" for key in numbers)  # fmt: skip
        source = f"SELECT trim(side) = ? AS treated, {picked} FROM raw"
        if cluster:
            refuse_where(path, connection, "trim(cluster) = ''", "cluster", cluster, EMPTY_CELL)
            mixed = "trim(cluster) IN (SELECT trim(cluster) FROM raw GROUP BY 1 HAVING count(DISTINCT trim(side)) > 1)"
            refuse_where(path, connection, mixed, "cluster", cluster, _("“%(cell)s” holds both groups, so it was not what was assigned."))  # fmt: skip
            seen = " AND ".join(f"NOT isnan(coalesce({key}_number, 'NaN'))" for key in numbers)
            source += f" WHERE {seen} GROUP BY trim(cluster), 1 ORDER BY trim(cluster)"
        else:
            source += " ORDER BY rowid"
        rows = connection.execute(source, [treated]).fetchall()
    values = np.array([row[1:] for row in rows], dtype=np.float64).reshape(len(rows), len(numbers))
    return Groups(
        np.array([row[0] for row in rows], dtype=bool),
        (treated, compared),
        values[:, 0],
        {name: values[:, n + 1] for n, name in enumerate(covariates)},
        len(rows) if cluster else None,
    )


def _sides(path: Path, column: str, sides: list[str], control: str | None) -> tuple[str, str]:
    """Which of two values is the treated group."""
    if len(sides) != 2:
        if not sides:
            raise in_column(path, column, _("two groups are needed, and there is none."))
        listed = ", ".join(f"“{one}”" for one in sides[:6])
        raise in_column(path, column, _("two groups are needed, and there are %(many)s: %(listed)s."), many=len(sides), listed=listed)  # fmt: skip
    first, second = sides
    if control is not None:
        if control not in sides:
            raise in_column(path, column, _("no line has “%(control)s”; there are “%(first)s” and “%(second)s”."), control=control, first=first, second=second)  # fmt: skip
        return (second, first) if control == first else (first, second)
    if first.lower() in COMPARED or second.lower() in TREATED:
        return second, first
    if second.lower() in COMPARED or first.lower() in TREATED:
        return first, second
    raise in_column(path, column, _("is “%(first)s” or “%(second)s” the comparison? Say so with --control."), first=first, second=second)  # fmt: skip


def read_series(path: Path, *, time: str, outcome: str, offset: str | None = None) -> Series:
    """One line for each period."""
    numbers = {"outcome": outcome} | ({"base": offset} if offset else {})
    with columns_of(path, numbers | {"time": time}, list(numbers)) as connection:
        for key, name in numbers.items():
            refuse_where(path, connection, is_no_number(key), key, name, NO_NUMBER)
            refuse_where(path, connection, is_too_large(key), key, name, TOO_LARGE)
        if offset:
            bad = f"({is_missing('base')} OR base_number <= 0) AND NOT {is_missing('outcome')}"
            refuse_where(path, connection, bad, "base", offset, _("“%(cell)s” is not a denominator above 0."))
        offset_sql = "coalesce(base_number, 'NaN')" if offset else "1.0"
        rows = connection.execute(f"SELECT trim(time), coalesce(outcome_number, 'NaN'), {offset_sql} FROM raw ORDER BY rowid").fetchall()  # fmt: skip
    calendar = calendar_of(row[0] for row in rows)
    numbered: list[int] = []
    for place, row in enumerate(rows):
        number = period_number(row[0], calendar)
        if number is None:
            said = _("“%(cell)s” is not %(expected)s.") if row[0] else EMPTY_CELL
            raise at_cell(path, line_of(path, place), time, said, cell=row[0][:60], expected=expected(calendar))
        numbered.append(number)
    periods = np.array(numbered, dtype=np.int64)
    order = np.argsort(periods, kind="stable")
    again = np.flatnonzero(np.diff(periods[order]) == 0)
    if len(again):
        place = int(order[again[0] + 1])
        raise at_line(path, line_of(path, place), _("there is already a line for %(period)s."), period=calendar.name(numbered[place]))  # fmt: skip
    values = np.array([row[1:] for row in rows], dtype=np.float64)[order]
    return Series(periods[order], values[:, 0], values[:, 1] if offset else None, calendar)


def start_number(start: str, calendar: Calendar) -> int:
    """The first period after the change, as the series counts."""
    number = period_number(start.strip(), calendar)
    if number is None:
        raise FileFault(_("--start: “%(start)s” is not %(expected)s, as the series counts."), start=start, expected=expected(calendar))  # fmt: skip
    return number
