"""Erasing the personal data of somebody who left."""

from __future__ import annotations

from typing import Any

from flask import current_app, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from lms.core import clock
from lms.core.access import Permission, requires
from lms.core.errors import RuleBroken, describe
from lms.people.actions.erasing import erase_person, erasure_refusals
from lms.people.forms import ErasureForm
from lms.people.queries.scope import get_visible
from lms.people.routes import blueprint


@blueprint.route("/people/<int:person_id>/erasure", methods=["GET", "POST"])
@requires(Permission.MANAGE_PEOPLE)
def erasure(person_id: int) -> Any:
    """What would go and what would stay; then, with the number typed as a sign, it is done."""
    person = get_visible(current_user, person_id, Permission.MANAGE_PEOPLE)
    form = ErasureForm()
    problems = describe(erasure_refusals(person, actor=current_user, today=clock.today()))
    if form.validate_on_submit() and not problems:
        if form.number.data != person.employee_no:
            form.number.errors = [_("This is not the employee number of the person.")]
        else:
            try:
                erase_person(person=person, reason=form.reason.data or "", actor=current_user, at=clock.now())
            except RuleBroken as broken:
                problems = describe(broken.refusals)
            else:
                flash(_("The personal data are erased."), "success")
                return redirect(url_for("people.show", person_id=person.id))
    page = render_template(
        "people/erasure.html",
        person=person,
        form=form,
        problems=problems,
        days=current_app.extensions["settings"].erase_after_days,
    )
    return page, 422 if form.is_submitted() else 200
