"""Pay steps: a list, and the file for the payroll."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Response, abort, render_template, request
from flask_babel import gettext as _
from flask_login import current_user

from certificates.eligibility.pay import lines_of, pay_steps_known, people_with_steps, table
from certificates.routes import blueprint
from lms.core import audit, clock
from lms.core.access import Permission, requires
from lms.core.db import db, start_writing
from lms.core.paging import page_of_rows, wanted_page
from lms.core.tables.writing import comma_separated, workbook
from lms.people.models import Unit
from lms.people.queries.people import list_units

PER_PAGE = 50
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@blueprint.get("/certificates/pay-steps")
@requires(Permission.EXPORT_CERTIFICATES)
def pay_steps() -> str:
    """Who holds which pay step today."""
    today, units = clock.today(), list_units()
    unit = _unit(units)
    found = page_of_rows(people_with_steps(current_user, today, unit.path if unit else None), wanted_page(), PER_PAGE)
    page = replace(found, items=lines_of(found.items, today))
    return render_template("certificates/pay_steps.html", page=page, unit=unit, units=units, known=pay_steps_known())


@blueprint.post("/certificates/pay-steps/file")
@requires(Permission.EXPORT_CERTIFICATES)
def pay_steps_file() -> Any:
    """The whole list as a file; that it was taken is put on record."""
    kind = request.form.get("kind", "")
    if kind not in TYPES:
        abort(400)
    today, unit = clock.today(), _unit(list_units())
    rows = db.session.execute(people_with_steps(current_user, today, unit.path if unit else None)).all()
    header, lines = table(lines_of(rows, today))
    content = comma_separated([header, *lines]) if kind == "csv" else workbook(_("Pay steps"), header, lines)
    start_writing()
    audit.record(
        "pay_steps.exported", "unit", unit.id if unit else "all", actor=current_user, at=clock.now(), count=len(lines), kind=kind
    )  # fmt: skip
    name = f"pay-steps-{today.isoformat()}.{kind}"
    return Response(
        content, content_type=TYPES[kind], headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def _unit(units: list[Unit]) -> Unit | None:
    wanted = request.values.get("unit", "")
    return next((unit for unit in units if str(unit.id) == wanted), None)
