"""The right to teach: granting and ending it, and who may teach a course and is free on a day."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select

from courses.models import Course
from courses.queries.abilities import list_teachable_courses
from lms.core import clock
from lms.core.access import Permission, requires
from lms.core.db import db
from lms.core.errors import NotFound, RuleBroken, describe
from lms.trainers.forms import ReasonForm
from lms.trainers.grades.labels import GRADE_NAMES, STATUS_NAMES, STATUS_TONES
from lms.trainers.pages import right_form, trainer_page
from lms.trainers.rights import actions
from lms.trainers.rights.labels import LEVEL_NAMES
from lms.trainers.rights.queries import get_right, who_may_teach
from lms.trainers.rights.rules import ORDER, Level
from lms.trainers.routes import blueprint
from lms.trainers.routes.people import managed


@blueprint.get("/trainers/who")
@requires(Permission.SEE_TRAINERS, Permission.MANAGE_SESSIONS)
def who() -> str:
    """Who may teach a course, and who of them is free on a day."""
    courses = list_teachable_courses()
    code, level = request.args.get("course", ""), request.args.get("level", Level.TEACH)
    day, wrong_day = _day(request.args.get("day", ""))
    course = next((one for one in courses if one.code == code), None)
    wanted = level if level in ORDER else Level.TEACH
    found = who_may_teach(current_user, course.code, day, wanted=wanted) if course else []
    return render_template(
        "trainers/who.html", courses=courses, course=course, day=day, wrong_day=wrong_day, found=found, level=wanted,
        level_names=LEVEL_NAMES, grade_names=GRADE_NAMES, status_names=STATUS_NAMES, status_tones=STATUS_TONES,
        reasons={one.person.id: describe(one.choice.refusals) for one in found}, today=clock.today(),
    )  # fmt: skip


def _day(text: str) -> tuple[date, bool]:
    """The day asked for; today where none is, or where it cannot be read (True)."""
    if not text:
        return clock.today(), False
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return clock.today(), True
    return (day, False) if 2000 <= day.year <= 2200 else (clock.today(), True)


@blueprint.post("/trainers/<int:person_id>/rights")
@requires(Permission.MANAGE_TRAINERS)
def grant_right(person_id: int) -> Any:
    """Give somebody the right to a course."""
    person = managed(person_id)
    form = right_form()
    if not form.validate():
        return trainer_page(person, right=form), 422
    course = db.session.scalar(select(Course).where(Course.code == form.course.data))
    if course is None or form.from_day.data is None:
        raise NotFound
    try:
        actions.grant_right(
            person=person, course=course, level=form.level.data, from_day=form.from_day.data,
            until_day=form.until_day.data, reason=form.reason.data or "", actor=current_user, at=clock.now(),
        )  # fmt: skip
    except RuleBroken as broken:
        form.form_errors.extend(describe(broken.refusals))
        return trainer_page(person, right=form), 422
    flash(_("Granted; the trainer has been told."), "success")
    return redirect(url_for("trainers.trainer", person_id=person.id))


@blueprint.route("/trainers/<int:person_id>/rights/<int:right_id>/end", methods=["GET", "POST"])
@requires(Permission.MANAGE_TRAINERS)
def end_right(person_id: int, right_id: int) -> Any:
    """End a right, with the reason."""
    person = managed(person_id)
    right = get_right(person.id, right_id)
    form, complaints = ReasonForm(), []
    if request.method == "POST" and form.validate():
        try:
            actions.end_right(right=right, reason=form.reason.data or "", actor=current_user, at=clock.now())
        except RuleBroken as broken:
            complaints = describe(broken.refusals)
        else:
            flash(_("Ended; the trainer has been told."), "success")
            return redirect(url_for("trainers.trainer", person_id=person.id))
    page = render_template(
        "trainers/end_right.html", person=person, right=right, form=form, complaints=complaints, level_names=LEVEL_NAMES
    )
    return page, (422 if request.method == "POST" else 200)
