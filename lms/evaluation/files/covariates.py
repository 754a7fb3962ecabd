"""What was known of each unit before: columns of numbers, or of names, which become one column for each name but the
commonest."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from lms.core.speech import marked as _
from lms.core.tables.columns import TOO_LARGE, in_column, is_missing, is_no_number, is_too_large, refuse_where
from lms.evaluation.rules.effects.covariates import columns_of_names
from lms.evaluation.rules.effects.panel import Floats

if TYPE_CHECKING:
    import duckdb

MOST_NAMES = 30


def known_before(path: Path, connection: duckdb.DuckDBPyConnection, key: str, column: str) -> Floats:
    """Of each unit (in the order of its code) the value in its first period with one, for later ones may come of the
    training; NaN where there is none. Takes the tables `raw`, `units` and `times`."""
    named = bool(connection.execute(f"SELECT count(*) FROM raw WHERE {is_no_number(key)}").fetchall()[0][0])
    if not named:
        refuse_where(path, connection, is_too_large(key), key, column, TOO_LARGE)
    value = f"CASE WHEN {is_missing(key)} THEN NULL ELSE trim({key}) END" if named else f"{key}_number"
    kind = "" if named else f" AND isfinite({key}_number)"
    rows = connection.execute(
        f"""SELECT units.code, arg_min({value}, times.number) FILTER (WHERE NOT {is_missing(key)}{kind})
        FROM raw JOIN units USING (unit) JOIN times USING (time) GROUP BY 1 ORDER BY 1"""
    ).fetchall()
    values = [row[1] for row in rows]
    if not named:
        return np.array([[np.nan if one is None else one] for one in values], dtype=np.float64)
    many = len(set(values) - {None})
    if many > MOST_NAMES:
        raise in_column(path, column, _("%(many)s different names; at most %(most)s can be adjusted for. Group them."), many=many, most=MOST_NAMES)  # fmt: skip
    return columns_of_names(values)
