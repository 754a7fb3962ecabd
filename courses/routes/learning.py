"""The catalogue and a course's page."""

from __future__ import annotations

from flask import render_template, request
from flask_login import current_user

from courses.queries.catalogue import CatalogueFilter, get_course_page, list_catalogue
from courses.queries.progress import course_progress
from courses.routes import WORDS, blueprint
from courses.rules import Category, Delivery, Level
from lms.core.access import Permission, requires
from lms.people.labels import PRODUCT_NAMES


def _chosen(name: str, known: list[str]) -> str:
    value = request.args.get(name, "")
    return value if value in known else ""


@blueprint.get("/courses")
@requires(Permission.SEE_COURSES)
def catalogue() -> str:
    """What there is to learn, by category, with how far the reader is."""
    chosen = CatalogueFilter(
        category=_chosen("category", list(Category)),
        delivery=_chosen("delivery", list(Delivery)),
        product_line=_chosen("product", list(PRODUCT_NAMES)),
        level=_chosen("level", list(Level)),
    )
    courses = list_catalogue(chosen)
    progress = course_progress([current_user.id], [course.code for course in courses])
    mine = {code: found for (_person, code), found in progress.items()}
    under_way = [p for p in mine.values() if p.next_lesson_id and p.last_seen_at]
    shelves = [(category, [c for c in courses if c.category == category]) for category in Category]
    return render_template(
        "courses/catalogue.html",
        shelves=[(category, rows) for category, rows in shelves if rows],
        progress=mine,
        latest=max(under_way, key=lambda p: p.last_seen_at, default=None),  # type: ignore[arg-type, return-value]
        chosen=chosen,
        count=len(courses),
        **WORDS,
    )


@blueprint.get("/courses/<code>")
@requires(Permission.SEE_COURSES)
def course(code: str) -> str:
    """One course: what is in it, how long it takes, where the reader goes on."""
    return render_template("courses/course.html", page=get_course_page(code, current_user.id), **WORDS)
