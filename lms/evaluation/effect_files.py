"""An estimate to take away: JSON, CSV, XLSX. Method, verdict and limits stand in every file."""

from __future__ import annotations

import json
from typing import Any

from flask import Response
from flask_babel import gettext as _
from flask_babel import pgettext

from lms.core.tables.writing import comma_separated, workbook
from lms.evaluation.effect_wording import limit_texts, method_text, reason_text, sentences
from lms.evaluation.models import EffectEstimate

TYPES = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def take_away(one: EffectEstimate, kpi_name: str, title: str, digits: int, kind: str) -> Response:
    """The file of a kind."""
    name = f"effect-{one.subject_code.replace(':', '-')}-{one.kpi.code}-{one.as_of:%Y-%m-%d}.{kind}"
    if kind == "json":
        content = json.dumps(as_json(one, kpi_name, title, digits), ensure_ascii=False, indent=2).encode()
    elif kind == "csv":
        content = comma_separated([_header(), *_rows(one, kpi_name, title, digits)])
    else:
        rows = _rows(one, kpi_name, title, digits)
        content = workbook(title, _header(), rows, widths=(22, 60, 14, 12, 12, 12, 12, 12, 12))
    return Response(
        content, content_type=TYPES[kind], headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def as_json(one: EffectEstimate, kpi_name: str, title: str, digits: int) -> dict[str, Any]:
    """Everything that is kept, with its words."""
    warnings = [reason_text(each, one.unit, digits) for each in one.report.get("warnings", ())]
    return {
        "training": {"kind": one.subject_kind, "code": one.subject_code, "title": title},
        "kpi": {"code": one.kpi.code, "name": kpi_name},
        "window": {"from": f"{one.first_month:%Y-%m}", "to": f"{one.last_month:%Y-%m}"},
        "as_of": one.as_of.isoformat(),
        "method": {"code": one.method, "label": method_text(one.method), "timing": one.timing},
        "verdict": one.verdict,
        "sentences": sentences(one, kpi_name, digits),
        "warnings": warnings,
        "limits": limit_texts(one.limits, one.verdict),
        "figure": {key: getattr(one, key) for key in ("att", "se", "low", "high", "df", "unit", "people", "compared")},
        "approved": one.approval is not None,
        "settings": one.settings,
        "report": one.report,
    }


def _header() -> list[str]:
    return [
        _("Part"), _("Characteristic"), _("Month"), _("Difference"), _("Standard error"), _("Lower limit (%(level)s%%)", level=95),
        _("Upper limit (%(level)s%%)", level=95), _("Trained"), _("Compared"),
    ]  # fmt: skip


def _rows(one: EffectEstimate, kpi_name: str, title: str, digits: int) -> list[list[Any]]:
    report, nothing = one.report, [None] * 7
    rows: list[list[Any]] = [[_("Training"), title, *nothing], [_("KPI"), kpi_name, *nothing]]
    rows += [[pgettext("effect", "Result"), text, *nothing] for text in sentences(one, kpi_name, digits)]
    rows.append([_("Method"), method_text(one.method), *nothing])
    rows += [[_("Limits"), text, *nothing] for text in limit_texts(one.limits, one.verdict)]
    rows += [[_("Caution"), reason_text(each, one.unit, digits), *nothing] for each in report.get("warnings", ())]
    rows.append([_("Overall"), one.unit, f"{one.as_of:%Y-%m}", one.att, one.se, one.low, one.high, one.people, one.compared])  # fmt: skip
    for event in report.get("events", ()):
        rows.append([_("By months since training"), event["event"], None, event["att"], event["se"], event["low"], event["high"], None, None])  # fmt: skip
    for cell in report.get("cells", ()):
        rows.append([_("By group and month"), cell["group"], cell["time"], cell["att"], cell["se"], None, None, cell["treated"], cell["compared"]])  # fmt: skip
    return rows
