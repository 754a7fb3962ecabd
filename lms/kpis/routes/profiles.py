"""Profiles of sources: listed, read, edited as text, taken away and brought back."""

from __future__ import annotations

import io
import re
from typing import Any

from flask import flash, redirect, render_template, send_file, url_for
from flask_babel import gettext as _
from flask_login import current_user

from lms.core import clock
from lms.core.access import Permission, everywhere, requires
from lms.core.db import rollback
from lms.core.errors import Refusal, describe
from lms.kpis.actions.profiles import save_profile
from lms.kpis.models import SourceProfile
from lms.kpis.queries.loads import list_versions
from lms.kpis.queries.profiles import get_profile, list_profiles
from lms.kpis.routes import blueprint
from lms.kpis.routes.loads import words_of
from lms.kpis.rules.profile_lines import line_of
from lms.kpis.rules.profiles import ProfileFault
from lms.kpis.upload_forms import ProfileForm

LARGEST = 200_000


@blueprint.get("/kpis/profiles")
@requires(Permission.LOAD_WORK_ORDERS)
@everywhere(Permission.LOAD_WORK_ORDERS)
def profiles() -> Any:
    """The newest version of each profile, and a new one."""
    return render_template("kpis/profiles.html", profiles=list_profiles(), form=ProfileForm())


@blueprint.post("/kpis/profiles")
@requires(Permission.LOAD_WORK_ORDERS)
@everywhere(Permission.LOAD_WORK_ORDERS)
def new_profile() -> Any:
    """Save a profile from a text or a file; a name that is there already gets a new version."""
    form = ProfileForm()
    saved = _save(form)
    if saved is None:
        return render_template("kpis/profiles.html", profiles=list_profiles(), form=form), 422
    return redirect(url_for("kpis.profile", profile_id=saved.id), 303)


@blueprint.get("/kpis/profiles/<int:profile_id>")
@requires(Permission.LOAD_WORK_ORDERS)
@everywhere(Permission.LOAD_WORK_ORDERS)
def profile(profile_id: int) -> Any:
    """A version of a profile as text, and its other versions."""
    row = get_profile(profile_id)
    form = ProfileForm()
    form.text.data = row.text
    return _page(row, form)


def _page(row: SourceProfile, form: ProfileForm, status: int = 200) -> Any:
    return render_template("kpis/profile.html", profile=row, form=form, versions=list_versions(row.name)), status


@blueprint.post("/kpis/profiles/<int:profile_id>")
@requires(Permission.LOAD_WORK_ORDERS)
@everywhere(Permission.LOAD_WORK_ORDERS)
def change_profile(profile_id: int) -> Any:
    """Save the text as the next version."""
    row = get_profile(profile_id)
    form = ProfileForm()
    saved = _save(form)
    if saved is None:
        return _page(get_profile(row.id), form, 422)
    return redirect(url_for("kpis.profile", profile_id=saved.id), 303)


def _save(form: ProfileForm) -> SourceProfile | None:
    """The saved version; None where something is wrong, which the form then says. What was typed stays in it."""
    if not form.validate_on_submit():
        return None
    try:
        text = _text(form)
        if not text.strip():
            form.text.errors = describe((Refusal("profile_empty"),))
            return None
        saved = save_profile(text=text, actor=current_user, at=clock.now())
    except ProfileFault as fault:
        rollback()
        form.text.errors = [_placed(fault, form.text.data or "")]
        return None
    flash(_("The profile “%(name)s” is saved as version %(n)s.", name=saved.name, n=saved.version), "success")
    return saved


def _placed(fault: ProfileFault, text: str) -> str:
    """What is wrong, with the line on which it stands."""
    line = line_of(text.replace("\r\n", "\n"), fault)
    words = words_of(fault)
    if line is None or "line" in fault.values:  # the words say it themselves
        return words
    return _("Line %(line)s: %(words)s", line=line, words=words)


def _text(form: ProfileForm) -> str:
    """The file's text, which then also stands in the form, or the one that was typed."""
    if form.file.data:
        content = form.file.data.stream.read(LARGEST + 1)
        if len(content) > LARGEST:
            raise ProfileFault("profile_large")
        try:
            form.text.data = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise ProfileFault("profile_not_text") from error
    text = (form.text.data or "").replace("\r\n", "\n")
    if len(text) > LARGEST:
        raise ProfileFault("profile_large")
    return text if text.endswith("\n") else f"{text}\n"


@blueprint.get("/kpis/profiles/<int:profile_id>/toml")
@requires(Permission.LOAD_WORK_ORDERS)
@everywhere(Permission.LOAD_WORK_ORDERS)
def profile_file(profile_id: int) -> Any:
    """A version as a file to take away; the command takes it too."""
    row = get_profile(profile_id)
    name = re.sub(r"[^\w.()-]+", "-", row.name).strip("-") or "profile"
    return send_file(
        io.BytesIO(row.text.encode()), mimetype="application/toml", as_attachment=True,
        download_name=f"{name}-{row.version}.toml",
    )  # fmt: skip
