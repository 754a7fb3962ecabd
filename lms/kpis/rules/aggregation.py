"""The one query that turns work orders into sums by month, technician, team, product and all, for every KPI at once.

It is plain SQL that DuckDB and PostgreSQL both run. Orders are first added up by their finest groups, and those few groups
are then rolled up with GROUPING SETS: the orders themselves are read once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from lms.kpis.rules.absence import CLASSIFYING, can_count, has_next
from lms.kpis.rules.expression_sql import Dialect, HasRoot, Needs, Setting, needs, next_column, working_column
from lms.kpis.rules.measures import Measure, raw_columns, sum_columns, value_columns
from lms.kpis.rules.periods import months_between
from lms.kpis.rules.working_slots import slot_minutes, slot_sql, slot_worked_sql, slots_sql
from lms.kpis.rules.working_time import Calendar, days_sql, local_sql, worked_sql

KEYS = ("source", "technician", "team", "product")
LEVELS = {15: "all", 7: "source", 3: "technician", 5: "team", 6: "product"}
"""What GROUPING(source, technician, team, product) says of a row: "source" is all orders of one source."""
ALL_SOURCES, PRODUCT = 15, 6
SUMS = ("n", "total", "base", "squares", "logs", "log_squares")


@dataclass(frozen=True)
class Surroundings:
    """What the query is told beside the definitions: `held` are the columns that any of the orders may fill (None: all),
    `span` the local days between which all their moments lie (None: not known); both only make it faster."""

    dialect: Dialect
    zone: ZoneInfo
    calendar: Calendar
    held: frozenset[str] | None = None
    span: tuple[date, date] | None = None

    def setting(self, window: int | None, at: datetime | None) -> Setting:
        """What an expression with a window is told when it is computed at a moment."""
        return Setting(window, at, self.calendar.around_the_clock, self.calendar.earlier_urgent(self.zone))


def months_sql(months: Sequence[date]) -> str:
    """SQL of "an order of one of these months"."""
    known = sorted(months)
    if known == months_between(known[0], known[-1]):
        return f"month BETWEEN DATE '{known[0].isoformat()}' AND DATE '{known[-1].isoformat()}'"
    return f"month IN ({month_list(known)})"


def month_list(months: Sequence[date]) -> str:
    """The months as SQL dates."""
    return ", ".join(f"DATE '{month.isoformat()}'" for month in sorted(months))


def prepared_sql(needed: Needs, around: Surroundings, orders: str = "orders") -> str:
    """SQL of the orders with what expressions need beside their own columns."""
    zone, calendar, is_duckdb = around.zone, around.calendar, around.dialect == "duckdb"
    length = slot_minutes(calendar, *around.span) if is_duckdb and around.span else None
    columns, joins = ["o.*"], []
    for moment in sorted(needed.moments):
        alias = f"d_{moment}"
        local = local_sql(f"o.{moment}", zone)
        if length:
            worked = slot_worked_sql(f"o.{moment}", alias, zone)
            joins.append(f"JOIN working_slot {alias} ON {alias}.slot = {slot_sql(f'o.{moment}', zone, length)}")
        else:
            worked = worked_sql(local, alias, calendar, duckdb=is_duckdb)
            joins.append(f"LEFT JOIN working_day {alias} ON {alias}.day = CAST({local} AS DATE)")
        columns.append(f"{worked} AS {working_column(moment)}")
    for keys in sorted(needed.nexts):
        columns.append(f"{_next_sql(keys, around.held)} AS {next_column(keys)}")
    days = f"WITH working_day AS MATERIALIZED ({days_sql(calendar)})" if needed.moments else ""
    if length and around.span and needed.moments:
        days += f", working_slot AS MATERIALIZED ({slots_sql(calendar, length, *around.span)})"
    return f"{days} SELECT {', '.join(columns)} FROM {orders} o {' '.join(joins)}".strip()


def _next_sql(keys: tuple[str, ...], held: frozenset[str] | None) -> str:
    if not has_next(keys, held):
        return "CAST(NULL AS DOUBLE PRECISION)"
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
    raw, values = ["p.*"], [columns]
    for one in measures:
        own = around.setting(one.window, setting.at)
        found = raw_columns(one, around.dialect, own)
        raw += [f"{sql} AS {one.name}_{part}" for part, sql in found.items()]
        made = value_columns(one)
        values += [f"{one.name}_{part}" for part in found if not made]
        values += [f"{sql} AS {one.name}_{part}" for part, sql in made.items()]
    inner = f"SELECT {', '.join(raw)} FROM ({prepared_sql(needed, around)}) p"
    return f"SELECT {', '.join(values)} FROM ({inner}) q WHERE {where}"


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
    valued = valued_sql(measures, around, setting, months_sql(months), f"month, {keys}")
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
    valued = valued_sql(measures, around, setting, months_sql(months), f"month, {keys}")
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


def named_sql() -> str:
    """The table `rolled` (see `readings_sql`) with the subjects' ids out of the table `subject_ids`, in their order."""
    source, key = subject_key_sql()
    return (
        f"SELECT s.id AS subject_id, r.* FROM (SELECT *, {source} AS subject_source, {key} AS subject_key FROM rolled) r "
        "JOIN subject_ids s ON s.grouped = r.grouped AND s.source = r.subject_source AND s.key = r.subject_key"
    )


def rows_sql(measures: Sequence[Measure], numbers: Sequence[int]) -> str:
    """One row a measure and group out of the table `named` (see `named_sql`) and, where medians are asked for, the table
    `middle` (see `medians_sql`): the number given for the measure, the subject's id, month, then the columns of a reading."""
    same = " AND ".join(f"m.{column} IS NOT DISTINCT FROM r.{column}" for column in ("month", "grouped", *KEYS))
    parts = []
    for one, number in zip(measures, numbers, strict=True):
        sums = ", ".join(f"COALESCE({sql}, 0)" for sql in _six_sums(one))
        middle = one.kind == "median"
        parts.append(
            f"SELECT {number} AS kpi_id, r.subject_id, CAST(r.month AS VARCHAR) AS month, {sums}, "
            f"{f'm.{one.name}_median' if middle else 'NULL'} FROM named r "
            + (f"LEFT JOIN middle m ON {same} " if middle else "")
            + f"WHERE r.{one.name}_n > 0"
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


def together(measures: Sequence[Measure], held: frozenset[str] | None = None) -> list[list[int]]:
    """Which measures (by position) are best asked for in one query: those that look ahead sort every order, and the fewer
    columns are carried through that the better. Those that can count no order are left out."""
    groups: dict[frozenset[tuple[str, ...]], list[int]] = {}
    for number, one in enumerate(measures):
        if can_count(one, held):
            ahead = frozenset(keys for keys in needs(*one.expressions).nexts if has_next(keys, held))
            groups.setdefault(ahead, []).append(number)
    return list(groups.values())


def span_sql(measures: Sequence[Measure], around: Surroundings) -> str | None:
    """SQL of the first and the last moment (UTC) of those whose working time the measures ask for. None: they ask for none."""
    moments = sorted(needs(*(expression for one in measures for expression in one.expressions)).moments)
    if not moments or around.dialect != "duckdb":
        return None
    ends = [f"{end}({moment})" for moment in moments for end in ("MIN", "MAX")]
    return f"SELECT LEAST({', '.join(ends)}), GREATEST({', '.join(ends)}) FROM orders"


def span_of(first: datetime | None, last: datetime | None) -> tuple[date, date] | None:
    """The local days, in whatever zone, between which moments from the first to the last lie."""
    day = timedelta(days=1)
    return None if first is None or last is None else (first.date() - day, last.date() + day)


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
