"""What a course asks of those who attend its sessions: read and changed where the course is written."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from courses.attendance.actions.terms import set_terms
from courses.attendance.queries.parts import terms_of
from courses.attendance.routes import blueprint
from courses.attendance.rules.presence import Terms
from courses.models import Course
from courses.queries.courses import get_course
from lms.core import clock
from lms.core.access import Permission, requires
from lms.core.errors import RuleBroken, describe


@blueprint.get("/authoring/courses/<code>/attendance")
@requires(Permission.MANAGE_COURSES)
def terms(code: str) -> Any:
    """The form."""
    course = get_course(code)
    return _page(course, terms_of([course.id])[course.id], [])


def _page(course: Course, said: Any, complaints: list[str]) -> Any:
    return render_template("attendance/terms.html", course=course, said=said, complaints=complaints)


@blueprint.post("/authoring/courses/<code>/attendance")
@requires(Permission.MANAGE_COURSES)
def keep_terms(code: str) -> Any:
    """From the next session that ends they hold."""
    course = get_course(code)
    typed = {name: request.form.get(name, "").strip() for name in ("least_percent", "grace_minutes")}
    said = {**typed, "walk_ins": "walk_ins" in request.form}
    try:
        numbers = {name: int(text) if text.isdecimal() and len(text) < 4 else -1 for name, text in typed.items()}
        wanted = Terms(numbers["least_percent"], numbers["grace_minutes"], bool(said["walk_ins"]))
        set_terms(course=course, terms=wanted, actor=current_user, at=clock.now())
    except RuleBroken as broken:
        return _page(course, said, describe(broken.refusals)), 422
    flash(_("Kept. It holds for sessions that end from now on."), "success")
    return redirect(url_for("attendance.terms", code=code))
