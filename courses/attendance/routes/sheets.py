"""The list: who is there, corrections, people let in, and the list kept without network."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from courses.attendance.actions.noting import Mark, last_note, note, note_everybody
from courses.attendance.labels import ABSENCE_NAMES, HOW_NAMES, REASONS
from courses.attendance.queries import sheets
from courses.attendance.queries.found import find_people
from courses.attendance.queries.histories import notes_of
from courses.attendance.routes import blueprint
from courses.attendance.routes.screen import KEEPS
from courses.attendance.rules.presence import Stay
from courses.attendance.shown import clock_time, read_time
from courses.sessions.models import SessionDay
from courses.sessions.rules.times import Span
from courses.sessions.saying import when
from lms.core import clock
from lms.core.access import requires
from lms.core.errors import NotFound, RuleBroken, describe
from lms.people.queries.people import list_people


@blueprint.get("/attendance/sessions/<int:session_id>")
@requires(*KEEPS)
def sheet(session_id: int) -> str:
    """The list of a day."""
    return _sheet_page(session_id, request.args.get("day", type=int), [])


def _sheet_page(session_id: int, day_id: int | None, complaints: list[str]) -> str:
    at = clock.now()
    found = sheets.sheet(current_user, session_id, day_id, at)
    return render_template(
        "attendance/sheet.html", sheet=found, at=at, complaints=complaints, clock_time=clock_time, absence_names=ABSENCE_NAMES,
        how_names=HOW_NAMES, whens=[(day, when(Span(day.starts_at, day.ends_at), day.zone)) for day in found.days],
    )  # fmt: skip


def _back(day: SessionDay) -> Any:
    return redirect(url_for("attendance.sheet", session_id=day.session_id, day=day.id))


@blueprint.post("/attendance/days/<int:day_id>/marks")
@requires(*KEEPS)
def mark(day_id: int) -> Any:
    """One tap on the list: there since the beginning, there since now, leaves now, or not there."""
    day, at = sheets.get_day(current_user, day_id), clock.now()
    person_id, said = request.form.get("person", 0, type=int), request.form.get("is", "")
    before = last_note(day.id, person_id)
    came_at = before.came_at if before is not None else None
    stays = {"here": Stay(True), "late": Stay(True, came_at=at), "left": Stay(True, came_at, at), "absent": Stay(False)}
    if said not in stays:
        raise NotFound
    try:
        note(day=day, mark=Mark(person_id, stays[said]), actor=current_user, at=at)
    except RuleBroken as broken:
        return _sheet_page(day.session_id, day_id, describe(broken.refusals)), 422
    return _back(day)


@blueprint.post("/attendance/days/<int:day_id>/everybody")
@requires(*KEEPS)
def everybody(day_id: int) -> Any:
    """All of whom nothing is known yet are there."""
    day = sheets.get_day(current_user, day_id)
    many = note_everybody(day=day, actor=current_user, at=clock.now())
    flash(ngettext("%(num)s person noted as there.", "%(num)s people noted as there.", many), "success")
    return _back(day)


@blueprint.get("/attendance/days/<int:day_id>/people/<int:person_id>")
@requires(*KEEPS)
def correct(day_id: int, person_id: int) -> str:
    """One person on one day: times, and what was noted before."""
    return _correct_page(day_id, person_id, [])


def _correct_page(day_id: int, person_id: int, complaints: list[str]) -> str:
    day = sheets.get_day(current_user, day_id)
    people = list_people([person_id])
    if not people:
        raise NotFound
    notes = notes_of(day_id, person_id)
    last = notes[0] if notes else None
    shown = {
        "is": "absent" if last is not None and last.how == "absent" else "here",
        "came": clock_time(last.came_at, day.zone) if last else "",
        "left": clock_time(last.left_at, day.zone) if last else "",
        "reason": "",
    }
    shown |= {name: request.form[name] for name in shown if name in request.form}
    return render_template(
        "attendance/correct.html", day=day, person=people[0], notes=notes, shown=shown, complaints=complaints,
        when=when(Span(day.starts_at, day.ends_at), day.zone), how_names=HOW_NAMES, reasons=REASONS, clock_time=clock_time,
    )  # fmt: skip


@blueprint.post("/attendance/days/<int:day_id>/people/<int:person_id>")
@requires(*KEEPS)
def keep_correction(day_id: int, person_id: int) -> Any:
    """Note it."""
    day, at = sheets.get_day(current_user, day_id), clock.now()
    try:
        stay = _stay(day)
        note(day=day, mark=Mark(person_id, stay, request.form.get("reason", "")), actor=current_user, at=at)
    except RuleBroken as broken:
        return _correct_page(day_id, person_id, describe(broken.refusals)), 422
    flash(_("Noted. What stood there before is kept beside it."), "success")
    return _back(day)


def _stay(day: SessionDay) -> Stay:
    if request.form.get("is") == "absent":
        return Stay(False)
    came, left = (read_time(request.form.get(name, ""), day) for name in ("came", "left"))
    return Stay(True, _unless(came, day.starts_at), _unless(left, day.ends_at))


def _unless(moment: datetime | None, usual: datetime) -> datetime | None:
    return None if moment == usual else moment


@blueprint.get("/attendance/days/<int:day_id>/walk-in")
@requires(*KEEPS)
def walk_in(day_id: int) -> str:
    """Find somebody who is not signed up."""
    return _walk_in_page(day_id, [])


def _walk_in_page(day_id: int, complaints: list[str]) -> str:
    words = request.values.get("q", "").strip()
    found = sheets.sheet_of_day(current_user, day_id, clock.now())
    day = found.day
    listed = {one.person_id for one in found.people}
    return render_template(
        "attendance/walk_in.html", day=day, sheet=found, words=words, found=find_people(words), listed=listed,
        complaints=complaints, reason=request.form.get("reason", ""),
    )  # fmt: skip


@blueprint.post("/attendance/days/<int:day_id>/walk-in")
@requires(*KEEPS)
def let_in(day_id: int) -> Any:
    """Let them in."""
    day, at = sheets.get_day(current_user, day_id), clock.now()
    person_id = request.form.get("person", 0, type=int)
    late = at if at > day.starts_at else None
    stay = Stay(True, came_at=late if late is not None and late < day.ends_at else None)
    try:
        note(day=day, mark=Mark(person_id, stay, request.form.get("reason", "")), actor=current_user, at=at)
    except RuleBroken as broken:
        return _walk_in_page(day_id, describe(broken.refusals)), 422
    flash(_("Let in, and on the list."), "success")
    return _back(day)
