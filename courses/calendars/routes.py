"""Calendar addresses: where one makes and takes them back, and the feeds themselves."""

from __future__ import annotations

import hashlib
from typing import Any

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, url_for
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select

from courses.attendance.guessing import is_throttled, note_guess
from courses.calendars.actions import LEARNER, ROOM, TRAINER, make_feed, revoke_feed
from courses.calendars.models import CalendarFeed
from courses.calendars.queries import find_feed, is_entitled, language_of, list_events, own_feeds, room_feed
from courses.calendars.rules.addresses import handle_of, key_of
from courses.calendars.writing import calendar
from courses.sessions.models import Room
from lms.core import clock
from lms.core.access import Permission, public, requires, signed_in
from lms.core.db import db
from lms.core.errors import NotFound, error_page
from lms.core.i18n import LOCALES, text

blueprint = Blueprint("calendars", "courses.calendars", template_folder="templates")


def _secret() -> str:
    return str(current_app.config["SECRET_KEY"])


def address_of(feed: CalendarFeed | None) -> str | None:
    """The address that a calendar is given."""
    if feed is None:
        return None
    public_url = current_app.extensions["settings"].public_url
    return f"{public_url}/calendars/{key_of(feed.handle, _secret())}.ics"


def _kinds() -> list[str]:
    """The feeds that the reader may have."""
    permissions = current_user.permissions
    return [
        kind for kind, needed in ((LEARNER, Permission.LEARN), (TRAINER, Permission.TEACH)) if needed in permissions
    ]


@blueprint.get("/my/calendar")
@signed_in
def mine() -> str:
    """One's own addresses."""
    feeds = own_feeds(current_user.id)
    return render_template(
        "calendars/mine.html", feeds=[(kind, feeds.get(kind), address_of(feeds.get(kind))) for kind in _kinds()]
    )


@blueprint.post("/my/calendar/<kind>")
@signed_in
def change(kind: str) -> Any:
    """Make one, anew where there was one, or take it back."""
    if kind not in _kinds():
        raise NotFound
    at, feed = clock.now(), own_feeds(current_user.id).get(kind)
    if "revoke" in request.form:
        if feed is not None:
            revoke_feed(feed=feed, actor=current_user, at=at)
        flash(_("Taken back. Calendars that read it get nothing any more."), "success")
    else:
        make_feed(kind=kind, person_id=current_user.id, actor=current_user, at=at)
        flash(
            _("Here is your address. Whoever has it sees your sessions, so give it to your calendar only."), "success"
        )
    return redirect(url_for("calendars.mine"))


@blueprint.get("/rooms/<int:room_id>/calendar")
@requires(Permission.MANAGE_SESSIONS)
def room(room_id: int) -> str:
    """The address of a room."""
    feed = room_feed(room_id)
    return render_template("calendars/room.html", room=_room(room_id), feed=feed, address=address_of(feed))


def _room(room_id: int) -> Room:
    found = db.session.scalar(select(Room).where(Room.id == room_id))
    if found is None:
        raise NotFound
    return found


@blueprint.post("/rooms/<int:room_id>/calendar")
@requires(Permission.MANAGE_SESSIONS)
def change_room(room_id: int) -> Any:
    """Make it or take it back."""
    at, feed = clock.now(), room_feed(_room(room_id).id)
    if "revoke" in request.form:
        if feed is not None:
            revoke_feed(feed=feed, actor=current_user, at=at)
        flash(_("Taken back. Calendars that read it get nothing any more."), "success")
    else:
        make_feed(kind=ROOM, room_id=room_id, actor=current_user, at=at)
        flash(_("Here is the address of the room's calendar."), "success")
    return redirect(url_for("calendars.room", room_id=room_id))


@blueprint.get("/calendars/<key>.ics")
@public
def feed(key: str) -> Any:
    """A feed. Whoever asks for addresses that do not exist waits after some."""
    at, address = clock.now(), request.remote_addr or ""
    if is_throttled("calendar", address, at):
        return error_page(429)
    handle = handle_of(key, _secret())
    found = find_feed(handle) if handle else None
    if found is None or not is_entitled(found):
        note_guess("calendar", address, at)
        return error_page(404)
    with force_locale(LOCALES[language_of(found)]):
        content = calendar(_name(found), list_events(found, at), at=at)
    response = Response(content, content_type="text/calendar; charset=utf-8")
    response.headers["Cache-Control"] = "private, max-age=300"
    response.headers["Content-Disposition"] = 'inline; filename="shifu.ics"'
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response.set_etag(hashlib.sha256(content).hexdigest()[:32])
    return response.make_conditional(request)


def _name(feed: CalendarFeed) -> str:
    if feed.kind == TRAINER:
        return _("Shifu: sessions I teach")
    if feed.room_id is not None:
        return _("Shifu: %(room)s", room=text(_room(feed.room_id).name))
    return _("Shifu: my sessions")
