"""The growth log of the reader: today's page, and the days before with what the mentors said."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from lms.core import clock
from lms.core.access import Permission, requires
from lms.core.errors import RuleBroken, describe
from lms.core.paging import page_of_rows, wanted_page
from lms.mentoring.actions.log import write_entry
from lms.mentoring.forms import EntryForm
from lms.mentoring.labels import kind_name
from lms.mentoring.queries import log as entries
from lms.mentoring.queries.pairings import mentors_of
from lms.mentoring.queries.ratings import list_ratings
from lms.mentoring.routes import blueprint
from lms.people.queries.people import get_person, list_people

HISTORY = 10


@blueprint.route("/log", methods=["GET", "POST"])
@requires(Permission.LEARN)
def log() -> Any:
    """Write or change today's entry; read the earlier ones."""
    today = clock.today()
    form = EntryForm()
    complaints: list[str] = []
    if request.method == "POST" and form.validate():
        try:
            write_entry(
                person=get_person(current_user.id),
                day=_day(form.day.data),
                cases=form.cases.data or "",
                ideas=form.ideas.data or "",
                learned=form.learned.data or "",
                actor=current_user,
                at=clock.now(),
            )
        except RuleBroken as broken:
            complaints = describe(broken.refusals)
        else:
            flash(_("Saved. Your mentors can read it now."), "success")
            return redirect(url_for("mentoring.log"))
    return _page(form, today, complaints), (422 if request.method == "POST" else 200)


def _day(text: str | None) -> date:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return date.min


def _page(form: EntryForm, today: date, complaints: list[str]) -> str:
    entry = entries.find_entry(current_user.id, today)
    if request.method == "GET" and entry is not None:
        form.cases.data, form.ideas.data, form.learned.data = entry.cases, entry.ideas, entry.learned
    form.day.data = today.isoformat()
    page = page_of_rows(entries.entries_of(current_user.id), wanted_page(), HISTORY, entities=True)
    repliers = {reply.mentor_id for item in page.items for reply in item.replies}
    return render_template(
        "mentoring/log.html",
        form=form,
        today=today,
        entry=entry,
        answered=entry is not None and bool(entry.replies),
        complaints=complaints,
        page=page,
        history=[item for item in page.items if item.day != today or item.replies],
        names={person.id: person.name for person in list_people(repliers)},
        mentors=mentors_of([current_user.id], today).get(current_user.id, []),
        ratings=list_ratings(current_user.id),
        kind_name=kind_name,
        unfinished=request.method == "POST",
    )
