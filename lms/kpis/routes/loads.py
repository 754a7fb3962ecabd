"""Loads of work orders: a new file, those that wait, those that were loaded and what became of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from flask import current_app, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.exceptions import RequestEntityTooLarge

from lms.core import clock, files
from lms.core.access import Permission, everywhere, requires, writes_later
from lms.core.db import rollback, start_writing
from lms.core.errors import NotFound, Refusal, describe, error_page
from lms.core.forms import options
from lms.core.links import gather
from lms.core.paging import page_of_rows, wanted_page
from lms.kpis import alert_labels
from lms.kpis.actions.uploads import keep_upload
from lms.kpis.gap_words import shortfall_text
from lms.kpis.models import SourceProfile, WorkOrderLoad
from lms.kpis.place_questions import PLACE_LINKS
from lms.kpis.queries import loads as load_queries
from lms.kpis.queries.definitions import list_kpis
from lms.kpis.queries.profiles import count_unmatched, get_profile, list_profiles
from lms.kpis.routes import blueprint
from lms.kpis.routes.reading_pages import words
from lms.kpis.rules.day_answers import questions
from lms.kpis.rules.mapping import Values, best_profile, source_in, values_of
from lms.kpis.rules.periods import Span, shift
from lms.kpis.rules.profiles import ProfileFault, read_profile
from lms.kpis.shortfalls import places_of_source
from lms.kpis.sources.faults import SourceFault
from lms.kpis.upload_forms import UploadForm
from lms.kpis.watched_folder import waiting_files
from lms.kpis.wording import months_text

PER_PAGE = 25
PLACES_SHOWN, MOST_MONTHS = 5, 12
PROPOSE = "propose"
REFUSED_SHOWN = timedelta(days=30)
"""For how long the page tells of a file that the watched folder refused."""


def most_mb() -> int:
    """How large a file this page takes."""
    return int(current_app.extensions["settings"].max_upload_mb)


def words_of(fault: SourceFault | ProfileFault) -> str:
    """What is wrong with a file or a profile, in the reader's language."""
    return " ".join(describe((Refusal(fault.code, fault.values),)))


@blueprint.errorhandler(413)
def too_large(error: RequestEntityTooLarge) -> Any:
    """A form beyond the limit never reaches its view: the answer says what else can be done."""
    return error_page(413, " ".join(describe((Refusal("upload_large", {"most": most_mb()}),))))


def _form() -> UploadForm:
    form = UploadForm()
    saved = [(str(row.id), f"{row.name} · {row.version}") for row in list_profiles()]
    form.profile.choices = options([(PROPOSE, _("Propose it from the file")), *saved])
    return form


def _may_load() -> bool:
    """Does the reader bring work orders in, or only look at what was loaded?"""
    may: bool = current_user.reaches_all(Permission.LOAD_WORK_ORDERS)
    return may


def _page(form: UploadForm, status: int = 200) -> Any:
    at = clock.now()
    profiles = [row.name for row in list_profiles()]
    page = render_template(
        "kpis/loads.html",
        form=form,
        most=most_mb(),
        kept_days=current_app.extensions["settings"].upload_days,
        waiting=load_queries.list_waiting_uploads(),
        refused=[(job, load_queries.file_of(job)) for job in load_queries.list_refused_from_folder(at - REFUSED_SHOWN)],
        unread=waiting_files(current_app.extensions["settings"].work_order_folder, profiles, at),
        loads=page_of_rows(load_queries.loads(), wanted_page(), PER_PAGE),
        unmatched=count_unmatched(),
        may_load=_may_load(),
    )
    return page, status


@blueprint.get("/kpis/loads")
@requires(Permission.LOAD_WORK_ORDERS, Permission.SEE_AUDIT)
@everywhere(Permission.LOAD_WORK_ORDERS, Permission.SEE_AUDIT)
def loads() -> Any:
    """What was loaded, and a new file."""
    return _page(_form())


@blueprint.post("/kpis/loads")
@requires(Permission.LOAD_WORK_ORDERS)
@writes_later
@everywhere(Permission.LOAD_WORK_ORDERS)
def load_upload() -> Any:
    """Take a file, piece by piece, and propose how to read it."""
    form = _form()
    if not form.validate_on_submit():
        return _page(form, 422)
    saved = get_profile(int(form.profile.data)) if form.profile.data != PROPOSE else None
    upload = form.file.data
    name = files.plain_name(upload.filename or "")
    with files.aside(upload.stream, name) as path:
        try:
            profile_name, choices = _first_choices(path, name, saved)
        except SourceFault as fault:
            rollback()
            form.file.errors = [words_of(fault)]
            return _page(form, 422)
        with path.open("rb") as stream:
            content = files.put_stream(stream)
    start_writing()
    kept = keep_upload(
        content=content, file_name=name, name=profile_name, choices=choices, actor=current_user, at=clock.now()
    )
    return redirect(url_for("kpis.upload", upload_id=kept.id), 303)


