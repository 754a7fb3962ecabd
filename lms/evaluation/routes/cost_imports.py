"""Loading a workbook of costs: upload, see what it would do, load all of it or nothing."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

from flask import flash, redirect, render_template, send_file, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from sqlalchemy import select

from lms.core import audit, clock, files
from lms.core.access import Permission, requires, writes_later
from lms.core.db import db, start_writing
from lms.core.errors import NotFound, Refusal, RuleBroken, describe
from lms.core.tables.reading import UnreadableTable, read_table
from lms.core.tables.writing import workbook
from lms.evaluation.actions.costs import enter_cost
from lms.evaluation.cost_forms import CostUploadForm
from lms.evaluation.cost_tables import NEEDED, Line, headings, read_lines
from lms.evaluation.models import CostImport
from lms.evaluation.queries.costs import list_subjects
from lms.evaluation.returns_labels import CATEGORY_NAMES, COLUMNS, STAGE_NAMES
from lms.evaluation.returns_wording import figure
from lms.evaluation.routes import blueprint
from lms.people.queries.scope import list_reached_units

SHOWN = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.route("/evaluation/costs/import", methods=["GET", "POST"])
@requires(Permission.KEEP_COSTS)
@writes_later
def cost_imports() -> Any:
    """Upload a workbook."""
    form = CostUploadForm()
    if form.validate_on_submit():
        content, name = form.file.data.read(), form.file.data.filename or "costs"
        try:
            read_table(content, name)
        except UnreadableTable as error:
            form.file.errors = describe((Refusal(error.code, error.values),))
        else:
            start_writing()
            at = clock.now()
            kept = files.save(content, name=name, content_type="application/octet-stream", actor=current_user, at=at)
            upload = CostImport(file_id=kept.id, uploaded_by=current_user.id, uploaded_at=at)
            db.session.add(upload)
            db.session.flush()
            audit.record("cost.uploaded", "cost_import", upload.id, actor=current_user, at=at, file=name)
            return redirect(url_for("evaluation.cost_import", cost_import_id=upload.id))
    return render_template("evaluation/cost_imports.html", form=form, columns=COLUMNS, needed=NEEDED), 422 if form.is_submitted() else 200  # fmt: skip


@blueprint.get("/evaluation/costs/template")
@requires(Permission.KEEP_COSTS)
def cost_template() -> Any:
    """An empty workbook with the headings and one row that shows how."""
    first = list_subjects()
    subject = f"{first[0][0]}:{first[0][1]}" if first else "plan:2026-A"
    sample = {"subject": subject, "category": str(CATEGORY_NAMES["trainers"]), "stage": str(STAGE_NAMES["actual"]), "amount": 4800, "currency": "CNY", "from_day": clock.today(), "name": _("Two days"), "source": _("Invoice")}  # fmt: skip
    content = workbook(
        _("Costs"), [str(word) for word in COLUMNS.values()], [[sample.get(code, "") for code in COLUMNS]]
    )
    return send_file(io.BytesIO(content), mimetype=XLSX, as_attachment=True, download_name="costs.xlsx")


def _open(cost_import_id: int) -> tuple[CostImport, list[Line], list[str], str]:
    query = select(CostImport).where(CostImport.id == cost_import_id, CostImport.uploaded_by == current_user.id)
    upload = db.session.scalar(query)
    if upload is None:
        raise NotFound
    kept, content = files.read(upload.file_id)
    table = read_table(content, kept.name)
    found = headings(table)
    missing = [str(COLUMNS[code]) for code in NEEDED if code not in found]
    subjects = {(kind, code) for kind, code, _title in list_subjects()}
    units = {unit.code: unit.id for unit in list_reached_units(current_user, Permission.KEEP_COSTS)}
    whole = current_user.reaches_all(Permission.KEEP_COSTS)
    return upload, [] if missing else read_lines(table, subjects, units, whole), missing, kept.name


@blueprint.get("/evaluation/costs/import/<int:cost_import_id>")
@requires(Permission.KEEP_COSTS)
def cost_import(cost_import_id: int) -> str:
    """The dry run: what loading would do. Writes nothing."""
    upload, lines, missing, name = _open(cost_import_id)
    good = [line.cost for line in lines if line.cost is not None]
    sums: dict[str, Decimal] = {}
    for cost in good:
        sums[cost.currency] = sums.get(cost.currency, Decimal(0)) + cost.amount
    return render_template(
        "evaluation/cost_import.html",
        upload=upload, name=name, missing=missing, lines=lines, sums=sums, good=good[:SHOWN],
        wrong=[line for line in lines if line.wrong][:SHOWN], count=len(good), bad=sum(bool(line.wrong) for line in lines),
        figure=figure,
        categories=CATEGORY_NAMES, stages=STAGE_NAMES,
    )  # fmt: skip


@blueprint.post("/evaluation/costs/import/<int:cost_import_id>/load")
@requires(Permission.KEEP_COSTS)
def load_cost_import(cost_import_id: int) -> Any:
    """Load: all of it or nothing, read once more inside the same transaction."""
    upload, lines, missing, _name = _open(cost_import_id)
    if upload.loaded_at is not None:
        flash(_("This file was loaded already; nothing changed."), "warning")
        return redirect(url_for("evaluation.cost_import", cost_import_id=upload.id))
    if missing or not lines or any(line.wrong for line in lines):
        raise RuleBroken(Refusal("cost_import_wrong"))
    at = clock.now()
    for line in lines:
        if line.cost is not None:
            enter_cost(cost=line.cost, actor=current_user, at=at)
    upload.loaded_at = at
    audit.record("cost.loaded", "cost_import", upload.id, actor=current_user, at=at, count=len(lines))
    flash(ngettext("%(num)s cost was entered.", "%(num)s costs were entered.", len(lines)), "success")
    return redirect(url_for("evaluation.costs"))
