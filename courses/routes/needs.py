"""What should come before a course: the courses that its author names. It warns people who sign up to a session."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from courses.actions.needs import need_courses
from courses.queries.courses import get_course
from courses.queries.needs import list_needs, list_others
from courses.routes import authoring
from lms.core import clock
from lms.core.access import Permission, requires


@authoring.route("/authoring/courses/<code>/needs", methods=["GET", "POST"])
@requires(Permission.MANAGE_COURSES)
def needs(code: str) -> Any:
    """Tick the courses that should come first; holds at once, without a new version."""
    course = get_course(code)
    others = list_others(course.id)
    if request.method == "POST":
        chosen = {row.id for row in others} & set(request.form.getlist("course", type=int))
        need_courses(course=course, needed=chosen, actor=current_user, at=clock.now())
        flash(_("Saved."), "success")
        return redirect(url_for("authoring.course", code=code))
    return render_template(
        "courses/needs.html", course=course, others=others, chosen={row.id for row in list_needs(course.id)}
    )
