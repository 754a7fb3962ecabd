"""Writing the next version: lessons, files, a look before publishing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from markupsafe import Markup
from werkzeug.utils import secure_filename

from courses.actions.drafts import add_asset, discard_draft, save_draft, wanted_files
from courses.actions.publishing import publish_version
from courses.forms import AssetForm, LessonForm
from courses.labels import CHANGE_NAMES, PART_NAMES
from courses.markdown import render
from courses.queries.abilities import ability_ids_of
from courses.queries.authors import list_files
from courses.queries.courses import (
    asset_url,
    find_current,
    find_draft,
    get_course,
    list_lessons,
    present_assets,
    present_versions,
    texts_of,
    working_texts,
)
from courses.queries.needs import list_needs
from courses.routes import WORDS, authoring
from courses.rules import LessonText, changes, publishing_refusals, review_overdue
from lms.core import clock
from lms.core.access import Permission, requires
from lms.core.errors import NotFound, RuleBroken, describe
from lms.skills.queries import list_abilities


def _course_page(code: str, form: AssetForm | None = None) -> str:
    course = get_course(code)
    current, draft = present_versions(course)
    return render_template(
        "courses/author.html",
        course=course,
        taught=list_abilities(ability_ids_of(course.id)),
        needed=list_needs(course.id),
        current=current,
        draft=draft,
        lessons=texts_of(list_lessons(draft or current)),
        files=list_files(course),
        asset_url=asset_url,
        overdue=course.retired_on is None and review_overdue(course.review_on, clock.today()),
        form=form or AssetForm(),
        **WORDS,
    )


@authoring.get("/authoring/courses/<code>")
@requires(Permission.MANAGE_COURSES)
def course(code: str) -> str:
    """A course as its authors see it: lessons in order, files, the state of the draft."""
    return _course_page(code)


def _find_lesson(lessons: list[LessonText], slug: str) -> LessonText:
    found = next((lesson for lesson in lessons if lesson.slug == slug), None)
    if found is None:
        raise NotFound
    return found


@authoring.route("/authoring/courses/<code>/add-lesson", methods=["GET", "POST"], defaults={"slug": None})
@authoring.route("/authoring/courses/<code>/lessons/<slug>", methods=["GET", "POST"])
@requires(Permission.MANAGE_COURSES)
def lesson(code: str, slug: str | None) -> Any:
    """Write a lesson; “Preview” shows it without saving."""
    course = get_course(code)
    lessons = working_texts(course)
    former = _find_lesson(lessons, slug) if slug else None
    form = LessonForm(data=vars(former) if former and request.method == "GET" else None)
    preview = None
    if form.validate_on_submit():
        written = _written(form)
        assets = present_assets(course)
        if request.form.get("preview"):
            preview = [
                (language, Markup(render(source, language=language, assets=assets).html))
                for language, source in (("zh", written.source_zh), ("en", written.source_en))
            ]
        elif written.slug != slug and any(other.slug == written.slug for other in lessons):
            form.slug.errors = [_("Another lesson of this course has this address.")]
        else:
            position = lessons.index(former) if former else len(lessons)
            lessons[position : position + 1] = [written]
            save_draft(course=course, lessons=lessons, actor=current_user, at=clock.now())
            flash(_("The lesson is saved in the draft. Learners see it once the draft is published."), "success")
            return redirect(url_for("authoring.course", code=code))
    status = 422 if form.errors else 200
    return render_template(
        "courses/write.html", form=form, course=course, slug=slug, preview=preview, files=list_files(course), **WORDS
    ), status


def _written(form: LessonForm) -> LessonText:
    data = {name: form[name].data for name in LessonText.__dataclass_fields__}
    written = LessonText(**data)
    return replace(
        written,
        source_zh=(written.source_zh or "").replace("\r\n", "\n").strip(),
        source_en=(written.source_en or "").replace("\r\n", "\n").strip(),
        title_en=written.title_en or "",
    )


@authoring.post("/authoring/courses/<code>/lessons/<slug>/move")
@requires(Permission.MANAGE_COURSES)
def move(code: str, slug: str) -> Any:
    """One place up or down."""
    course = get_course(code)
    lessons = working_texts(course)
    here = lessons.index(_find_lesson(lessons, slug))
    there = here + (-1 if request.form.get("way") == "up" else 1)
    if 0 <= there < len(lessons):
        lessons[here], lessons[there] = lessons[there], lessons[here]
        save_draft(course=course, lessons=lessons, actor=current_user, at=clock.now())
    return redirect(url_for("authoring.course", code=code))


@authoring.post("/authoring/courses/<code>/lessons/<slug>/remove")
@requires(Permission.MANAGE_COURSES)
def remove(code: str, slug: str) -> Any:
    """Leave a lesson out of the next version."""
    course = get_course(code)
    lessons = working_texts(course)
    lessons.remove(_find_lesson(lessons, slug))
    save_draft(course=course, lessons=lessons, actor=current_user, at=clock.now())
    flash(_("The lesson is left out of the draft."), "success")
    return redirect(url_for("authoring.course", code=code))


def _file_name(given: str) -> str:
    """The name without folders and blanks, its ending in small letters as the texts write it."""
    stem, dot, ending = secure_filename(given).rpartition(".")
    return f"{stem}{dot}{ending.lower()}"


@authoring.post("/authoring/courses/<code>/files")
@requires(Permission.MANAGE_COURSES)
def files(code: str) -> Any:
    """Upload files for the texts; all of them or none. The draft shows the new ones."""
    course, form = get_course(code), AssetForm()
    if not form.validate_on_submit():
        return _course_page(code, form), 422
    at = clock.now()
    try:
        for upload in form.files.data:
            add_asset(course=course, name=_file_name(upload.filename), content=upload.read(), actor=current_user, at=at)
    except RuleBroken as broken:
        form.files.errors = describe(broken.refusals)
        return _course_page(code, form), 422
    save_draft(course=course, lessons=working_texts(course), actor=current_user, at=at)
    flash(_("The files are kept."), "success")
    return redirect(url_for("authoring.course", code=code))


@authoring.post("/authoring/courses/<code>/discard")
@requires(Permission.MANAGE_COURSES)
def discard(code: str) -> Any:
    """Throw the draft away."""
    discard_draft(course=get_course(code), actor=current_user, at=clock.now())
    flash(_("The draft is discarded. What is published stays as it is."), "success")
    return redirect(url_for("authoring.course", code=code))


@authoring.route("/authoring/courses/<code>/publish", methods=["GET", "POST"])
@requires(Permission.MANAGE_COURSES)
def publish(code: str) -> Any:
    """What the draft changes, what is still missing, and publishing it."""
    course = get_course(code)
    draft, current = find_draft(course), find_current(course)
    if draft is None:
        abort(404)
    if request.method == "POST":
        number = publish_version(course=course, actor=current_user, at=clock.now()).number
        flash(_("Version %(number)s is published.", number=number), "success")
        return redirect(url_for("authoring.course", code=code))
    before, after = texts_of(list_lessons(current)), texts_of(list_lessons(draft))
    return render_template(
        "courses/publish.html",
        course=course,
        draft=draft,
        current=current,
        changes=changes(before, after),
        new_files=[f.name for f in list_files(course) if current is None or f.stored_at > current.published_at],
        faults=describe(publishing_refusals(after, wanted_files(course, after))),
        change_names=CHANGE_NAMES,
        part_names=PART_NAMES,
    )
