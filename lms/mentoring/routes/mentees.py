"""A mentor's mentees: who needs something, and one mentee in full."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import false

from assessments.practical_labels import mode_name, opening_words
from assessments.queries.practicals import progress_of_all
from lms.core import clock
from lms.core.access import Permission, requires
from lms.core.errors import NotFound, RuleBroken, describe
from lms.core.paging import wanted_page
from lms.mentoring.actions.log import reply_to_entry
from lms.mentoring.actions.pairings import note_handover
from lms.mentoring.forms import HandoverForm, ReplyForm
from lms.mentoring.labels import DAY_NAMES, kind_name
from lms.mentoring.logs.notebook import read_notebook
from lms.mentoring.queries import log, pairings
from lms.mentoring.queries.mentees import mentee_states
from lms.mentoring.routes import blueprint
from lms.mentoring.rules import Kind, Span
from lms.mentoring.standing import standing_of
from lms.mentoring.talks.queries import list_talks_with
from lms.people.models import Person
from lms.people.queries.people import list_people
from lms.people.queries.scope import visible

HISTORY = 7


@blueprint.get("/mentees")
@requires(Permission.MENTOR)
def mentees() -> str:
    """The mentees who need their mentor, first what waits."""
    today = clock.today()
    states = mentee_states(current_user.id, today, with_courses=True)
    return render_template(
        "mentoring/mentees.html",
        states=states,
        kind_name=kind_name,
        mode_name=mode_name,
        opening_words=opening_words,
    )


def _learner(person_id: int) -> Person:
    """A mentee of the reader, or somebody whose people record the reader may see. Raises NotFound."""
    if Permission.SEE_ARCHIVE in current_user.permissions:
        seen = visible(current_user, Permission.SEE_ARCHIVE)
    else:
        own = pairings.mentees_in_scope(current_user, Permission.MENTOR, clock.today())
        seen = Person.id.in_(own) if own is not None else false()
    found = list_people([person_id], seen)
    if not found:
        raise NotFound
    return found[0]


@blueprint.get("/mentees/<int:person_id>")
@requires(Permission.MENTOR, Permission.SEE_ARCHIVE)
def mentee(person_id: int) -> str:
    """One mentee: stage, what waits, practical tasks, growth log, ratings, mentors."""
    return _mentee_page(_learner(person_id), {})


def _held(known: Sequence[Any], today: date) -> list[Any]:
    """The reader's own parts today, among all pairings of a mentee."""
    own = (p for p in known if p.mentor_id == current_user.id)
    return [p for p in own if Span(p.mentor_id, p.kind, p.started_on, p.ended_on).holds(today)]


def _mentee_page(learner: Person, complaints: dict[int, str]) -> str:
    today = clock.today()
    notebook = read_notebook(learner, wanted_page(), HISTORY, today)
    known = notebook.pairings
    held = _held(known, today)
    kinds = {p.kind for p in held}
    page, waiting = notebook.page, notebook.waiting if kinds else []
    shown = {entry.id for entry in waiting}
    return render_template(
        "mentoring/mentee.html",
        learner=learner,
        standing=standing_of([learner.id]).get(learner.id),
        waiting=waiting,
        page=page,
        history=[entry for entry in page.items if entry.id not in shown],
        tasks=progress_of_all([learner.id])[learner.id],
        ratings=notebook.ratings,
        mentors=notebook.mentors,
        names=notebook.names,
        is_mentor=bool(kinds),
        is_technical=Kind.TECHNICAL in kinds,
        course=notebook.course,
        day_names=DAY_NAMES,
        cases=notebook.cases,
        talks=list_talks_with(learner.id) if kinds else [],
        today=today,
        kind_name=kind_name,
        mode_name=mode_name,
        opening_words=opening_words,
        handovers=[p for p in known if p.handover],
        name_in=pairings.name_in,
        own_note=request.form.get("text", "") if 0 in complaints else next((p.handover for p in held), ""),
        typed=request.form.get("text", ""),
        complaints=complaints,
    )


@blueprint.post("/log/<int:entry_id>/reply")
@requires(Permission.MENTOR)
def reply(entry_id: int) -> Any:
    """Answer an entry of a mentee's growth log."""
    entry = log.get_entry(entry_id)
    learner = _learner(entry.person_id)
    form = ReplyForm()
    try:
        if not form.validate():
            return _mentee_page(learner, {entry.id: " ".join(str(e) for e in form.text.errors)}), 422
        reply_to_entry(entry=entry, text=form.text.data or "", actor=current_user, at=clock.now())
    except RuleBroken as broken:
        return _mentee_page(learner, {entry.id: " ".join(describe(broken.refusals))}), 422
    flash(_("Your reply is with %(name)s.", name=learner.name), "success")
    return redirect(url_for("mentoring.mentee", person_id=learner.id))


@blueprint.post("/mentees/<int:person_id>/hand-over")
@requires(Permission.MENTOR)
def hand_over_note(person_id: int) -> Any:
    """What whoever comes after should know; read by the next mentor."""
    own = _held(pairings.list_pairings(person_id), clock.today())
    if not own:
        raise NotFound
    form = HandoverForm()
    if not form.validate():
        return _mentee_page(_learner(person_id), {0: " ".join(str(e) for e in form.text.errors)}), 422
    for pairing in own:
        note_handover(pairing=pairing, text=form.text.data or "", actor=current_user, at=clock.now())
    kept = _("Kept for whoever comes after you.") if form.text.data else _("There is no hand-over note now.")
    flash(kept, "success")
    return redirect(url_for("mentoring.mentee", person_id=person_id))
