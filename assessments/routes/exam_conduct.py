"""How an exam is held, and extra time for people."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from assessments.actions.conduct import end_extra_time, grant_extra_time, set_conduct
from assessments.forms.conduct import ConductForm, ExtraTimeForm
from assessments.queries.conduct import find_conduct, list_accommodations
from assessments.queries.exams import get_exam
from assessments.routes import blueprint
from lms.core import clock
from lms.core.access import Permission, requires
from lms.core.errors import RuleBroken, describe
from lms.people.queries.scope import get_visible


@blueprint.route("/exams/<code>/conduct", methods=["GET", "POST"], endpoint="exams_conduct")
@requires(Permission.MANAGE_BANK)
def conduct(code: str) -> Any:
    """The end of the time, the window, going back, the code, marking and appeals."""
    exam = get_exam(code)
    form = ConductForm.of(find_conduct(exam.id)[1])
    complaints: tuple[str, ...] = ()
    if form.is_submitted():
        if form.validate():
            try:
                set_conduct(exam=exam, conduct=form.terms(), actor=current_user, at=clock.now())
                flash(_("It is held so from now on. Attempts that run keep what they began with."), "success")
                return redirect(url_for("assessments.exams_conduct", code=code))
            except RuleBroken as refused:
                complaints = tuple(describe(refused.refusals))
        return render_template("assessments/conduct/edit.html", exam=exam, form=form, complaints=complaints), 422
    return render_template("assessments/conduct/edit.html", exam=exam, form=form, complaints=complaints)


@blueprint.route("/people/<int:person_id>/extra-time", methods=["GET", "POST"], endpoint="extra_time")
@requires(Permission.MANAGE_INTAKES)
def extra_time(person_id: int) -> Any:
    """What a person was granted; to grant more, and to end it."""
    person = get_visible(current_user, person_id, Permission.MANAGE_INTAKES)
    form, at = ExtraTimeForm(), clock.now()
    complaints: tuple[str, ...] = ()
    if request.method == "POST" and "end" in request.form:
        end_extra_time(
            person_id=person_id, accommodation_id=request.form.get("end", 0, type=int), actor=current_user, at=at
        )
        flash(_("The extra time is ended; attempts that run keep theirs."), "success")
        return redirect(url_for("assessments.extra_time", person_id=person_id))
    if request.method == "POST" and form.validate() and form.from_day.data is not None:
        try:
            grant_extra_time(
                person_id=person_id, percent=form.percent.data or 0, from_day=form.from_day.data,
                until_day=form.until_day.data, reason=form.reason.data or "", actor=current_user, at=at,
            )  # fmt: skip
            flash(_("The extra time is granted; it counts for exams that begin from then on."), "success")
            return redirect(url_for("assessments.extra_time", person_id=person_id))
        except RuleBroken as refused:
            complaints = tuple(describe(refused.refusals))
    page = render_template(
        "assessments/conduct/extra_time.html",
        person=person,
        form=form,
        granted=list_accommodations(person_id),
        today=clock.today(),
        complaints=complaints,
    )
    return page, 422 if request.method == "POST" else 200