def _first_choices(path: Path, name: str, saved: SourceProfile | None) -> tuple[str, Values]:
    """The profile's name and the controls of the mapping page: by the saved profile, or as proposed."""
    from lms.kpis.proposals import propose_profile
    from lms.kpis.sources.opening import open_file

    if saved is not None:
        profile = read_profile(saved.text)
        return profile.name, values_of(profile, open_file(path, profile).header)
    proposal = propose_profile(path, source_in(name))
    proposed = proposal.profile
    header = open_file(path, proposed).header
    known = [read_profile(row.text) for row in list_profiles()]
    if (fitting := best_profile(known, header)) is not None:
        # it may come from a file whose table stood elsewhere; how its dates are meant was said when it was saved
        fitting = replace(fitting, sheet=proposed.sheet, header_row=proposed.header_row)
        return fitting.name, values_of(fitting, header)
    profile = replace(proposed, zone=proposed.zone or clock.zone().key)
    return profile.name, {**values_of(profile, header), **questions(proposal.doubts)}


@blueprint.get("/kpis/loads/<int:load_id>")
@requires(Permission.LOAD_WORK_ORDERS, Permission.SEE_AUDIT)
@everywhere(Permission.LOAD_WORK_ORDERS, Permission.SEE_AUDIT)
def load(load_id: int) -> Any:
    """What became of a load, and what to do next."""
    row = load_queries.get_load(load_id)
    profile = get_profile(row.profile_id) if row.profile_id else None
    return render_template(
        "kpis/load.html", load=row, profile=profile, by=load_queries.find_loader(row), unmatched=count_unmatched(),
        may_load=_may_load(),
        **_shown_by(row),
        months=months_text(date.fromisoformat(text) for text in row.notes.get("months", ())),
        reopened=months_text(date.fromisoformat(text) for text in row.notes.get("reopened", ())),
    )  # fmt: skip


def _shown_by(row: WorkOrderLoad) -> dict[str, Any]:
    """What the orders that were loaded show: where which ability is missing, and the alerts that followed; for those who see
    all figures."""
    months = sorted(date.fromisoformat(text) for text in row.notes.get("months", ()))
    if Permission.SEE_KPIS not in current_user.permissions or current_user.reach(Permission.SEE_KPIS) is not None:
        return {"sees": False}
    if not months:
        return {"sees": True, "places": [], "alerts": load_queries.list_alerts_after(current_user, row)}
    span = Span(max(months[0], shift(months[-1], 1 - MOST_MONTHS)), months[-1])
    found = places_of_source(row.source, list_kpis(), span)
    shown = found[:PLACES_SHOWN]
    return {
        "sees": True, "places": shown, "more": len(found) - len(shown), "span": span, "shortfall_text": shortfall_text,
        "alerts": load_queries.list_alerts_after(current_user, row), "colours": alert_labels.COLOURS,
        "tones": alert_labels.COLOUR_TONES, "subject_name": alert_labels.subject_name,
        "links": {place.row.subject_id: gather(PLACE_LINKS, place, span) for place in shown}, **words(),
    }  # fmt: skip


@blueprint.get("/kpis/loads/<int:load_id>/rejects")
@requires(Permission.LOAD_WORK_ORDERS, Permission.SEE_AUDIT)
@everywhere(Permission.LOAD_WORK_ORDERS, Permission.SEE_AUDIT)
def load_rejects(load_id: int) -> Any:
    """The rows that were not loaded, as a workbook."""
    file_id = load_queries.get_load(load_id).rejects_file_id
    if file_id is None:
        raise NotFound
    return files.send(file_id)


@blueprint.get("/kpis/loads/folder/<int:job_id>/rejects")
@requires(Permission.LOAD_WORK_ORDERS, Permission.SEE_AUDIT)
@everywhere(Permission.LOAD_WORK_ORDERS, Permission.SEE_AUDIT)
def folder_rejects(job_id: int) -> Any:
    """The rows for which a file of the watched folder was refused, as a workbook."""
    file_id = load_queries.find_folder_rejects(job_id)
    if file_id is None:
        raise NotFound
    return files.send(file_id)
