"""Coming in: the page behind the code on the screen, the short code, and why somebody was not there."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flask import Response, current_app, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from itsdangerous import BadSignature, URLSafeSerializer

from courses.attendance.actions.arriving import arrive
from courses.attendance.actions.leaving import leave
from courses.attendance.actions.noting import give_reason
from courses.attendance.guessing import is_throttled, note_guess
from courses.attendance.labels import ABSENCE_NAMES
from courses.attendance.queries.doors import find_day, notes_about, open_secrets, stay_by
from courses.attendance.queries.parts import held_sessions
from courses.attendance.queries.seats import is_seated, teaches
from courses.attendance.routes import blueprint
from courses.attendance.rules import codes
from courses.attendance.rules.presence import AbsenceKind, may_leave
from courses.attendance.shown import clock_time
from courses.sessions.rules.times import Span
from courses.sessions.saying import when
from lms.core import clock
from lms.core.access import public, signed_in, writes_later
from lms.core.errors import NotFound, Refusal, RuleBroken, describe

SEEN = "shifu_seen"
"""The cookie that remembers which code was seen when, through signing in."""


def _sealer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="attendance")


def _remember(answer: Response, day_id: int, at: datetime) -> Response:
    """Keep in this browser, for as long as it may be confirmed, that the code was seen in time."""
    answer.set_cookie(
        SEEN, _sealer().dumps([day_id, int(at.timestamp())]), max_age=int(codes.CONFIRM_WITHIN.total_seconds()),
        httponly=True, samesite="Lax", secure=current_app.extensions["settings"].secure_cookies, path="/attendance",
    )  # fmt: skip
    return answer


def _seen(day_id: int) -> datetime | None:
    """When this browser saw the code of a day."""
    try:
        seen_day, seconds = _sealer().loads(request.cookies.get(SEEN, ""))
    except (BadSignature, ValueError, TypeError):
        return None
    return datetime.fromtimestamp(seconds, UTC) if seen_day == day_id else None


@blueprint.get("/a/<int:day_id>/<code>")
@public
def scanned(day_id: int, code: str) -> Any:
    """The address in the picture. In time, it leads to one button; whoever is not signed in signs in first."""
    at = clock.now()
    day = find_day(day_id)
    if day is None or day.secret is None or not codes.is_link_fresh(code.upper(), day.secret, day_id, at):
        return redirect(url_for("attendance.enter", stale=1))
    return _remember(make_response(redirect(url_for("attendance.confirm", day_id=day_id))), day_id, at)


@blueprint.get("/attendance")
@signed_in
def enter() -> str:
    """Where the short code is typed in."""
    return _enter_page([_stale()] if "stale" in request.args else [])


def _stale() -> str:
    return describe((Refusal("attendance_stale"),))[0]


def _enter_page(complaints: list[str]) -> str:
    return render_template("attendance/enter.html", complaints=complaints, typed=request.form.get("code", ""))


@blueprint.post("/attendance")
@signed_in
@writes_later
def enter_code() -> Any:
    """A short code: whose is it?"""
    at, who = clock.now(), str(current_user.id)
    if is_throttled("code", who, at):
        return _enter_page(describe((Refusal("attendance_guesses"),))), 429
    day_id = codes.day_of_typed(request.form.get("code", ""), open_secrets(at), at)
    if day_id is None:
        note_guess("code", who, at)
        return _enter_page(describe((Refusal("attendance_wrong_code"),))), 422
    return _remember(make_response(redirect(url_for("attendance.confirm", day_id=day_id))), day_id, at)


@blueprint.get("/attendance/<int:day_id>")
@signed_in
def confirm(day_id: int) -> Any:
    """One button: I am here."""
    return _confirm_page(day_id, [])


def _confirm_page(day_id: int, complaints: list[str]) -> Any:
    at, day = clock.now(), find_day(day_id)
    if day is None or day.secret is None:
        raise NotFound
    notes = notes_about(day_id, current_user.id)
    seen = _seen(day_id)
    in_time = seen is not None and codes.may_confirm(seen, at)
    stay = stay_by(notes)
    if not stay.present and not in_time and not complaints:
        return redirect(url_for("attendance.enter", stale=1))
    has_seat = is_seated(day.session_id, current_user.id)
    return render_template(
        "attendance/confirm.html", day=day, when=when(Span(day.starts_at, day.ends_at), day.zone),
        came=clock_time(stay.came_at, day.zone), left=clock_time(stay.left_at, day.zone), is_there=stay.present,
        complaints=complaints, has_seat=has_seat, teaches=not has_seat and teaches(day.session_id, current_user.id),
        may_leave=in_time and day.ended_at is None and may_leave(Span(day.starts_at, day.ends_at), stay, at),
    )  # fmt: skip


@blueprint.post("/attendance/<int:day_id>")
@signed_in
@writes_later
def come_in(day_id: int) -> Any:
    """I am here."""
    at = clock.now()
    seen = _seen(day_id)
    try:
        if seen is None:
            raise RuleBroken(Refusal("attendance_stale"))
        arrive(day_id=day_id, person_id=current_user.id, seen_at=seen, at=at)
    except RuleBroken as broken:
        return _confirm_page(day_id, describe(broken.refusals)), 422
    flash(_("You are on the list. You can put the phone away."), "success")
    return redirect(url_for("attendance.confirm", day_id=day_id))


@blueprint.post("/attendance/<int:day_id>/leave")
@signed_in
@writes_later
def go(day_id: int) -> Any:
    """I am leaving now."""
    at, seen = clock.now(), _seen(day_id)
    try:
        if seen is None:
            raise RuleBroken(Refusal("attendance_stale"))
        leave(day_id=day_id, person_id=current_user.id, seen_at=seen, at=at)
    except RuleBroken as broken:
        return _confirm_page(day_id, describe(broken.refusals)), 422
    flash(_("Noted. Thank you for coming."), "success")
    return redirect(url_for("attendance.confirm", day_id=day_id))


@blueprint.get("/attendance/sessions/<int:session_id>/absence")
@signed_in
def absence(session_id: int) -> str:
    """Why one was not there."""
    return _absence_page(session_id, [])


def _absence_page(session_id: int, complaints: list[str]) -> str:
    if not is_seated(session_id, current_user.id):
        raise NotFound
    return render_template(
        "attendance/absence.html", session=held_sessions([session_id])[session_id], kinds=ABSENCE_NAMES,
        complaints=complaints, chosen=request.form.get("kind", ""), text=request.form.get("note", ""),
    )  # fmt: skip


@blueprint.post("/attendance/sessions/<int:session_id>/absence")
@signed_in
def explain_absence(session_id: int) -> Any:
    """Keep the reason."""
    kind = request.form.get("kind", "")
    if kind not in set(AbsenceKind):
        return _absence_page(session_id, [_("Choose a reason.")]), 422
    try:
        give_reason(
            session_id=session_id, person_id=current_user.id, kind=AbsenceKind(kind), text=request.form.get("note", ""),
            actor=current_user, at=clock.now(),
        )  # fmt: skip
    except RuleBroken as broken:
        return _absence_page(session_id, describe(broken.refusals)), 422
    flash(_("Thank you. Those who look after the session read it."), "success")
    return redirect(url_for("home.index"))
