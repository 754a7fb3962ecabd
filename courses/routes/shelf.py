"""The authors' list of courses: add one, say what the catalogue says of it, take it out."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from courses.actions.authoring import add_course, describe_course, restore_course, retire_course
from courses.forms import CourseForm, NewCourseForm
from courses.models import Course
from courses.queries.authors import list_authors, list_shelf
from courses.queries.courses import get_course
from courses.routes import WORDS, authoring
from courses.rules import review_overdue
from lms.core import clock
from lms.core.access import Permission, requires
from lms.core.bilingual import Bilingual
from lms.core.errors import RuleBroken, describe
from lms.core.forms import options


@authoring.get("/authoring/courses")
@requires(Permission.MANAGE_COURSES)
def index() -> str:
    """Every course with its version, who is responsible, and when it is to be reviewed."""
    today = clock.today()
    rows = list_shelf()
    overdue = {row.code for row in rows if row.retired_on is None and review_overdue(row.review_on, today)}
    return render_template("courses/shelf.html", courses=rows, overdue=overdue, **WORDS)


def _with_authors(form: CourseForm, course: Course | None = None) -> None:
    people = {row.id: str(Bilingual(row.name_zh or row.name_latin, row.name_latin or row.name_zh))
              for row in list_authors(clock.today())}  # fmt: skip
    if course is not None and course.owner_id and course.owner_id not in people:
        people[course.owner_id] = _("(no longer an author)")
    form.owner_id.choices = options([(0, _("Nobody yet")), *people.items()])


def values_of(form: CourseForm) -> dict[str, Any]:
    """What the form says, as the actions take it."""
    return {
        "title": Bilingual(form.title_zh.data or "", form.title_en.data or ""),
        "summary": Bilingual(form.summary_zh.data or "", form.summary_en.data or ""),
        "category": form.category.data,
        "delivery": form.delivery.data,
        "product_line": form.product_line.data or None,
        "level": form.level.data or None,
        "owner_id": form.owner_id.data or None,
        "review_on": form.review_on.data,
    }


@authoring.route("/authoring/add-course", methods=["GET", "POST"])
@requires(Permission.MANAGE_COURSES)
def add() -> Any:
    """Add a course; its lessons come next."""
    form = NewCourseForm(data={"owner_id": current_user.id} if request.method == "GET" else None)
    _with_authors(form)
    if form.validate_on_submit():
        try:
            course = add_course(code=form.code.data or "", **values_of(form), actor=current_user, at=clock.now())
        except RuleBroken as broken:
            form.code.errors = describe(broken.refusals)
        else:
            flash(_("The course is added. Write its first lesson now."), "success")
            return redirect(url_for("authoring.course", code=course.code))
    return render_template("courses/describe.html", form=form, course=None), 422 if form.is_submitted() else 200


@authoring.route("/authoring/courses/<code>/description", methods=["GET", "POST"])
@requires(Permission.MANAGE_COURSES)
def description(code: str) -> Any:
    """What the catalogue says of a course; holds at once, without a new version."""
    course = get_course(code)
    given = {
        "title_zh": course.title.zh, "title_en": course.title.en, "summary_zh": course.summary.zh,
        "summary_en": course.summary.en, "category": course.category, "delivery": course.delivery,
        "product_line": course.product_line or "", "level": course.level or "", "owner_id": course.owner_id or 0, "review_on": course.review_on,
    }  # fmt: skip
    form = CourseForm(data=given if request.method == "GET" else None)
    _with_authors(form, course)
    if form.validate_on_submit():
        describe_course(course=course, values=values_of(form), actor=current_user, at=clock.now())
        flash(_("Saved."), "success")
        return redirect(url_for("authoring.course", code=code))
    return render_template("courses/describe.html", form=form, course=course), 422 if form.is_submitted() else 200


@authoring.post("/authoring/courses/<code>/retire")
@requires(Permission.MANAGE_COURSES)
def retire(code: str) -> Any:
    """Take the course out of the catalogue, or put it back."""
    course = get_course(code)
    if request.form.get("back"):
        restore_course(course=course, actor=current_user, at=clock.now())
        flash(_("The course is in the catalogue again."), "success")
    else:
        retire_course(course=course, actor=current_user, at=clock.now())
        flash(_("The course is out of the catalogue. Records stay."), "success")
    return redirect(url_for("authoring.course", code=code))
