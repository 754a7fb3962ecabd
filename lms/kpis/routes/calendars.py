"""The working-time calendar: what holds, the versions, trying an order, and putting another in force from a day on."""

from __future__ import annotations

import tomllib
from datetime import datetime
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from lms.core import clock
from lms.core.access import Permission, requires
from lms.kpis.actions.calendars import put_calendar
from lms.kpis.calendar_forms import WEEKDAY_NAMES, CalendarForm, TryForm, calendar_fault_text, friday_evening
from lms.kpis.calendar_trial import changed_days, day_text, due_of, local_text, print_of, week_hours
from lms.kpis.calendars import calendar_in_force, read_text
from lms.kpis.queries.calendars import SHIPPED, Version, get_version, list_versions
from lms.kpis.recomputing import ask_to_recompute_worked
from lms.kpis.routes import blueprint
from lms.kpis.rules.calendar_text import shifts_text, spans, to_toml
from lms.kpis.rules.working_time import Calendar, CalendarFault, following
from lms.people.queries.people import list_people

LARGEST = 200_000


def _words() -> dict[str, Any]:
    return {
        "weekdays": WEEKDAY_NAMES, "shifts_text": shifts_text, "spans": spans, "local_text": local_text,
        "day_text": day_text, "week_hours": week_hours, "shipped": SHIPPED,
    }  # fmt: skip


@blueprint.get("/kpis/calendar")
@requires(Permission.SEE_KPIS, Permission.MANAGE_KPIS)
def calendar() -> Any:
    """What holds today, what is to come, and an order tried on it."""
    versions, today = list_versions(), clock.today()
    current = next(one for one in versions if not one.replaced and (one.since is None or one.since <= today))
    return _page(current, versions)


@blueprint.get("/kpis/calendar/<int:number>")
@requires(Permission.SEE_KPIS, Permission.MANAGE_KPIS)
def calendar_version(number: int) -> Any:
    """One version as it was put in."""
    return _page(get_version(number), list_versions())


@blueprint.get("/kpis/calendar/<int:number>/file.toml")
@requires(Permission.SEE_KPIS, Permission.MANAGE_KPIS)
def calendar_file(number: int) -> Response:
    """The file that `lms kpis calendar load` takes."""
    name = f"calendar-{number}.toml"
    return Response(
        get_version(number).text, content_type="application/toml; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )  # fmt: skip


def _page(version: Version, versions: list[Version]) -> str:
    form = TryForm(request.args, meta={"csrf": False})
    tried = None
    if request.args:
        if form.validate() and form.opened.data and form.limit.data:
            tried = due_of(calendar_in_force(), form.opened.data, form.limit.data, form.priority.data)
    else:
        form.opened.data, form.limit.data, form.priority.data = friday_evening(clock.today()), 8.0, "P2"
        tried = due_of(calendar_in_force(), form.opened.data, 8.0, "P2")
    makers = {one.made_by for one in versions if one.made_by is not None}
    return render_template(
        "kpis/calendar.html", version=version, versions=versions, form=form, tried=tried, today=clock.today(),
        names={person.id: person.name for person in list_people(makers)}, **_words(),
    )  # fmt: skip


@blueprint.get("/kpis/calendar/change")
@requires(Permission.MANAGE_KPIS)
def change_calendar() -> Any:
    """The form with a copy: of a version, or else of the newest."""
    like = request.args.get("like", type=int)
    version = get_version(like) if like is not None else list_versions()[0]
    form = CalendarForm()
    form.fill(version.calendar)
    form.from_day.data = clock.today()
    form.opened.data, form.limit.data, form.priority.data = friday_evening(clock.today()), 8.0, "P2"
    return _form(form, None)


@blueprint.post("/kpis/calendar/change")
@requires(Permission.MANAGE_KPIS)
def put_calendar_in_force() -> Any:
    """Try what is written; save it once it was tried."""
    form = CalendarForm()
    if "read" in request.form:
        return _from_file(form)
    written = form.written() if form.validate() else None
    if written is None:
        return _form(form, None), 422
    text = to_toml(written)
    if "save" not in request.form or form.tried.data != print_of(text):
        form.tried.data = print_of(text)
        return _form(form, _trial(form, written.calendar))
    put_calendar(text=text, actor=current_user, at=clock.now())
    ask_to_recompute_worked(written.calendar.since, actor=current_user, at=clock.now())
    flash(_("The calendar is in force. The figures that it changes are being computed."), "success")
    return redirect(url_for("kpis.calendar"))


def _from_file(form: CalendarForm) -> Any:
    upload = form.file.data
    content = upload.stream.read(LARGEST + 1) if upload and upload.filename else b""
    if not content or len(content) > LARGEST:
        form.file.errors = [_("The file is too large for a calendar.") if content else _("Choose a file.")]
        return _form(form, None), 422
    try:
        text = content.decode("utf-8-sig")
        read = read_text(text)
    except (CalendarFault, UnicodeDecodeError) as fault:
        form.file.errors = [calendar_fault_text(fault)]
        return _form(form, None), 422
    reason = str(tomllib.loads(text).get("reason") or "")[:200]
    form.fill(read)
    form.from_day.data, form.reason.data, form.tried.data = read.since, reason, ""
    return _form(form, None)


def _trial(form: CalendarForm, proposed: Calendar) -> dict[str, Any]:
    """What the calendar would mean, beside the one in force."""
    before = calendar_in_force()
    after = following([proposed, *(one.calendar for one in list_versions())])
    first = proposed.since or clock.today()
    opened: datetime = form.opened.data or friday_evening(first)
    limit, priority = form.limit.data or 8.0, form.priority.data
    days, many = changed_days(before, after, first)
    return {
        "due": due_of(after, opened, limit, priority, before), "days": days, "many": many,
        "past": proposed.since is None or proposed.since <= clock.today(), "hours": week_hours(proposed),
        "hours_before": week_hours(before.on(first)), "empty": not any(proposed.week),
    }  # fmt: skip


def _form(form: CalendarForm, trial: dict[str, Any] | None) -> str:
    return render_template("kpis/calendar_form.html", form=form, trial=trial, **_words())
