"""The one query that turns work orders into sums by month, technician, team, product and all, for every KPI at once.

It is plain SQL that DuckDB and PostgreSQL both run. Orders are first added up by their finest groups, and those few groups
are then rolled up with GROUPING SETS: the orders themselves are read once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from lms.kpis.rules.expression_sql import Dialect, HasRoot, Needs, Setting, needs, next_column, working_column
from lms.kpis.rules.measures import Measure, sum_columns, value_columns
from lms.kpis.rules.working_time import Calendar, days_sql, local_sql, worked_sql

KEYS = ("source", "technician", "team", "product")
LEVELS = {15: "all", 7: "source", 3: "technician", 5: "team", 6: "product"}
"""What GROUPING(source, technician, team, product) says of a row: "source" is all orders of one source."""
ALL_SOURCES, PRODUCT = 15, 6
CLASSIFYING = ("kind", "product", "team", "region", "priority", "status", "source")
"""Columns that sort orders rather than name what they are about: of two orders without them, one may be the next of the other."""
SUMS = ("n", "total", "base", "squares", "logs", "log_squares")


@dataclass(frozen=True)
class Surroundings:
    """What the query is told beside the definitions."""

    dialect: Dialect
    zone: ZoneInfo
    calendar: Calendar

    def setting(self, window: int | None, at: datetime | None) -> Setting:
        """What an expression with a window is told when it is computed at a moment."""
        return Setting(window, at, self.calendar.around_the_clock, self.calendar.earlier_urgent(self.zone))


def month_list(months: Sequence[date]) -> str:
    """The months as SQL dates."""
    return ", ".join(f"DATE '{month.isoformat()}'" for month in sorted(months))


def prepared_sql(needed: Needs, around: Surroundings, orders: str = "orders") -> str:
    """SQL of the orders with what expressions need beside their own columns."""
    zone, calendar, is_duckdb = around.zone, around.calendar, around.dialect == "duckdb"
    columns, joins = ["o.*"], []
    for moment in sorted(needed.moments):
        alias = f"d_{moment}"
        local = local_sql(f"o.{moment}", zone)
        columns.append(f"{worked_sql(local, alias, calendar, duckdb=is_duckdb)} AS {working_column(moment)}")
        joins.append(f"LEFT JOIN working_day {alias} ON {alias}.day = CAST({local} AS DATE)")
    for keys in sorted(needed.nexts):
        columns.append(f"{_next_sql(keys)} AS {next_column(keys)}")
    days = f"WITH working_day AS MATERIALIZED ({days_sql(calendar)}) " if needed.moments else ""
    return f"{days}SELECT {', '.join(columns)} FROM {orders} o {' '.join(joins)}".rstrip()


def _next_sql(keys: tuple[str, ...]) -> str:
    known = " AND ".join(f"o.{key} IS NOT NULL" for key in keys if key not in CLASSIFYING) or "TRUE"
    same = ", ".join(f"o.{key}" for key in dict.fromkeys(("source", *keys)))
    after = f"LEAD(o.opened_at) OVER (PARTITION BY {same} ORDER BY o.opened_at, o.order_no)"
    days = f"CAST(EXTRACT(EPOCH FROM ({after} - o.opened_at)) AS DOUBLE PRECISION) / 86400.0"
    return f"CASE WHEN {known} THEN COALESCE({days}, CAST('Infinity' AS DOUBLE PRECISION)) END"


def valued_sql(
    measures: Sequence[Measure],
    around: Surroundings,
    setting: Setting,
    where: str,
    columns: str,
    also: Sequence[HasRoot] = (),
) -> str:
    """SQL of one row an order: `columns`, and what each measure makes of the order, as `<name>_x` and so on. `also` are
    expressions that `where` is made of."""
    needed = needs(*also, *(expression for one in measures for expression in one.expressions))
    values = []
    for one in measures:
        own = around.setting(one.window, setting.at)
        values += [f"{sql} AS {one.name}_{part}" for part, sql in value_columns(one, around.dialect, own).items()]
    prepared = prepared_sql(needed, around)
    return f"SELECT {', '.join([columns, *values])} FROM ({prepared}) p WHERE {where}"


def readings_sql(measures: Sequence[Measure], around: Surroundings, setting: Setting, months: Sequence[date]) -> str:
    """The query: month, what GROUPING says (`grouped`), the keys, then the sums of each measure in the order of `sum_names`,
    called `<name>_n` and so on."""
    finest, rolled, kept = [], [], []
    for one in measures:
        for part, sql in sum_columns(one).items():
            finest.append(f"{sql} AS {one.name}_{part}")
            kind = "BIGINT" if part == "n" else "DOUBLE PRECISION"
            rolled.append(f"CAST(SUM({one.name}_{part}) AS {kind}) AS {one.name}_{part}")
            kept.append(f"CAST({one.name}_{part} AS {kind})")
    keys = ", ".join(KEYS)
    valued = valued_sql(measures, around, setting, f"month IN ({month_list(months)})", f"month, {keys}")
    # By who did it and by what it was about apart: together they would make as many groups as there are orders.
    fine = (
        f"SELECT month, {keys}, GROUPING(product) AS of_people, {', '.join(finest)} FROM ({valued}) v "
        "GROUP BY GROUPING SETS ((month, source, technician, team), (month, source, product))"
    )
    sums = ", ".join(rolled)
    return (
        f"WITH fine AS ({fine}) "
        "SELECT month, 2 * GROUPING(source, technician, team) + 1 AS grouped, source, technician, team, NULL AS product, "
        f"{sums} FROM fine WHERE of_people = 1 "
        "GROUP BY GROUPING SETS ((month), (month, source), (month, source, technician), (month, source, team)) "
        f"UNION ALL SELECT month, {PRODUCT}, source, NULL, NULL, product, {', '.join(kept)} FROM fine WHERE of_people = 0"
    )


def medians_sql(measures: Sequence[Measure], around: Surroundings, setting: Setting, months: Sequence[date]) -> str:
    """The same groups with the median of each measure: medians do not add up, so the orders are read for them."""
    keys = ", ".join(KEYS)
    valued = valued_sql(measures, around, setting, f"month IN ({month_list(months)})", f"month, {keys}")
    medians = ", ".join(
        f"PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY {one.name}_x) AS {one.name}_median" for one in measures
    )
    return f"SELECT month, GROUPING({keys}) AS grouped, {keys}, {medians} FROM ({valued}) v {_grouping_sets()}"


def subject_key_sql() -> tuple[str, str]:
    """Source and key of the subject that a row of `readings_sql` is about, as SQL; the key is null where orders name none."""
    named = " ".join(
        f"WHEN {grouped} THEN NULLIF({level}, '')" for grouped, level in LEVELS.items() if level in KEYS[1:]
    )
    return f"CASE WHEN grouped = {ALL_SOURCES} THEN '' ELSE source END", f"CASE grouped {named} ELSE '' END"


def rows_sql(measures: Sequence[Measure], numbers: Sequence[int]) -> str:
    """One row a measure and group out of the table `rolled` (see `readings_sql`) and, where medians are asked for, the
    table `middle` (see `medians_sql`): the number given for the measure, the subject's id out of the table `subject_ids`,
    month, then the columns of a reading."""
    source, key = subject_key_sql()
    same = " AND ".join(f"m.{column} IS NOT DISTINCT FROM r.{column}" for column in ("month", "grouped", *KEYS))
    parts = []
    for one, number in zip(measures, numbers, strict=True):
        sums = ", ".join(f"COALESCE({sql}, 0)" for sql in _six_sums(one))
        middle = one.kind == "median"
        parts.append(
            f"SELECT {number} AS kpi_id, s.id AS subject_id, CAST(r.month AS VARCHAR) AS month, {sums}, "
            f"{f'm.{one.name}_median' if middle else 'NULL'} "
            f"FROM (SELECT *, {source} AS subject_source, {key} AS subject_key FROM rolled WHERE {one.name}_n > 0) r "
            "JOIN subject_ids s ON s.grouped = r.grouped AND s.source = r.subject_source AND s.key = r.subject_key "
            + (f"LEFT JOIN middle m ON {same}" if middle else "")
        )
    return " UNION ALL ".join(parts) + " ORDER BY 1, 2, 3"


def _six_sums(one: Measure) -> list[str]:
    """What `complete` does, as SQL."""
    has = sum_columns(one)
    column = {part: f"r.{one.name}_{part}" for part in has}
    column.setdefault("squares", column["total"])
    column.setdefault("base", column["n"])
    return [column.get(part, "0") for part in SUMS]


def _grouping_sets() -> str:
    sets = ["(month)", "(month, source)", *(f"(month, source, {key})" for key in KEYS[1:])]
    return f"GROUP BY GROUPING SETS ({', '.join(sets)})"


def together(measures: Sequence[Measure]) -> list[list[int]]:
    """Which measures (by position) are best asked for in one query: those that look ahead sort every order, and the fewer
    columns are carried through that the better."""
    groups: dict[frozenset[tuple[str, ...]], list[int]] = {}
    for number, one in enumerate(measures):
        groups.setdefault(needs(*one.expressions).nexts, []).append(number)
    return list(groups.values())


def sum_names(measures: Sequence[Measure]) -> list[tuple[int, str]]:
    """Which measure (by position) and which sum each column after the keys of `readings_sql` holds."""
    return [(number, part) for number, one in enumerate(measures) for part in sum_columns(one)]


def complete(kind: str, sums: dict[str, float]) -> dict[str, float]:
    """All six sums from those the query gave: the base is n but for rates; an indicator's square is itself."""
    n, total = int(sums["n"]), float(sums.get("total") or 0)
    squares = total if kind in ("share", "count") else float(sums.get("squares") or 0)
    base = float(sums.get("base") or 0) if kind == "rate" else float(n)
    return {
        "n": n, "total": total, "base": base, "squares": squares,
        "logs": float(sums.get("logs") or 0), "log_squares": float(sums.get("log_squares") or 0),
    }  # fmt: skip
