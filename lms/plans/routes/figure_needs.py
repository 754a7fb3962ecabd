"""From figures that fall short to a training need in one step: everything is filled in and may be changed."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import render_template, request
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_login import current_user

from courses.queries.abilities import courses_teaching
from lms.core import clock
from lms.core.access import Permission, requires
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.core.errors import NotFound
from lms.core.i18n import LOCALES
from lms.kpis.gap_words import shortfall_text
from lms.kpis.queries.definitions import list_kpis
from lms.kpis.rules.periods import Span, read_month, span_until
from lms.kpis.shortfalls import Place, find_place
from lms.kpis.wording import span_text
from lms.people.models import Unit
from lms.plans.routes import blueprint
from lms.plans.routes.one_step import need_form, raised, ticked
from lms.plans.rules import Source

MOST_MONTHS = 36
COURSES_TICKED = 3


@blueprint.route("/needs/from-figures/<int:subject_id>", methods=["GET", "POST"])
@requires(Permission.RAISE_NEEDS)
def raise_from_figures(subject_id: int) -> Any:
    """A training need with the figures of a unit or team as evidence."""
    span, today = _span(), clock.today()
    place = find_place(subject_id, list_kpis(), span, current_user.reach(Permission.RAISE_NEEDS))
    if place is None or not place.abilities:
        raise NotFound
    courses = {course.id: course for course in courses_teaching([one.id for one in place.abilities])}
    abilities = [one.id for one in place.abilities]
    form = need_form(place.abilities[0].name, _name(place).in_language, "yellow")
    chosen = ticked(ability=abilities, course=list(courses)[:COURSES_TICKED])
    answer = raised(
        form, chosen,
        lambda: {"source": Source.KPI_FIGURES, "evidence": _evidence(place, span, today), "unit": _unit(place)},
        abilities=abilities, courses=courses, people={},
        words=_("The training need is raised, with the figures as evidence. Those who decide were told."),
    )  # fmt: skip
    if not isinstance(answer, list):
        return answer
    page = render_template(
        "plans/raise_figures.html", form=form, place=place, months=span_text(span), courses=courses.values(),
        chosen=chosen, complaints=answer, shortfall_text=shortfall_text,
    )  # fmt: skip
    return page, (422 if form.is_submitted() else 200)


def _span() -> Span:
    """The months that the page showed, as its link says them."""
    until = read_month(request.args.get("until")) or clock.today().replace(day=1)
    return span_until(until, min(max(request.args.get("months", 3, type=int), 1), MOST_MONTHS))


def _unit(place: Place) -> Unit | None:
    return db.session.get(Unit, place.row.unit_id) if place.row.unit_id is not None else None


def _name(place: Place) -> Bilingual:
    name = place.row.name
    return name if isinstance(name, Bilingual) else Bilingual(name, name)


def _evidence(place: Place, span: Span, today: date) -> dict[str, Any]:
    """The figures as they are now, in plain JSON: a need keeps them whatever later loads change."""
    figures = []
    for version, short, own in place.short:
        texts = {}
        for language, locale in LOCALES.items():
            with force_locale(locale):
                texts[language] = shortfall_text(version, short)
        figures.append({
            "kpi": short.code, "name": version.name.as_dict(), "text": texts, "value": short.figure.value, "n": short.figure.n,
            "low": short.figure.low, "high": short.figure.high, "against": short.against, "bound": short.bound,
            "first": own.first.isoformat(), "last": own.last.isoformat(),
        })  # fmt: skip
    return {
        "subject": _name(place).as_dict(), "subject_id": place.row.subject_id, "taken_on": today.isoformat(),
        "first": span.first.isoformat(), "last": span.last.isoformat(), "figures": figures,
    }  # fmt: skip
