"""Planning a session and changing one, with what speaks against it said before it is saved."""

from __future__ import annotations

from datetime import time
from typing import Any
from zoneinfo import ZoneInfo

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from courses.sessions.actions.planning import (
    Wanted,
    change_refusals,
    change_session,
    plan_refusals,
    plan_session,
    wanted_of,
)
from courses.sessions.actions.telling import concerned
from courses.sessions.forms import ChangeForm, PlanForm, SessionForm
from courses.sessions.models import CourseSession
from courses.sessions.queries.choices import course_choices, people_waiting_for
from courses.sessions.queries.lines import Line, get_manageable
from courses.sessions.queries.people import list_trainers, trainers_of
from courses.sessions.queries.times import list_rooms
from courses.sessions.routes import WORDS, blueprint
from courses.sessions.rules.planning import PlannedDay
from courses.sessions.rules.states import SessionKind
from courses.sessions.rules.times import MOST_DAYS, Span, is_skipped, is_zone, moment_at
from courses.sessions.saying import day_words
from courses.sessions.warnings import free_rooms, plan_warnings
from lms.core import clock
from lms.core.access import Permission, requires
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.core.errors import RuleBroken, describe
from lms.core.forms import options
from lms.core.rules import Refusal
from lms.people.queries.scope import list_reached_units


def _prepare(form: SessionForm, line: Line | None = None) -> None:
    """Fill in what the form offers to choose from, and take or add a row where a button asked for it."""
    rooms = list_rooms()
    units = {unit.id: unit.name for unit in list_reached_units(current_user, Permission.MANAGE_SESSIONS)}
    trainers = {
        row.id: Bilingual(row.name_zh or row.name_latin, row.name_latin or row.name_zh)
        for row in list_trainers(clock.today())
    }
    if line is not None:
        units.setdefault(line.unit_id, line.unit_name)
        for one in trainers_of([line.id]).get(line.id, []):
            trainers.setdefault(one.person_id, one.name)
    form.unit_id.choices = options((number, str(name)) for number, name in units.items())
    form.lead_id.choices = options([(0, _("Nobody yet")), *((number, str(name)) for number, name in trainers.items())])
    form.co_ids.choices = options((number, str(name)) for number, name in trainers.items())
    offered = [
        (0, _("No room")),
        *(
            (room.id, ngettext("%(room)s · %(num)s seat", "%(room)s · %(num)s seats", room.seats, room=room.name))
            for room in rooms
        ),
    ]
    if request.form.get("more") and len(form.days) < MOST_DAYS:
        form.days.append_entry()
        former, new = (form.days[-2].form if len(form.days) > 1 else None), form.days[-1].form
        if former is not None:
            new.starts.data, new.ends.data, new.room_id.data = former.starts.data, former.ends.data, former.room_id.data
    for entry in form.days:
        entry.form.room_id.choices = options(offered)


def _zone_of(form: SessionForm, room_id: int | None) -> str:
    if form.zone.data:
        return str(form.zone.data)
    room = next((room for room in list_rooms(retired=True) if room.id == room_id), None)
    return (room.zone if room else None) or clock.zone().key


def read_plan(form: SessionForm, course_code: str) -> Wanted:
    """What the form says. Raises RuleBroken for hours that do not exist and zones that nobody knows."""
    if form.zone.data and not is_zone(form.zone.data):
        raise RuleBroken(Refusal("room_zone", {"zone": form.zone.data}))
    days, faults = [], []
    for place, entry in enumerate(form.days, start=1):
        row = entry.form
        if not row.day.data:
            continue
        if row.starts.data is None or row.ends.data is None:
            faults.append(Refusal("session_hours_missing", {"place": place}))
            continue
        zone = ZoneInfo(_zone_of(form, row.room_id.data))
        for hour in (row.starts.data, row.ends.data):
            if is_skipped(row.day.data, hour, zone):
                told = {"day": day_words(row.day.data), "time": f"{hour:%H:%M}", "zone": zone.key}
                faults.append(Refusal("session_hour_skipped", told))
        span = Span(moment_at(row.day.data, row.starts.data, zone), moment_at(row.day.data, row.ends.data, zone))
        said = str(row.id.data or "")
        known = int(said) if said.isdecimal() else None
        days.append(PlannedDay(span, zone.key, row.room_id.data or None, known))
    if faults:
        raise RuleBroken(*faults)
    title = Bilingual(form.title_zh.data or "", form.title_en.data or "")
    until = moment_at(form.apply_until.data, time(23, 59), clock.zone()) if form.apply_until.data else None
    begins = min((day.span.starts_at for day in days), default=None)
    if until and begins and clock.local_date(until) == clock.local_date(begins):
        until = begins  # to the end of the day, but not beyond the beginning
    return Wanted(
        course_code=course_code, unit_id=form.unit_id.data, kind=SessionKind(form.kind.data), language=form.language.data,
        seats=form.seats.data or 0, days=tuple(days), title=title if title.zh or title.en else None,
        product_line=form.product_line.data or None, link=form.link.data or "", note=form.note.data or "", apply_until=until,
        needs_approval=bool(form.needs_approval.data), invited_only=bool(form.invited_only.data),
        remind_days=tuple(int(part) for part in (form.reminders.data or "").replace("，", ",").replace("、", ",").split(",") if part.strip()),
        lead_id=form.lead_id.data or None, co_ids=tuple(form.co_ids.data or ()),
    )  # fmt: skip


