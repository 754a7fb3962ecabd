"""The list without network: what is taken along, and what it brings back."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from flask import Response, jsonify, render_template, request, send_from_directory
from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf.csrf import generate_csrf
from sqlalchemy import select

from courses.attendance.actions.noting import Mark, last_note, note
from courses.attendance.labels import WITHOUT_NETWORK
from courses.attendance.models import Attendance
from courses.attendance.queries import sheets
from courses.attendance.queries.parts import stay_of
from courses.attendance.routes import blueprint
from courses.attendance.routes.screen import KEEPS
from courses.attendance.rules.presence import Stay, differs_from_meanwhile
from courses.sessions.models import CourseSession, SessionDay
from courses.sessions.queries.lines import manageable
from courses.sessions.rules.times import Span
from courses.sessions.saying import when
from lms.core import clock
from lms.core.access import public, requires
from lms.core.db import db
from lms.core.errors import RuleBroken, describe
from lms.core.i18n import text
from lms.core.web import static_root

KEPT_FOR = timedelta(hours=36)
MOST = 12
"""Sittings that are taken along."""


@blueprint.get("/attendance/along")
@requires(*KEEPS)
def along() -> str:
    """The page that works without network. It holds nobody's data."""
    return render_template("attendance/along.html", hours=int(KEPT_FOR.total_seconds() // 3600))


@blueprint.get("/attendance/along/pack")
@requires(*KEEPS)
def pack() -> Response:
    """The lists of what the reader teaches or looks after today and tomorrow."""
    at = clock.now()
    query = (
        select(SessionDay)
        .join(CourseSession, CourseSession.id == SessionDay.session_id)
        .where(
            manageable(current_user), SessionDay.dropped_at.is_(None), CourseSession.cancelled_at.is_(None),
            SessionDay.starts_at <= at + KEPT_FOR, SessionDay.ends_at >= at - timedelta(hours=12),
        )
        .order_by(SessionDay.starts_at, SessionDay.id)
        .limit(MOST)
    )  # fmt: skip
    days = [_packed(day, at) for day in db.session.scalars(query).all()]
    return jsonify(csrf=generate_csrf(), taken_at=at.isoformat(), until=(at + KEPT_FOR).isoformat(), days=days)


def _packed(day: SessionDay, at: datetime) -> dict[str, Any]:
    found = sheets.sheet(current_user, day.session_id, day.id, at)
    return {
        "day_id": day.id,
        "session": text(found.session.title),
        "when": text(when(Span(day.starts_at, day.ends_at), day.zone)),
        "people": [
            {
                "id": one.person_id, "name": text(one.name), "unit": text(one.unit), "state": "left" if one.stay and one.stay.left_at else one.state,
                "note": one.note.id if one.note else 0,
            }
            for one in found.people
        ],
    }  # fmt: skip


@blueprint.post("/attendance/along/marks")
@requires(*KEEPS)
def take_in() -> tuple[Response, int]:
    """Take in one note made without network. Sent again, it changes nothing. Where something else was noted meanwhile, it comes
    back with the reason, and nothing is noted."""
    sent = _sent()
    if sent is None:
        return jsonify(reasons=[_("That did not reach us whole")]), 400
    day_id, basis, mark = sent
    day, at = sheets.get_day(current_user, day_id), clock.now()
    if db.session.scalar(select(Attendance.id).where(Attendance.token == mark.token)) is not None:
        return jsonify(state="sent"), 200
    before = last_note(day.id, mark.person_id)
    if before is not None and differs_from_meanwhile(before.id, before.how, basis, mark.stay):
        return jsonify(reasons=[_("Meanwhile the list says otherwise about this person.")]), 409
    try:
        note(day=day, mark=mark, actor=current_user, at=at)
    except RuleBroken as broken:
        return jsonify(reasons=describe(broken.refusals)), 422
    return jsonify(state="sent"), 201


def _sent() -> tuple[int, int, Mark] | None:
    """Day, the last note that the device knew, and what it notes; None where something is missing."""
    numbers = [request.form.get(name, type=int) for name in ("day_id", "person_id", "basis")]
    said, token = request.form.get("is", ""), request.form.get("token", "")
    moments = [_moment(request.form.get(name, "")) for name in ("device_at", "device_now")]
    if None in numbers or said not in ("here", "left", "absent") or not 8 <= len(token) <= 50 or None in moments:
        return None
    day_id, person_id, basis = (number or 0 for number in numbers)
    device_at, device_now = moments
    assert device_at is not None
    assert device_now is not None
    # The clock of the device may be wrong; how long ago it was by that clock is right.
    happened = clock.now() - max(device_now - device_at, timedelta(0))
    mark = Mark(person_id, _stay(day_id, person_id, said, happened), WITHOUT_NETWORK, f"along/{token}", device_at)
    return day_id, basis, mark


def _stay(day_id: int, person_id: int, said: str, happened: datetime) -> Stay:
    if said == "absent":
        return Stay(False)
    before = last_note(day_id, person_id)
    known = stay_of(before) if before is not None else None
    if said == "left":
        return Stay(True, known.came_at if known is not None else None, happened)
    if known is not None and known.present:
        return Stay(True, known.came_at)
    day = db.session.get(SessionDay, day_id)
    late = day is not None and day.starts_at < happened < day.ends_at
    return Stay(True, came_at=happened if late else None)


def _moment(typed: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(typed)
    except ValueError:
        return None
    return found if found.tzinfo else None


@blueprint.get("/attendance/worker.js")
@public
def worker() -> Response:
    """The service worker. It stands here and not among the static files so that it serves attendance and nothing else."""
    answer = send_from_directory(static_root() / "js", "room-list-worker.js", mimetype="text/javascript")
    answer.headers["Cache-Control"] = "no-cache"
    return answer
