"""The roster import: upload, say which column is which, see what would happen, load."""

from __future__ import annotations

import io
from typing import Any

from flask import abort, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import ColumnElement, select, true

from lms.core import clock, files
from lms.core.access import Permission, requires, writes_later
from lms.core.db import db, start_writing
from lms.core.errors import Refusal, describe
from lms.core.tables.reading import Table, UnreadableTable, read_table
from lms.people.actions.roster import RosterPlan, load_roster, plan_roster, upload_roster
from lms.people.forms import RosterUploadForm
from lms.people.labels import COLUMN_NAMES, fault_words
from lms.people.models import RosterImport
from lms.people.queries.scope import list_reached_units
from lms.people.rejects import rejects_workbook
from lms.people.routes import blueprint
from lms.people.rules.roster import COLUMNS, propose_mapping

_SHOWN = 50


@blueprint.route("/people/roster", methods=["GET", "POST"])
@requires(Permission.MANAGE_PEOPLE)
@writes_later
def roster() -> Any:
    """Upload a roster; earlier ones are listed."""
    form = RosterUploadForm()
    if form.validate_on_submit():
        upload = form.file.data
        content, name = upload.read(), upload.filename or "roster"
        try:
            read_table(content, name)
        except UnreadableTable as error:
            form.file.errors = describe((Refusal(error.code, error.values),))
        else:
            start_writing()
            kept = upload_roster(content=content, name=name, actor=current_user, at=clock.now())
            return redirect(url_for("people.roster_check", roster_id=kept.id))
    return render_template("people/roster.html", form=form, earlier=_earlier()), 422 if form.is_submitted() else 200


def _earlier() -> list[tuple[RosterImport, str]]:
    query = select(RosterImport, files.StoredFile.name).join(
        files.StoredFile, files.StoredFile.id == RosterImport.file_id
    )
    query = query.where(_own_or_all()).order_by(RosterImport.id.desc()).limit(20)
    return [(row, name) for row, name in db.session.execute(query)]


def _own_or_all() -> ColumnElement[bool]:
    """A roster holds anybody's data, so it is its uploader's; who manages everybody sees all."""
    if current_user.reach(Permission.MANAGE_PEOPLE) is None:
        return true()
    return RosterImport.uploaded_by == current_user.id


def _units() -> set[int] | None:
    """The units in which the reader manages people; None for all."""
    if current_user.reach(Permission.MANAGE_PEOPLE) is None:
        return None
    return {unit.id for unit in list_reached_units(current_user, Permission.MANAGE_PEOPLE)}


def _open(roster_id: int) -> tuple[RosterImport, Table, str]:
    row = db.session.scalar(select(RosterImport).where(RosterImport.id == roster_id, _own_or_all()))
    if row is None:
        abort(404)
    kept, content = files.read(row.file_id)
    return row, read_table(content, kept.name), kept.name


def _mapping(table: Table) -> dict[str, int]:
    """The columns as chosen on the page, or as proposed where nothing was chosen yet."""
    if not any(name.startswith("column-") for name in request.values):
        return propose_mapping(table.header)
    chosen = {}
    for column in COLUMNS:
        index = request.values.get(f"column-{column.field}", "", type=str)
        if index.isdecimal() and len(index) < 4 and int(index) < len(table.header):
            chosen[column.field] = int(index)
    return chosen


def _faults(plan: RosterPlan, table: Table, mapping: dict[str, int]) -> list[dict[str, Any]]:
    shown = []
    for line, faults in plan.faults[:_SHOWN]:
        for fault in faults:
            index = mapping.get(fault.column)
            shown.append(
                {
                    "line": line,
                    "column": table.header[index] if index is not None else COLUMN_NAMES[fault.column],
                    "words": fault_words(fault),
                }
            )
    return shown


@blueprint.get("/people/roster/<int:roster_id>")
@requires(Permission.MANAGE_PEOPLE)
def roster_check(roster_id: int) -> str:
    """The dry run: the columns as understood, and what loading would do. Writes nothing."""
    row, table, name = _open(roster_id)
    mapping = _mapping(table)
    missing = [COLUMN_NAMES[c.field] for c in COLUMNS if c.needed and c.field not in mapping]
    if "name_zh" not in mapping and "name_latin" not in mapping:
        missing.append(COLUMN_NAMES["name_zh"])
    plan = None if missing or row.loaded_at else plan_roster(table, mapping, clock.today(), _units())
    return render_template(
        "people/roster_check.html",
        roster=row,
        sheet=table,
        name=name,
        mapping=mapping,
        columns=COLUMNS,
        column_names=COLUMN_NAMES,
        missing=missing,
        plan=plan,
        faults=_faults(plan, table, mapping) if plan else [],
        sample=table.rows[:3],
    )


@blueprint.get("/people/roster/<int:roster_id>/rejects")
@requires(Permission.MANAGE_PEOPLE)
def roster_rejects(roster_id: int) -> Any:
    """The rejected rows as a workbook."""
    _row, table, name = _open(roster_id)
    mapping = _mapping(table)
    content = rejects_workbook(plan_roster(table, mapping, clock.today(), _units()), table.header, mapping)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return send_file(
        io.BytesIO(content),
        mimetype=kind,
        as_attachment=True,
        download_name=f"{name.rsplit('.', 1)[0]}-{_('rejected')}.xlsx",
    )


@blueprint.post("/people/roster/<int:roster_id>/load")
@requires(Permission.MANAGE_PEOPLE)
def roster_load(roster_id: int) -> Any:
    """Load: all of it or nothing. Checked once more inside the same transaction."""
    row, table, _name = _open(roster_id)
    if row.loaded_at is not None:
        flash(_("This file was loaded already; nothing changed."), "warning")
        return redirect(url_for("people.roster_check", roster_id=row.id))
    plan = load_roster(
        roster=row, table=table, mapping=_mapping(table), actor=current_user, at=clock.now(), within=_units()
    )
    flash(
        _(
            "Loaded: %(added)s added, %(changed)s changed, %(same)s as before.",
            added=len(plan.added),
            changed=len(plan.changed),
            same=len(plan.unchanged),
        ),
        "success",
    )
    return redirect(url_for("people.roster_check", roster_id=row.id))
