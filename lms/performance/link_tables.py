"""The table of a KPI by training record, to take away: JSON, CSV, XLSX."""

from __future__ import annotations

import json
from typing import Any

from flask import Response
from flask_babel import gettext as _

from lms.core.tables.writing import comma_separated, workbook
from lms.performance.linking import WAYS, Linked, Row

TYPES = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def take_away(found: Linked, code: str, kind: str, caution: str) -> Response:
    """The file of a kind."""
    tables = [("groups", row) for row in found.rows] + [("same_people", row) for row in found.pair]
    tables += [("months", row) for row in found.around if row.figure is not None]
    if kind == "json":
        content = json.dumps(_as_json(found, code, tables, caution), ensure_ascii=False, indent=2).encode()
    elif kind == "csv":
        content = comma_separated([_header(found), *(_cells(*one) for one in tables)])
    else:
        content = workbook(str(found.version.name), _header(found), [_cells(*one) for one in tables], widths=(18, 40))
    name = f"{code}-{found.by}-{found.span.first:%Y-%m}-{found.span.last:%Y-%m}.{kind}"
    return Response(
        content, content_type=TYPES[kind], headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def _header(found: Linked) -> list[str]:
    return [
        _("Table"), str(WAYS[found.by]), _("People"), _("Orders"), _("KPI value"), _("Lower limit (%(level)s%%)", level=95),
        _("Upper limit (%(level)s%%)", level=95), _("Enough orders"),
    ]  # fmt: skip


def _cells(table: str, row: Row) -> list[Any]:
    figure = row.figure
    words = {"groups": _("Groups"), "same_people": _("The same people"), "months": _("By month")}
    if figure is None:
        return [words[table], row.label, row.people, None, None, None, None, None]
    enough = _("Yes") if figure.enough else _("No")
    return [words[table], row.label, row.people, figure.n, figure.value, figure.low, figure.high, enough]


def _as_json(found: Linked, code: str, tables: list[tuple[str, Row]], caution: str) -> dict[str, Any]:
    def plain(row: Row) -> dict[str, Any]:
        figure = row.figure
        assert figure is not None
        return {
            "group": row.label, "people": row.people, "n": figure.n, "value": figure.value, "low": figure.low,
            "high": figure.high, "enough": figure.enough,
        }  # fmt: skip

    change = found.change
    return {
        "kpi": code, "name": str(found.version.name), "unit": found.version.unit, "by": found.by,
        "course": found.course.code if found.course else None, "from": f"{found.span.first:%Y-%m}",
        "to": f"{found.span.last:%Y-%m}", "groups_not_shown": found.hidden, "caution": caution,
        **{name: [plain(row) for table, row in tables if table == name] for name in ("groups", "same_people", "months")},
        "change": {"value": change.value, "low": change.low, "high": change.high} if change else None,
    }  # fmt: skip
