"""Results of a course that was bought, from the provider's file: sent, looked at, loaded."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from lms.core import audit, clock, files
from lms.core.access import Permission, requires, writes_later
from lms.core.db import db, start_writing
from lms.core.errors import NotFound, Refusal, RuleBroken, describe
from lms.core.tables.reading import Table, UnreadableTable, read_table
from lms.core.tables.writing import workbook
from lms.people.models import Person
from lms.people.queries.scope import within_reach
from lms.trainers.providers import buying
from lms.trainers.providers.forms import ResultFileForm
from lms.trainers.providers.models import ExternalAttendee, ExternalCourse, ExternalResultImport
from lms.trainers.providers.queries import get_course
from lms.trainers.providers.result_files import COLUMNS, NEEDED, Line, headings, read_results, rejects
from lms.trainers.routes import blueprint

SHOWN = 100
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _kept(external_course_id: int) -> ExternalCourse:
    """A course whose results may be entered."""
    course = get_course(external_course_id)
    if course.cancelled_on is not None:
        raise NotFound
    return course


def _attendees(course: ExternalCourse) -> list[ExternalAttendee]:
    """Those whose results the reader keeps."""
    query = (
        select(ExternalAttendee)
        .join(Person, Person.id == ExternalAttendee.person_id)
        .where(
            ExternalAttendee.course_id == course.id, ExternalAttendee.removed_at.is_(None),
            within_reach(current_user, Permission.KEEP_PROVIDERS),
        )
        .options(joinedload(ExternalAttendee.person), joinedload(ExternalAttendee.course), selectinload(ExternalAttendee.results))
        .order_by(ExternalAttendee.id)
    )  # fmt: skip
    return list(db.session.scalars(query))


@blueprint.route("/external-courses/<int:external_course_id>/results", methods=["GET", "POST"])
@requires(Permission.KEEP_PROVIDERS)
@writes_later
def external_results(external_course_id: int) -> Any:
    """Choose the file."""
    course, form = _kept(external_course_id), ResultFileForm()
    if form.validate_on_submit():
        content, name = form.file.data.read(), form.file.data.filename or "results"
        try:
            read_table(content, name)
        except UnreadableTable as error:
            form.file.errors = describe((Refusal(error.code, error.values),))
        else:
            course_id = course.id
            start_writing()
            at = clock.now()
            kept = files.save(content, name=name, content_type="application/octet-stream", actor=current_user, at=at)
            sent = ExternalResultImport(
                course_id=course_id, file_id=kept.id, uploaded_by=current_user.id, uploaded_at=at
            )
            db.session.add(sent)
            db.session.flush()
            audit.record(
                "external_course.results_sent", "external_course", course_id, actor=current_user, at=at, name=name
            )
            there = url_for("trainers.external_result_import", external_course_id=course_id, result_import_id=sent.id)
            return redirect(there)
    page = render_template("trainers/external_results.html", c=course, form=form, columns=COLUMNS, needed=NEEDED)
    return page, 422 if form.is_submitted() else 200


@blueprint.get("/external-courses/<int:external_course_id>/results/template")
@requires(Permission.KEEP_PROVIDERS)
def external_result_template(external_course_id: int) -> Any:
    """A workbook with the attendees, to be filled in by the provider."""
    course = _kept(external_course_id)
    rows = [[one.person.employee_no, "", "", "", "", 2] for one in _attendees(course)]
    content = workbook(_("Results"), [str(word) for word in COLUMNS.values()], rows)
    return send_file(io.BytesIO(content), mimetype=XLSX, as_attachment=True, download_name="results.xlsx")


@dataclass(frozen=True)
class Opened:
    """A file that was sent, as it reads now."""

    course: ExternalCourse
    sent: ExternalResultImport
    name: str
    table: Table
    missing: list[str]
    lines: list[Line]


def _open(external_course_id: int, result_import_id: int) -> Opened:
    course = _kept(external_course_id)
    query = select(ExternalResultImport).where(
        ExternalResultImport.id == result_import_id, ExternalResultImport.course_id == course.id,
        ExternalResultImport.uploaded_by == current_user.id,
    )  # fmt: skip
    sent = db.session.scalar(query)
    if sent is None:
        raise NotFound
    kept, content = files.read(sent.file_id)
    table = read_table(content, kept.name)
    found = headings(table)
    missing = [str(COLUMNS[code]) for code in NEEDED if code not in found]
    lines = [] if missing else read_results(table, course, _attendees(course), clock.today())
    return Opened(course, sent, kept.name, table, missing, lines)


@blueprint.get("/external-courses/<int:external_course_id>/results/<int:result_import_id>")
@requires(Permission.KEEP_PROVIDERS)
def external_result_import(external_course_id: int, result_import_id: int) -> str:
    """The dry run: what loading would do. Writes nothing."""
    opened = _open(external_course_id, result_import_id)
    good = [one.result for one in opened.lines if one.result is not None]
    new = [one for one in good if not one.is_known]
    wrong = [one for one in opened.lines if one.wrong]
    return render_template(
        "trainers/external_result_import.html", c=opened.course, sent=opened.sent, name=opened.name, missing=opened.missing,
        new=new, known=len(good) - len(new), wrong=wrong, shown=SHOWN,
    )  # fmt: skip


@blueprint.get("/external-courses/<int:external_course_id>/results/<int:result_import_id>/rejects")
@requires(Permission.KEEP_PROVIDERS)
def external_result_rejects(external_course_id: int, result_import_id: int) -> Any:
    """The rows that are wrong, with the reasons."""
    opened = _open(external_course_id, result_import_id)
    if not any(one.wrong for one in opened.lines):
        raise NotFound
    content = rejects(opened.table, opened.lines)
    return send_file(io.BytesIO(content), mimetype=XLSX, as_attachment=True, download_name="rejects.xlsx")


@blueprint.post("/external-courses/<int:external_course_id>/results/<int:result_import_id>/load")
@requires(Permission.KEEP_PROVIDERS)
def load_external_results(external_course_id: int, result_import_id: int) -> Any:
    """Load: all of it or nothing, unless those that are right were asked for; read once more in the same transaction."""
    opened = _open(external_course_id, result_import_id)
    here = url_for("trainers.external_course", external_course_id=external_course_id)
    if opened.sent.loaded_at is not None:
        flash(_("This file was loaded already; nothing changed."), "warning")
        return redirect(here)
    wrong = [one for one in opened.lines if one.wrong]
    new = [one.result for one in opened.lines if one.result is not None and not one.result.is_known]
    if opened.missing or (wrong and not request.form.get("right_only")):
        raise RuleBroken(Refusal("external_results_wrong"))
    at = clock.now()
    for one in new:
        buying.enter_result(
            attendee=one.attendee, level=one.level, value=one.value, before=one.before, passed=one.passed, on_day=one.on_day,
            actor=current_user, at=at,
        )  # fmt: skip
    opened.sent.loaded_at = at
    audit.record(
        "external_course.results_loaded", "external_course", opened.course.id, actor=current_user, at=at, people=len(new),
        name=opened.name,
    )  # fmt: skip
    flash(ngettext("%(num)s result was entered.", "%(num)s results were entered.", len(new)), "success")
    return redirect(here)