def _refuse(refusals: tuple[Refusal, ...]) -> None:
    """Say what cannot be together with what is worth knowing, and not after that was accepted."""
    if refusals:
        raise RuleBroken(*refusals)


@blueprint.route("/sessions/plan", methods=["GET", "POST"])
@requires(Permission.MANAGE_SESSIONS)
def plan() -> Any:
    """Plan a session."""
    courses = course_choices()
    form = PlanForm(
        data={"course_code": request.args.get("course", ""), "lead_id": 0} if request.method == "GET" else None
    )
    form.course_code.choices = options((row.code, str(row.title)) for row in courses)
    _prepare(form)
    warnings: list[str] = []
    rooms: list[Any] = []
    if request.method == "POST" and not request.form.get("more") and form.validate():
        try:
            wanted = read_plan(form, form.course_code.data)
            warnings = plan_warnings(wanted) if wanted.days else []
            rooms = free_rooms(wanted) if wanted.days else []
            _refuse(plan_refusals(wanted=wanted, at=clock.now()))
            if not warnings or form.accept.data:
                session = plan_session(wanted=wanted, actor=current_user, at=clock.now())
                flash(_("Session %(number)s is planned.", number=session.number), "success")
                return redirect(url_for("sessions.show", session_id=session.id))
        except RuleBroken as broken:
            form.form_errors.extend(describe(broken.refusals))
    status = 422 if request.method == "POST" and not request.form.get("more") else 200
    return render_template(
        "sessions/plan.html", form=form, line=None, warnings=warnings, rooms=rooms, courses=courses,
        wait=people_waiting_for(form.course_code.data) if form.course_code.data else 0, **WORDS,
    ), status  # fmt: skip


def _given(wanted: Wanted) -> dict[str, Any]:
    zones = {day.zone for day in wanted.days}
    one = zones.pop() if len(zones) == 1 else ""
    rows = []
    for day in wanted.days:
        zone = ZoneInfo(day.zone)
        first, last = day.span.starts_at.astimezone(zone), day.span.ends_at.astimezone(zone)
        rows.append(
            {
                "id": day.id,
                "day": first.date(),
                "starts": first.time(),
                "ends": last.time(),
                "room_id": day.room_id or 0,
            }
        )
    return {
        "unit_id": wanted.unit_id, "title_zh": wanted.title.zh if wanted.title else "",
        "title_en": wanted.title.en if wanted.title else "", "kind": str(wanted.kind), "language": wanted.language,
        "product_line": wanted.product_line or "", "seats": wanted.seats, "days": rows,
        "zone": "" if one == clock.zone().key else one, "link": wanted.link, "lead_id": wanted.lead_id or 0,
        "co_ids": list(wanted.co_ids), "apply_until": clock.local_date(wanted.apply_until) if wanted.apply_until else None,
        "needs_approval": wanted.needs_approval, "invited_only": wanted.invited_only, "note": wanted.note,
        "reminders": ", ".join(str(days) for days in wanted.remind_days),
    }  # fmt: skip


@blueprint.route("/sessions/<int:session_id>/change", methods=["GET", "POST"])
@requires(Permission.MANAGE_SESSIONS, Permission.TEACH)
def change(session_id: int) -> Any:
    """Change what is planned; those concerned are told what was and what is."""
    line = get_manageable(current_user, session_id)
    now = wanted_of(session_id)
    form = ChangeForm(data=_given(now) if request.method == "GET" else None)
    _prepare(form, line)
    warnings: list[str] = []
    rooms: list[Any] = []
    if request.method == "POST" and not request.form.get("more") and form.validate():
        try:
            wanted = read_plan(form, now.course_code)
            warnings = (
                plan_warnings(wanted, session_id=session_id, learners=concerned(session_id)) if wanted.days else []
            )
            rooms = free_rooms(wanted, session_id=session_id) if wanted.days else []
            _refuse(change_refusals(session_id=session_id, wanted=wanted, at=clock.now()))
            if not warnings or form.accept.data:
                parts = change_session(
                    session_id=session_id,
                    wanted=wanted,
                    reason=form.reason.data or "",
                    actor=current_user,
                    at=clock.now(),
                )
                flash(_("Changed. Those concerned are told.") if parts else _("Nothing was different."), "success")
                return redirect(url_for("sessions.show", session_id=session_id))
        except RuleBroken as broken:
            form.form_errors.extend(describe(broken.refusals))
            db.session.expire_all()
    status = 422 if request.method == "POST" and not request.form.get("more") else 200
    return render_template(
        "sessions/plan.html", form=form, line=line, warnings=warnings, rooms=rooms, courses=[], wait=0,
        planned=db.session.get_one(CourseSession, session_id), **WORDS,
    ), status  # fmt: skip
