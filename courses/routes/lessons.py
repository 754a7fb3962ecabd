"""Reading a lesson, keeping the place, marking it done."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from markupsafe import Markup

from courses.actions.learning import complete_lesson, keep_place, open_lesson
from courses.queries.catalogue import get_course_page
from courses.queries.lessons import get_lesson_page
from courses.routes import blueprint
from lms.core import clock
from lms.core.access import Permission, requires
from lms.core.i18n import HTML_LANG, language


@blueprint.get("/lessons/<int:lesson_id>")
@requires(Permission.SEE_COURSES)
def lesson(lesson_id: int) -> str:
    """A lesson's text. Its HTML was made and cleaned when it was saved."""
    reads = language()
    page = get_lesson_page(lesson_id, current_user.id, reads)
    shown = reads if page.lesson.in_language else {"zh": "en", "en": "zh"}[reads]
    return render_template("courses/lesson.html", page=page, html=Markup(page.lesson.html), text_lang=HTML_LANG[shown])


@blueprint.post("/lessons/<int:lesson_id>/place")
@requires(Permission.SEE_COURSES)
def place(lesson_id: int) -> Any:
    """How far down the reader is, sent now and then by the page."""
    place = request.form.get("place", type=int)
    if place is None:
        abort(422)
    keep_place(lesson_id=lesson_id, place=place, actor=current_user, at=clock.now())
    return "", 204


@blueprint.post("/lessons/<int:lesson_id>/done")
@requires(Permission.SEE_COURSES)
def done(lesson_id: int) -> Any:
    """Mark done and go on to the next lesson; after the last one, to the course."""
    at = clock.now()
    complete_lesson(lesson_id=lesson_id, actor=current_user, at=at)
    page = get_lesson_page(lesson_id, current_user.id, language())
    lesson = page.lesson
    if lesson.number != lesson.current:
        flash(_("Noted. This course has a newer version by now; go on there."), "success")
        return redirect(url_for("courses.course", code=lesson.code))
    if all(line.done for line in page.lines):
        course = get_course_page(lesson.code, current_user.id)
        flash(_("You have completed the course “%(title)s”.", title=course.course.title), "success")
        return redirect(url_for("courses.course", code=lesson.code))
    target = page.following or next(line for line in page.lines if not line.done)
    if target.done:
        target = next((line for line in page.lines if not line.done and line.position > target.position), None) or next(
            line for line in page.lines if not line.done
        )
    open_lesson(lesson_id=target.id, actor=current_user, at=at)
    return redirect(url_for("courses.lesson", lesson_id=target.id))
