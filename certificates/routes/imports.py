"""Bringing certificates over from earlier records: upload, dry run, load."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_login import current_user
from flask_wtf.file import FileField, FileRequired

from certificates.imports.actions import Plan, load_import, plan_today
from certificates.imports.labels import COLUMN_NAMES, COLUMN_NOTES, fault_words
from certificates.routes import blueprint
from lms.core import clock
from lms.core.access import Permission, everywhere, requires, writes_later
from lms.core.db import rollback, start_writing
from lms.core.errors import Refusal, RuleBroken, describe
from lms.core.forms import Form
from lms.core.tables.reading import UnreadableTable, read_table

_SHOWN = 200


class ImportForm(Form):
    """A table of earlier certificates."""

    file = FileField(
        _l("CSV or XLSX"),
        validators=[FileRequired(_l("Choose the file."))],
        description=_l("First it is only checked. The file is read and not kept."),
    )


@blueprint.route("/certificates/import", methods=["GET", "POST"])
@requires(Permission.DECIDE_CERTIFICATES)
@everywhere(Permission.DECIDE_CERTIFICATES)
@writes_later
def import_history() -> Any:
    """Check a file line by line, or load it whole."""
    form = ImportForm()
    plan: Plan | None = None
    name = ""
    if form.validate_on_submit():
        upload = form.file.data
        content, name = upload.read(), upload.filename or "certificates"
        try:
            table = read_table(content, name)
        except UnreadableTable as error:
            form.file.errors = describe((Refusal(error.code, error.values),))
        else:
            if request.form.get("what") == "load":
                rollback()
                start_writing()
                plan = plan_today(table)
                try:
                    made = load_import(plan=plan, name=name, actor=current_user, at=clock.now())
                except RuleBroken as broken:
                    form.file.errors = describe(broken.refusals)
                else:
                    flash(
                        ngettext("%(num)s certificate brought over.", "%(num)s certificates brought over.", len(made)),
                        "success",
                    )
                    return redirect(url_for("certificates.index"))
            else:
                plan = plan_today(table)
    page = render_template(
        "certificates/import.html", form=form, plan=plan, missing=[COLUMN_NAMES[name] for name in plan.missing] if plan else [], name=name, columns=COLUMN_NAMES, notes=COLUMN_NOTES,
        faults=[(line, COLUMN_NAMES[fault.column], fault_words(fault)) for line, fault in plan.faults[:_SHOWN]] if plan else [],
    )  # fmt: skip
    return (page, 422) if form.errors or (plan is not None and not plan.loadable) else page
