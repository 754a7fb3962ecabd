"""Retiring a tier of a scheme, and taking it up again."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from certificates.retirement.actions import retire_tier, take_up_tier
from certificates.retirement.forms import RetireForm, TakeUpForm
from certificates.retirement.queries import get_concerned, get_ladder, list_retirements
from certificates.routes import blueprint
from certificates.routes.scheme_editor import EDIT
from lms.core import clock
from lms.core.access import everywhere, requires
from lms.core.errors import RuleBroken, describe


@blueprint.route("/certificates/scheme-editor/<code>/levels/<int:level>/retirement", methods=["GET", "POST"])
@requires(EDIT)
@everywhere(EDIT)
def retirement(code: str, level: int) -> Any:
    """What it means to retire a tier or to take it up again, whom it concerns, what was decided before, and deciding it."""
    tier, days = get_ladder(code, level)
    retired = days[level] is not None
    form: Any = TakeUpForm() if retired else RetireForm()
    problems: list[str] = []
    if form.validate_on_submit():
        try:
            if retired:
                take_up_tier(scheme_code=code, level=level, reason=form.reason.data, actor=current_user, at=clock.now())
                flash(_("Taken up again, and everybody concerned was told."), "success")
            else:
                retire_tier(
                    scheme_code=code, level=level, from_day=form.from_day.data, reason=form.reason.data,
                    actor=current_user, at=clock.now(),
                )  # fmt: skip
                flash(_("Retired, and everybody concerned was told."), "success")
        except RuleBroken as broken:
            problems = describe(broken.refusals)
        else:
            return redirect(url_for("certificates.scheme_editor"))
    elif request.method == "GET" and not retired:
        form.from_day.data = clock.today()
    today = clock.today()
    page = render_template(
        "certificates/retirement.html", tier=tier, form=form, problems=problems, today=today, retired=retired,
        concerned=get_concerned(tier, today), history=list_retirements(tier), days=days,
        above=[number for number, day in days.items() if number > level and day is None],
    )  # fmt: skip
    return (page, 422) if form.is_submitted() else page
