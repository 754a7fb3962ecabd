"""Importing items in three steps: choose the files, see what would happen, confirm. Nothing is written before."""

from __future__ import annotations

from typing import Any

from flask import Response, current_app, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from itsdangerous import BadSignature, URLSafeTimedSerializer

from assessments.actions.bank import ImportPlan, load_import, plan_import
from assessments.formats import read_items, tables_writing
from assessments.formats.pictures import picture_type
from assessments.forms.bank import PICTURES, ImportForm
from assessments.labels import SKIPPED, fault_words, left_words, place_words
from assessments.routes import blueprint
from lms.core import clock, files
from lms.core.access import Permission, requires
from lms.core.errors import NotFound
from lms.core.i18n import language

SHOWN = 50
DAY = 86400
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.extensions["settings"].secret_key, salt="bank import")


@blueprint.route("/bank/import", methods=["GET", "POST"])
@requires(Permission.MANAGE_BANK)
def bank_import() -> Any:
    """Choose the files; they are kept, and the next page says what they would do."""
    form = ImportForm()
    if not form.validate_on_submit():
        return render_template("assessments/bank_import.html", form=form), 422 if form.is_submitted() else 200
    at = clock.now()
    kept = []
    for upload in form.files.data:
        content = upload.read()
        media = picture_type(content) or "application/octet-stream"
        name = (upload.filename or "items").rsplit("/", 1)[-1].rsplit("\\", 1)[-1]
        kept.append(files.save(content, name=name, content_type=media, actor=current_user, at=at).id)
    token = _serializer().dumps(
        {"files": kept, "pool": form.pool.data or "", "format": form.format.data, "by": current_user.id}
    )
    return redirect(url_for("assessments.bank_import_check", token=token))


def _plan(token: str) -> tuple[ImportPlan, list[str]]:
    """What the files of a token would do, and their names. A token is its uploader's own, for a day."""
    try:
        kept = _serializer().loads(token, max_age=DAY)
    except BadSignature as error:
        raise NotFound from error
    if kept["by"] != current_user.id:
        raise NotFound
    readings, figures, names = [], {}, []
    for file_id in kept["files"]:
        row, content = files.read(file_id)
        if row.name.lower().endswith(PICTURES):
            figures[row.name.casefold()] = content
        else:
            readings.append(read_items(content, row.name, kept["format"]))
            names.append(row.name)
    return plan_import(readings, figures, kept["pool"] or None), names


@blueprint.get("/bank/import/<token>")
@requires(Permission.MANAGE_BANK)
def bank_import_check(token: str) -> str:
    """The dry run: what is new, changed, unchanged, skipped, and everything that is wrong."""
    plan, names = _plan(token)
    return render_template(
        "assessments/bank_import_check.html",
        plan=plan,
        names=names,
        token=token,
        faults=[(place_words(fault.place), fault_words(fault)) for fault in plan.faults[: 4 * SHOWN]],
        skipped=[(draft.key, str(SKIPPED[why])) for draft, why in plan.skipped[:SHOWN]]
        + [(f"{left.key} ({place_words(left.place)})", left_words(left)) for left in plan.left[: 4 * SHOWN]],
        warnings=[(place_words(one.place), fault_words(one)) for one in plan.warnings[: 4 * SHOWN]],
        news=[*plan.added, *plan.changed][:SHOWN],
    )


@blueprint.post("/bank/import/<token>")
@requires(Permission.MANAGE_BANK)
def bank_import_load(token: str) -> Any:
    """All of it or nothing. Pressed twice, the second finds nothing to do."""
    plan, names = _plan(token)
    load_import(plan, sources=names, actor=current_user, at=clock.now())
    if plan.does_something:
        flash(
            _("The bank is up to date: %(new)s new items, %(changed)s changed, %(unchanged)s unchanged.",
              new=len(plan.added), changed=len(plan.changed), unchanged=plan.unchanged), "success",
        )  # fmt: skip
    else:
        flash(_("The bank holds all of this already; nothing was changed."), "success")
    return redirect(url_for("assessments.bank"))


@blueprint.get("/bank/template.xlsx")
@requires(Permission.SEE_BANK)
def bank_template() -> Response:
    """An empty table with the headings that are understood."""
    answer = Response(tables_writing.template(language()), mimetype=XLSX)
    answer.headers["Content-Disposition"] = 'attachment; filename="items.xlsx"'
    return answer
