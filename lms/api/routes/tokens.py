"""Tokens: listed, made, shown once, revoked."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from lms.api.actions.tokens import make_token, revoke_token
from lms.api.forms import TokenForm
from lms.api.labels import SCOPE_NAMES, STATE_NAMES
from lms.api.queries.tokens import get_token, list_tokens
from lms.api.routes import blueprint
from lms.api.rules import Scope, token_state
from lms.core import clock
from lms.core.access import Permission, everywhere, requires
from lms.core.errors import RuleBroken, describe


def _page(form: TokenForm, status: int = 200) -> Any:
    today = clock.today()
    rows = [(token, maker, token_state(token.revoked_at, token.until_day, today)) for token, maker in list_tokens()]
    page = render_template("api/tokens.html", form=form, rows=rows, scopes=SCOPE_NAMES, states=STATE_NAMES)
    return page, status


@blueprint.get("/administration/tokens")
@requires(Permission.ADMINISTER)
@everywhere(Permission.ADMINISTER)
def tokens() -> Any:
    """All tokens, and a new one."""
    return _page(TokenForm())


@blueprint.post("/administration/tokens")
@requires(Permission.ADMINISTER)
@everywhere(Permission.ADMINISTER)
def new_token() -> Any:
    """Make a token; the answer is the only page that ever shows it."""
    form = TokenForm()
    if not form.validate_on_submit():
        return _page(form, 422)
    try:
        row, secret = make_token(
            name=form.name.data or "",
            scopes=[Scope(form.scope.data)],
            until_day=form.until_day.data,
            today=clock.today(),
            actor=current_user,
            at=clock.now(),
        )
    except RuleBroken as broken:
        form.until_day.errors = describe(broken.refusals)
        return _page(form, 422)
    endpoint = "api.eligibility" if Scope.ELIGIBILITY in row.scopes else "api.take_orders"
    return render_template("api/token_made.html", token=row, secret=secret, address=url_for(endpoint, _external=True))


@blueprint.post("/administration/tokens/<int:token_id>/revoke")
@requires(Permission.ADMINISTER)
@everywhere(Permission.ADMINISTER)
def revoke(token_id: int) -> Any:
    """Revoke a token."""
    token = get_token(token_id)
    revoke_token(token=token, actor=current_user, at=clock.now())
    flash(_("“%(name)s” works no more.", name=token.name), "success")
    return redirect(url_for("api.tokens"))
