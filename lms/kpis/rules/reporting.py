"""One KPI exactly, from the orders themselves, by one thing at a time: the SQL of `lms kpis report`, in both dialects."""

from __future__ import annotations

from collections.abc import Collection

from lms.kpis.rules.aggregation import Surroundings, valued_sql
from lms.kpis.rules.expression_sql import Setting, quote, to_sql
from lms.kpis.rules.expressions import Expression
from lms.kpis.rules.intervals import median_ranks
from lms.kpis.rules.measures import Measure, sum_columns
from lms.kpis.rules.working_time import local_sql

BY = {
    "technician": "source, technician", "team": "source, team", "product": "source, product", "month": "'', month",
    "none": "'', 'all'",
}  # fmt: skip
"""What a report may be by, and the two columns that name its groups."""


def orders_of(
    one: Measure, around: Surroundings, setting: Setting, *,
    by: str, first: str | None = None, last: str | None = None, source: str | None = None, only: Expression | None = None,
) -> str:  # fmt: skip
    """SQL of one row an order: `source`, `group_key`, and the measure's columns. Days are local and both included."""
    opened = f"CAST({local_sql('opened_at', around.zone)} AS DATE)"
    where = ["TRUE"]
    if first:
        where.append(f"{opened} >= DATE {quote(first)}")
    if last:
        where.append(f"{opened} <= DATE {quote(last)}")
    if source is not None:
        where.append(f"source = {quote(source)}")
    if only is not None:
        own = around.setting(one.window, setting.at)
        where.append(to_sql(only, around.dialect, own))
    of, key = BY[by].split(", ")
    columns = f"{of} AS of_source, {key} AS group_key"
    return valued_sql([one], around, setting, " AND ".join(where), columns, [only] if only else [])


def sums_sql(one: Measure, orders: str) -> tuple[list[str], str]:
    """The names of the sums, and SQL of one row a group: source, key, the sums, and the median where there are numbers."""
    columns = sum_columns(one)
    names, sums = list(columns), list(columns.values())
    if one.kind in ("mean", "median"):
        names.append("median")
        sums.append(f"PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY {one.name}_x)")
    groups = "GROUP BY of_source, group_key HAVING group_key IS NOT NULL"
    return names, f"SELECT of_source, group_key, {', '.join(sums)} FROM ({orders}) v {groups}"


def median_limits_sql(one: Measure, orders: str, sizes: Collection[int]) -> str | None:
    """SQL of source, key and the two values between which each group's median lies; None where every group is too small."""
    ranks = [(n, *found) for n in sorted(set(sizes)) if (found := median_ranks(n)) is not None]
    if not ranks:
        return None
    x, groups = f"{one.name}_x", "of_source, group_key"
    listed = ", ".join(f"({n}, {low}, {high})" for n, low, high in ranks)
    return (
        f"SELECT {groups}, MIN(x) FILTER (WHERE place = low), MIN(x) FILTER (WHERE place = high) FROM"
        f" (SELECT {groups}, {x} AS x, ROW_NUMBER() OVER (PARTITION BY {groups} ORDER BY {x}) AS place,"
        f" COUNT(*) OVER (PARTITION BY {groups}) AS size FROM ({orders}) v WHERE {x} IS NOT NULL) placed"
        f" JOIN (VALUES {listed}) AS ranks(n, low, high) ON ranks.n = placed.size"
        f" WHERE group_key IS NOT NULL GROUP BY {groups}"
    )
