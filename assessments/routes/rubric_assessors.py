"""By how many assessors practical examinations are rated."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from assessments.actions.second_assessors import set_assessors
from assessments.practical_questions import rated_otherwise
from assessments.queries.practical_exams import get_rubric, list_rubrics
from assessments.routes import blueprint
from assessments.rules.opinions import ANSWER_DAYS, MOST, SETTLE_ABOVE
from lms.core import clock
from lms.core.access import Permission, requires
from lms.core.errors import NotFound, RuleBroken, describe


@blueprint.get("/practicals/rubrics")
@requires(Permission.MANAGE_BANK)
def rubric_assessors() -> str:
    """Every rubric of practical examinations and by how many they are rated."""
    otherwise = rated_otherwise()
    rubrics = [one for one in list_rubrics() if one.code not in otherwise]
    return render_template(
        "assessments/practicals/rubrics.html", rubrics=rubrics, most=MOST, apart=SETTLE_ABOVE, days=ANSWER_DAYS
    )


@blueprint.post("/practicals/rubrics/<code>")
@requires(Permission.MANAGE_BANK)
def rubric_assessors_set(code: str) -> Any:
    """Change it for examinations that begin from now on."""
    rubric = get_rubric(code)
    if rubric.code in rated_otherwise():
        raise NotFound
    typed = request.form.get("assessors", "")
    try:
        number = int(typed) if typed.isdecimal() and len(typed) < 3 else 0
        set_assessors(code=rubric.code, assessors=number, actor=current_user, at=clock.now())
    except RuleBroken as broken:
        flash(" ".join(describe(broken.refusals)), "danger")
    else:
        flash(_("Saved. It holds for examinations that begin from now on."), "success")
    return redirect(url_for("assessments.rubric_assessors"))
