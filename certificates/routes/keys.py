"""Keys: which are in use since when, replaced, brought in. Public halves only; no page ever shows a private one."""

from __future__ import annotations

from typing import Any

from flask import current_app, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from certificates.keys.actions import import_pkcs12, make_keys, rotate, use_token
from certificates.keys.forms import KeyFileForm
from certificates.keys.labels import PURPOSES, SOURCES
from certificates.keys.making import Purpose
from certificates.keys.queries import list_keys
from certificates.keys.shown import shown_keys
from certificates.keys.token import token_of
from certificates.routes import blueprint
from lms.core import clock
from lms.core.access import Permission, everywhere, requires
from lms.core.errors import NotFound, RuleBroken, describe

MOST_BYTES = 100_000
"""Of a key file; they have a few thousand."""


@blueprint.get("/administration/keys")
@requires(Permission.KEEP_KEYS)
@everywhere(Permission.KEEP_KEYS)
def keys() -> Any:
    """All keys, and what can be done about them."""
    return _page(KeyFileForm(formdata=None))


@blueprint.post("/administration/keys")
@requires(Permission.KEEP_KEYS)
@everywhere(Permission.KEEP_KEYS)
def new_keys() -> Any:
    """Make the keys that are missing."""
    made = make_keys(actor=current_user, at=clock.now())
    flash(_("The keys are there.") if made else _("There was nothing to make."), "success")
    return redirect(url_for("certificates.keys"))


@blueprint.post("/administration/keys/<purpose>/replace")
@requires(Permission.KEEP_KEYS)
@everywhere(Permission.KEEP_KEYS)
def replace_key(purpose: str) -> Any:
    """A new key made here takes the place of the one in use."""
    if purpose not in tuple(Purpose):
        raise NotFound
    rotate(purpose=Purpose(purpose), actor=current_user, at=clock.now())
    flash(_("From now on the new key signs. What was signed before stays valid."), "success")
    return redirect(url_for("certificates.keys"))


@blueprint.post("/administration/keys/file")
@requires(Permission.KEEP_KEYS)
@everywhere(Permission.KEEP_KEYS)
def bring_key() -> Any:
    """A seal from a PKCS#12 file."""
    form = KeyFileForm()
    if not form.validate_on_submit():
        return _page(form, 422)
    try:
        content = form.file.data.read(MOST_BYTES)
        import_pkcs12(content=content, password=form.password.data or "", actor=current_user, at=clock.now())
    except RuleBroken as broken:
        form.file.errors = describe(broken.refusals)
        return _page(form, 422)
    flash(_("Certificates are sealed with this key from now on."), "success")
    return redirect(url_for("certificates.keys"))


@blueprint.post("/administration/keys/token")
@requires(Permission.KEEP_KEYS)
@everywhere(Permission.KEEP_KEYS)
def take_token() -> Any:
    """The seal in the hardware token that the settings name."""
    use_token(actor=current_user, at=clock.now())
    flash(_("Certificates are sealed with the key in the token from now on."), "success")
    return redirect(url_for("certificates.keys"))


def _page(form: KeyFileForm, status: int = 200) -> Any:
    settings = current_app.extensions["settings"]
    try:
        token = token_of(settings).label
    except RuleBroken:
        token = None
    page = render_template(
        "certificates/keys.html",
        keys=shown_keys(list_keys()),
        purposes=PURPOSES,
        sources=SOURCES,
        form=form,
        token=token,
        timestamp_url=settings.timestamp_url,
    )
    return page, status
