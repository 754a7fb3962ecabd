"""The matrix of people and tiers, and what ends when, unit by unit."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

from flask import render_template, request, send_file
from flask_babel import gettext as _
from flask_login import current_user

from certificates.labels import LEVELS, PRODUCTS, STATUSES
from certificates.matrix.queries import Wanted, list_columns, page_of_matrix, whole_matrix
from certificates.matrix.units import WITHIN, list_unit_lines
from certificates.queries.schemes import list_schemes
from certificates.queries.standing import TierHeld
from certificates.routes import blueprint
from lms.core import clock
from lms.core.access import Permission, requires
from lms.core.paging import wanted_page
from lms.core.tables.writing import workbook
from lms.people.models import Unit
from lms.people.queries.scope import list_reached_units

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _wanted(units: list[Unit]) -> Wanted:
    values = request.args
    unit = next((unit for unit in units if str(unit.id) == values.get("unit")), None)
    product = values.get("product", "")
    scheme = values.get("scheme", "")
    return Wanted(
        unit_path=unit.path if unit else None,
        product_line=product if product in PRODUCTS else None,
        scheme_id=int(scheme) if scheme.isdecimal() and len(scheme) < 10 else None,
        words=values.get("q", "").strip(),
    )


@blueprint.get("/certificates/matrix")
@requires(Permission.SEE_CERTIFICATES)
def matrix() -> str:
    """Who holds which tier, and until when."""
    units, today = list_reached_units(current_user, Permission.SEE_CERTIFICATES), clock.today()
    wanted = _wanted(units)
    columns = list_columns(wanted.scheme_id)
    page, lines = page_of_matrix(current_user, wanted, [level for level, _title in columns], today, wanted_page())
    return render_template(
        "certificates/matrix.html", page=page, lines=lines, columns=columns, wanted=wanted, units=units,
        schemes=list_schemes(), products=PRODUCTS, today=today,
    )  # fmt: skip


@blueprint.get("/certificates/matrix.xlsx")
@requires(Permission.SEE_CERTIFICATES)
def matrix_workbook() -> Any:
    """The matrix as a table to take away, everybody in it."""
    units, today = list_reached_units(current_user, Permission.SEE_CERTIFICATES), clock.today()
    wanted = _wanted(units)
    columns = list_columns(wanted.scheme_id)
    lines = whole_matrix(current_user, wanted, [level for level, _title in columns], today)
    header = [_("Employee number"), _("Name"), _("Unit")]
    for level, title in columns:
        name = str(title or LEVELS.get(level, level))
        header += [name, _("%(tier)s, until", tier=name), _("%(tier)s, certificate", tier=name)]
    rows = (
        [line.employee_no, str(line.name), str(line.unit), *(value for cell in line.cells for value in _values(cell))]
        for line in lines
    )
    content = workbook(_("Tiers held"), header, rows, widths=(16, 20, 24))
    return send_file(
        io.BytesIO(content), mimetype=XLSX, as_attachment=True, download_name=f"tiers-{today.isoformat()}.xlsx"
    )


def _values(cell: TierHeld | None) -> tuple[Any, Any, Any]:
    if cell is None:
        return None, None, None
    return str(STATUSES[cell.status]), cell.expires_on, f"{cell.scheme} · {cell.tier}"


@blueprint.get("/certificates/units")
@requires(Permission.SEE_CERTIFICATES)
def units() -> str:
    """What ends when, unit by unit."""
    today = clock.today()
    within = dict(zip(WITHIN, (_("End within 30 days"), _("60 days"), _("90 days")), strict=True))
    ends = {days: (today + timedelta(days=days)).isoformat() for days in within}
    return render_template(
        "certificates/units.html", lines=list_unit_lines(current_user, today), today=today, within=within, ends=ends
    )
