"""Taking back what was entered by hand in a month of fees."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from lms.core import clock
from lms.core.access import Permission, everywhere, requires
from lms.core.errors import NotFound, RuleBroken, describe
from lms.core.written import whole
from lms.people.queries.people import list_people
from lms.trainers.fees import labels
from lms.trainers.fees.extras import take_extra_back
from lms.trainers.fees.queries import extras_of
from lms.trainers.fees.statement import month_words
from lms.trainers.routes import blueprint
from lms.trainers.routes.fees import read_month


@blueprint.get("/trainers/fees/<month>/extra/<int:extra_id>")
@requires(Permission.KEEP_FEES)
@everywhere(Permission.KEEP_FEES)
def ask_fee_back(month: str, extra_id: int) -> str:
    """Ask why an entry is taken back."""
    return _page(month, extra_id)


def _page(month: str, extra_id: int, reason: str = "", wrong: Sequence[str] = ()) -> str:
    first = read_month(month)
    extra = next((one for one in extras_of(first) if one.id == extra_id), None)
    if extra is None:
        raise NotFound
    (person,) = list_people([extra.person_id])
    return render_template(
        "trainers/fee_extra_back.html", extra=extra, person=person, code=month, words=month_words(first),
        money=labels.money, reason=reason, wrong=wrong,
    )  # fmt: skip


@blueprint.post("/trainers/fees/<month>/extra/<int:extra_id>")
@requires(Permission.KEEP_FEES)
@everywhere(Permission.KEEP_FEES)
def take_fee_back(month: str, extra_id: int) -> Any:
    """Take back what was entered by hand."""
    first, reason = read_month(month), whole(request.form.get("reason", ""), 1000)
    try:
        take_extra_back(month=first, extra_id=extra_id, reason=reason, actor=current_user, at=clock.now())
    except RuleBroken as broken:
        return _page(month, extra_id, reason, describe(broken.refusals)), 422
    flash(_("Taken back. Work the month out anew, so that it counts."), "success")
    return redirect(url_for("trainers.fee_month", month=month))
