"""Files and links for those who take part."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from courses.sessions.actions.materials import add_material, remove_material
from courses.sessions.forms import MaterialForm
from courses.sessions.models import SessionMaterial
from courses.sessions.queries.lines import get_manageable, get_session, looks_after
from courses.sessions.queries.people import find_last
from courses.sessions.routes import blueprint
from courses.sessions.routes.show import session_page
from courses.sessions.rules.states import HELD
from lms.core import clock, files
from lms.core.access import Permission, requires
from lms.core.db import db
from lms.core.errors import NotFound, RuleBroken, describe


@blueprint.post("/sessions/<int:session_id>/materials")
@requires(Permission.MANAGE_SESSIONS, Permission.TEACH)
def materials(session_id: int) -> Any:
    """Add a file or a link."""
    get_manageable(current_user, session_id)
    form, upload = MaterialForm(), request.files.get("file")
    content = upload.read() if upload and upload.filename else None
    if upload and upload.filename and not form.name.data:
        form.name.data = upload.filename[:200]
    if form.validate_on_submit():
        try:
            add_material(
                session_id=session_id, name=form.name.data or "", url=form.url.data or "", content=content, file_name=(upload.filename or "") if upload else "",
                content_type=(upload.mimetype if upload else "") or "application/octet-stream", actor=current_user,
                at=clock.now(),
            )  # fmt: skip
            flash(_("Added. Those on the session find it here."), "success")
            return redirect(url_for("sessions.show", session_id=session_id))
        except RuleBroken as broken:
            form.url.errors = describe(broken.refusals)
    return session_page(session_id, form=form), 422


@blueprint.post("/sessions/<int:session_id>/materials/<int:material_id>/remove")
@requires(Permission.MANAGE_SESSIONS, Permission.TEACH)
def take_material_off(session_id: int, material_id: int) -> Any:
    """Take a material off the page."""
    get_manageable(current_user, session_id)
    remove_material(session_id=session_id, material_id=material_id, actor=current_user, at=clock.now())
    flash(_("Taken off the page."), "success")
    return redirect(url_for("sessions.show", session_id=session_id))


@blueprint.get("/sessions/<int:session_id>/materials/<int:material_id>")
@requires(Permission.SEE_COURSES)
def material(session_id: int, material_id: int) -> Any:
    """A file, for those on the session and whoever looks after it."""
    get_session(session_id)
    last = find_last(session_id, current_user.id)
    if not (last and last.step in HELD) and not looks_after(current_user, session_id):
        raise NotFound
    row = db.session.get(SessionMaterial, material_id)
    if row is None or row.session_id != session_id or row.removed_at is not None or row.file_id is None:
        raise NotFound
    return files.send(row.file_id, download=True)
