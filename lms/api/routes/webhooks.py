"""Webhooks: listed, added, tried, ended; the secret of a new one is shown once."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from lms.api.forms import WebhookForm
from lms.api.labels import CALL_KINDS
from lms.api.routes import blueprint
from lms.api.webhooks.actions import add_webhook, end_webhook, send_again, try_webhook
from lms.api.webhooks.queries import get_webhook, list_calls, list_webhooks
from lms.core import clock
from lms.core.access import Permission, everywhere, requires
from lms.core.errors import RuleBroken, describe

SHOWN = 50


def _page(form: WebhookForm, status: int = 200) -> Any:
    return render_template("api/webhooks.html", form=form, lines=list_webhooks()), status


@blueprint.get("/administration/webhooks")
@requires(Permission.ADMINISTER)
@everywhere(Permission.ADMINISTER)
def webhooks() -> Any:
    """Every address that is called, and a new one."""
    return _page(WebhookForm())


@blueprint.post("/administration/webhooks")
@requires(Permission.ADMINISTER)
@everywhere(Permission.ADMINISTER)
def new_webhook() -> Any:
    """Add an address; the answer is the only page that ever shows its secret."""
    form = WebhookForm()
    if not form.validate_on_submit():
        return _page(form, 422)
    try:
        row, secret = add_webhook(
            name=form.name.data or "", url=(form.url.data or "").strip(), actor=current_user, at=clock.now()
        )
    except RuleBroken as broken:
        form.url.errors = describe(broken.refusals)
        return _page(form, 422)
    return render_template("api/webhook_made.html", webhook=row, secret=secret)


@blueprint.get("/administration/webhooks/<int:webhook_id>")
@requires(Permission.ADMINISTER)
@everywhere(Permission.ADMINISTER)
def webhook(webhook_id: int) -> str:
    """One address, and the newest calls to it."""
    row = get_webhook(webhook_id)
    return render_template("api/webhook.html", webhook=row, calls=list_calls(row.id, SHOWN), kinds=CALL_KINDS)


@blueprint.post("/administration/webhooks/<int:webhook_id>/try")
@requires(Permission.ADMINISTER)
@everywhere(Permission.ADMINISTER)
def try_one(webhook_id: int) -> Any:
    """Send a message that says nothing."""
    row = get_webhook(webhook_id)
    try_webhook(webhook=row, actor=current_user, at=clock.now())
    flash(_("A trial message is on its way. Look again in a minute."), "success")
    return redirect(url_for("api.webhook", webhook_id=row.id))


@blueprint.post("/administration/webhooks/<int:webhook_id>/again")
@requires(Permission.ADMINISTER)
@everywhere(Permission.ADMINISTER)
def again(webhook_id: int) -> Any:
    """Send again what was not taken."""
    row = get_webhook(webhook_id)
    count = send_again(webhook=row, actor=current_user, at=clock.now())
    words = ngettext("%(num)s call is sent again.", "%(num)s calls are sent again.", count)
    flash(words, "success")
    return redirect(url_for("api.webhook", webhook_id=row.id))


@blueprint.post("/administration/webhooks/<int:webhook_id>/end")
@requires(Permission.ADMINISTER)
@everywhere(Permission.ADMINISTER)
def end(webhook_id: int) -> Any:
    """Call an address no more."""
    row = get_webhook(webhook_id)
    end_webhook(webhook=row, actor=current_user, at=clock.now())
    flash(_("“%(name)s” is called no more.", name=row.name), "success")
    return redirect(url_for("api.webhooks"))
