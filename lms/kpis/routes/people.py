"""A technician's figures: one's own for everybody, others' within one's units."""

from __future__ import annotations

from typing import Any

from flask import render_template
from flask_login import current_user

from lms.core.access import signed_in
from lms.kpis.boards import lines_of
from lms.kpis.marks import list_marks
from lms.kpis.queries.about import get_person_about
from lms.kpis.queries.definitions import list_kpis
from lms.kpis.routes import blueprint
from lms.kpis.routes.reading_pages import COURSE_MONTHS, SPANS, sparks_of, wanted_span, words
from lms.kpis.rules.periods import shift


@blueprint.get("/kpis/mine")
@signed_in
def mine() -> Any:
    """One's own figures."""
    return _page(current_user.id)


@blueprint.get("/kpis/people/<int:person_id>")
@signed_in
def person(person_id: int) -> Any:
    """The figures of a person within reach."""
    return _page(person_id)


def _page(person_id: int) -> Any:
    about = get_person_about(current_user, person_id)
    kpis = list_kpis()
    span, newest = wanted_span(kpis, about)
    lines = lines_of(kpis, about, span, COURSE_MONTHS)
    return render_template(
        "kpis/person.html", about=about, span=span, newest=newest, lines=lines, sparks=sparks_of(lines, span.last),
        marks=list_marks(None, [person_id], shift(span.last, 1 - COURSE_MONTHS), shift(span.last, 1)), course_months=COURSE_MONTHS,
        spans=SPANS, own=person_id == current_user.id, **words(),
    )  # fmt: skip
