"""The trainer's screen: the code that changes every 20 seconds, and the list that fills beside it."""

from __future__ import annotations

from typing import Any

from flask import current_app, redirect, render_template, request, url_for
from flask_login import current_user

from courses.attendance.actions.doors import open_door
from courses.attendance.models import AttendanceDoor
from courses.attendance.qr import picture
from courses.attendance.queries import sheets
from courses.attendance.routes import blueprint
from courses.attendance.rules import codes
from courses.attendance.shown import clock_time
from courses.sessions.models import SessionDay
from courses.sessions.rules.times import Span
from courses.sessions.saying import when
from lms.core import clock
from lms.core.access import Permission, requires
from lms.core.db import db

KEEPS = (Permission.TEACH, Permission.MANAGE_SESSIONS)
"""Who keeps lists: whoever looks after the session (`get_manageable`)."""


@blueprint.post("/attendance/days/<int:day_id>/door")
@requires(*KEEPS)
def begin(day_id: int) -> Any:
    """Show the code from now on."""
    open_door(day=sheets.get_day(current_user, day_id), actor=current_user, at=clock.now())
    return redirect(url_for("attendance.screen", day_id=day_id))


@blueprint.get("/attendance/days/<int:day_id>/screen")
@requires(*KEEPS)
def screen(day_id: int) -> Any:
    """The page for the projector."""
    found = sheets.sheet_of_day(current_user, day_id, clock.now())
    day = found.day
    if found.door is None:
        return redirect(url_for("attendance.sheet", session_id=day.session_id, day=day_id))
    return render_template(
        "attendance/screen.html", sheet=found, when=when(Span(day.starts_at, day.ends_at), day.zone), clock_time=clock_time,
        **_code(day, found.door),
    )  # fmt: skip


def _code(day: SessionDay, door: AttendanceDoor) -> dict[str, Any]:
    """What the picture shows at this moment."""
    at = clock.now()
    address = f"{current_app.extensions['settings'].public_url}/a/{day.id}/{codes.link_code(door.secret, day.id, at)}"
    closed = day.session.ended_at is not None or not codes.is_open(at, day.starts_at, day.ends_at)
    return {
        "day": day,
        "closed": closed,
        "qr": "" if closed else picture(address),
        "typed": "" if closed else codes.typed_code(door.secret, day.id, at),
        "left": codes.seconds_left(at),
        "place": f"{current_app.extensions['settings'].public_url}/attendance".split("//")[-1],
    }


@blueprint.get("/attendance/days/<int:day_id>/code")
@requires(*KEEPS)
def code(day_id: int) -> Any:
    """The part of the screen that changes."""
    day = sheets.get_day(current_user, day_id)
    door = db.session.get(AttendanceDoor, day_id)
    if door is None:
        return "", 204
    return render_template("attendance/_code.html", **_code(day, door))


@blueprint.get("/attendance/days/<int:day_id>/arrivals")
@requires(*KEEPS)
def arrivals(day_id: int) -> Any:
    """The list beside the code, where there is news since the page heard last; else nothing, which costs next to nothing."""
    day = sheets.get_day(current_user, day_id)
    if sheets.newest_note(day_id) == request.args.get("seen", type=int):
        return "", 204
    found = sheets.sheet(current_user, day.session_id, day_id, clock.now(), whole=False)
    return render_template("attendance/_arrivals.html", sheet=found, day=day, clock_time=clock_time)
