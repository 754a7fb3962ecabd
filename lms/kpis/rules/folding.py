"""An event log (one row a change) folded into orders, as SQL over the table `staged`."""

from __future__ import annotations

from collections.abc import Sequence

from lms.kpis.rules.fields import BY_NAME
from lms.kpis.rules.profiles import Profile


def take_of(profile: Profile, name: str) -> str:
    """Which row of the log a field comes from: as the profile says; else the first for the opening, the last for the rest."""
    return profile.fields[name].take or ("first" if name == "opened_at" else "last")


def folded_sql(profile: Profile, names: Sequence[str]) -> str:
    """One row an order: each field by its rule. `line` is that of the order's first row."""
    columns = ["order_no", "min(line) AS line", *(f"{_taken(profile, name)} AS {name}" for name in names)]
    place = "line"
    source = "staged"
    if profile.order_by:
        place = "place"
        source = "(SELECT *, row_number() OVER (ORDER BY sequence NULLS FIRST, line) AS place FROM staged)"
    body = ", ".join(column.replace("\0", place) for column in columns)
    return f"SELECT {body} FROM {source} GROUP BY order_no"


def _taken(profile: Profile, name: str) -> str:
    """The aggregate of a field; NUL stands for the column that orders the rows."""
    take, field = take_of(profile, name), BY_NAME[name]
    only = f" FILTER (WHERE w_{name})" if profile.fields[name].when else ""
    if take == "count":
        return f"CAST(count(*){only} AS {field.sql_type})"
    if take == "any":
        return f"bool_or({name}){only}" if field.kind == "flag" else f"max({name}){only}"
    if take == "last_row":
        return f"arg_max_null({name}, \0){only}"
    if take in ("first", "last"):
        return f"arg_{'min' if take == 'first' else 'max'}({name}, \0){only}"
    aggregate = f"{take}({name}){only}"
    return f"CAST({aggregate} AS {field.sql_type})"
