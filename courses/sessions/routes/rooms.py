"""Rooms: the list, adding and changing one, taking one out of use."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from courses.sessions.actions.rooms import retire_room, save_room
from courses.sessions.forms import RoomForm
from courses.sessions.models import Room
from courses.sessions.queries.times import list_rooms
from courses.sessions.routes import WORDS, blueprint
from lms.core import clock
from lms.core.access import Permission, requires
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.core.errors import NotFound, RuleBroken, describe


@blueprint.get("/rooms")
@requires(Permission.MANAGE_SESSIONS)
def room_list() -> str:
    """All rooms in use."""
    return render_template("sessions/rooms.html", rooms=list_rooms(), **WORDS)


@blueprint.route("/rooms/add", methods=["GET", "POST"], defaults={"room_id": None})
@blueprint.route("/rooms/<int:room_id>", methods=["GET", "POST"])
@requires(Permission.MANAGE_SESSIONS)
def room(room_id: int | None) -> Any:
    """Add a room, or change one."""
    known = db.session.get(Room, room_id) if room_id else None
    if room_id and known is None:
        raise NotFound
    given = None
    if known is not None:
        given = {
            "code": known.code, "name_zh": known.name.zh, "name_en": known.name.en, "site_zh": known.site.zh,
            "site_en": known.site.en, "equipment_zh": known.equipment.zh, "equipment_en": known.equipment.en,
            "seats": known.seats, "zone": known.zone or "",
        }  # fmt: skip
    form = RoomForm(data=given)
    if form.validate_on_submit():
        try:
            save_room(
                room=known, code=form.code.data or "", name=Bilingual(form.name_zh.data or "", form.name_en.data or ""),
                site=Bilingual(form.site_zh.data or "", form.site_en.data or ""),
                equipment=Bilingual(form.equipment_zh.data or "", form.equipment_en.data or ""),
                seats=form.seats.data or 1, zone=form.zone.data or None, actor=current_user, at=clock.now(),
            )  # fmt: skip
        except RuleBroken as broken:
            form.form_errors.extend(describe(broken.refusals))
        else:
            flash(_("Saved."), "success")
            return redirect(url_for("sessions.room_list"))
    return render_template("sessions/room.html", form=form, room=known, **WORDS), 422 if form.is_submitted() else 200


@blueprint.post("/rooms/<int:room_id>/retire")
@requires(Permission.MANAGE_SESSIONS)
def retire(room_id: int) -> Any:
    """Take a room out of use."""
    known = db.session.get(Room, room_id)
    if known is None:
        raise NotFound
    try:
        retire_room(room=known, actor=current_user, at=clock.now())
        flash(_("The room is out of use. Records keep it."), "success")
    except RuleBroken as broken:
        flash(" ".join(describe(broken.refusals)), "danger")
        db.session.rollback()
        return redirect(url_for("sessions.room", room_id=room_id))
    return redirect(url_for("sessions.room_list"))
