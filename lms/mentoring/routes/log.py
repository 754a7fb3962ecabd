"""The growth log of the reader: today's page, and the days before with what the mentors said."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from assessments import photos
from lms.core import clock, files
from lms.core.access import Permission, requires, signed_in, writes_later
from lms.core.db import start_writing
from lms.core.errors import NotFound, RuleBroken, describe
from lms.core.paging import wanted_page
from lms.mentoring.actions.log import DRAFTED, keep_draft, remove_photo, set_rhythm, write_entry
from lms.mentoring.appointments.labels import SHIFT_NAMES
from lms.mentoring.feedback.actions import AFTER_DAYS
from lms.mentoring.feedback.queries import list_unrated_mentors
from lms.mentoring.forms import EntryForm
from lms.mentoring.labels import DAY_NAMES, WEEKDAYS, kind_name
from lms.mentoring.logs.notebook import read_notebook
from lms.mentoring.logs.queries import find_draft, find_photo
from lms.mentoring.navigation import KEEP_NONE
from lms.mentoring.queries.log import get_entry
from lms.mentoring.queries.pairings import own_kinds
from lms.mentoring.routes import blueprint
from lms.mentoring.standing import standing_of
from lms.mentoring.talks.queries import list_open_steps
from lms.people.queries.people import get_person, list_people
from lms.people.queries.scope import get_visible

HISTORY = 10


@blueprint.url_value_preprocessor
def allow_photos(endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Before the form is read: an entry may be as large as its photos may be together."""
    if endpoint == "mentoring.log" and request.method == "POST" and current_user.is_authenticated:
        request.max_content_length = photos.MAX_PHOTOS * photos.MAX_BYTES + 1024 * 1024


@blueprint.route("/log", methods=["GET", "POST"])
@requires(Permission.LEARN)
@writes_later
def log() -> Any:
    """Write or change today's entry, or keep a draft of it; read the earlier ones."""
    today = clock.today()
    form = EntryForm()
    if request.method == "GET":
        return _page(form, today, [])
    if request.form.get("deed") == "draft":
        return _keep_draft(form, today)
    complaints: list[str] = []
    taken: list[photos.Photo] = []
    try:
        taken = photos.prepare(request.files.getlist("photos"))
    except photos.PhotosRefused as refused:
        complaints = describe(refused.refusals)
    if form.validate() and not complaints:
        start_writing()
        try:
            write_entry(
                person=get_person(current_user.id),
                day=_day(form.day.data),
                cases=form.cases.data or "",
                ideas=form.ideas.data or "",
                learned=form.learned.data or "",
                work_orders=form.work_orders.data or "",
                photos=taken,
                actor=current_user,
                at=clock.now(),
            )
        except RuleBroken as broken:
            complaints = describe(broken.refusals)
        else:
            flash(_("Saved. Your mentors can read it now."), "success")
            return redirect(url_for("mentoring.log"))
    return _page(form, today, complaints), 422


def _keep_draft(form: EntryForm, today: date) -> Any:
    start_writing()
    texts = {name: str(form[name].data or "") for name in DRAFTED}
    keep_draft(person=get_person(current_user.id), day=today, texts=texts, at=clock.now())
    if any(file.filename for file in request.files.getlist("photos")):
        flash(_("Draft kept without its photos; add them when you save."), "warning")
    else:
        flash(_("Draft kept; nobody else sees it. Go on from any device."), "success")
    return redirect(url_for("mentoring.log"))


def _day(text: str | None) -> date:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return date.min


def _page(form: EntryForm, today: date, complaints: list[str]) -> str:
    person = list_people([current_user.id])[0]
    notebook = read_notebook(person, wanted_page(), HISTORY, today)
    entry = notebook.today
    draft = None if entry is not None else find_draft(person.id, today)
    if request.method == "GET":
        source = {name: getattr(entry, name) for name in DRAFTED} if entry else draft.texts if draft else {}
        for name, text in source.items():
            form[name].data = text
    form.day.data = today.isoformat()
    page = notebook.page
    keeps = not (KEEP_NONE & current_user.permissions) or bool(notebook.mentors or standing_of([person.id]))
    unrated = list_unrated_mentors(person.id, AFTER_DAYS, today)
    return render_template(
        "mentoring/log.html",
        form=form,
        today=today,
        keeps=keeps,
        entry=entry,
        draft=draft,
        answered=entry is not None and bool(entry.replies),
        complaints=complaints,
        page=page,
        history=[item for item in page.items if item.day != today or item.replies],
        names=notebook.names,
        mentors=notebook.mentors,
        unrated=list_people(unrated),
        ratings=notebook.ratings,
        course=notebook.course,
        day_names=DAY_NAMES,
        rhythm=notebook.rhythm,
        shift_names=SHIFT_NAMES,
        weekdays=WEEKDAYS,
        cases=notebook.cases,
        steps=list_open_steps(person.id),
        kind_name=kind_name,
        max_photos=photos.MAX_PHOTOS,
        unfinished=request.method == "POST",
        photos_lost=any(file.filename for file in request.files.getlist("photos")),
    )


@blueprint.post("/log/rhythm")
@requires(Permission.LEARN)
def log_rhythm() -> Response:
    """In which shift the reader works and when they rest; reminders go by it."""
    shift = request.form.get("shift", "")
    rest = {int(text) for text in request.form.getlist("rest") if text in {str(n) for n in WEEKDAYS}}
    if shift not in SHIFT_NAMES or len(rest) > 6:
        flash(_("Choose a shift, and at most six rest days."), "danger")
    else:
        set_rhythm(person=get_person(current_user.id), shift=shift, rest_days=rest, actor=current_user, at=clock.now())
        flash(_("Saved. Reminders go by it from today on."), "success")
    return redirect(url_for("mentoring.log"))  # type: ignore[return-value]


@blueprint.get("/log/photos/<int:log_photo_id>")
@signed_in
def log_photo(log_photo_id: int) -> Response:
    """A photo of an entry: for the writer, the mentors of today, and those who may see the archive."""
    found = find_photo(log_photo_id)
    if found is None:
        raise NotFound
    photo, person_id = found
    if person_id != current_user.id and not own_kinds(current_user.id, person_id, clock.today()):
        get_visible(current_user, person_id, Permission.SEE_ARCHIVE)
    return files.send(photo.file_id, download=False)


@blueprint.post("/log/photos/<int:log_photo_id>/remove")
@requires(Permission.LEARN)
def remove_log_photo(log_photo_id: int) -> Response:
    """Take a photo out of one's entry of today."""
    found = find_photo(log_photo_id)
    if found is None or found[1] != current_user.id:
        raise NotFound
    photo = found[0]
    try:
        remove_photo(photo=photo, entry=get_entry(photo.entry_id), actor=current_user, at=clock.now())
    except RuleBroken as broken:
        flash(" ".join(describe(broken.refusals)), "danger")
    else:
        flash(_("The photo is taken out."), "success")
    return redirect(url_for("mentoring.log"))  # type: ignore[return-value]
