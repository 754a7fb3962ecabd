"""Which ability is missing where: the places whose figures fall short, and the abilities behind those figures."""

from __future__ import annotations

from typing import Any

from flask import render_template
from flask_login import current_user

from lms.core.access import Permission, requires
from lms.core.links import gather
from lms.core.paging import page_of, wanted_page
from lms.kpis.gap_words import shortfall_text
from lms.kpis.place_questions import PLACE_LINKS
from lms.kpis.queries.about import UNIT, list_units_below
from lms.kpis.queries.definitions import list_kpis
from lms.kpis.queries.places import MOST_PLACES, list_stations
from lms.kpis.routes import blueprint
from lms.kpis.routes.reading_pages import SPANS, wanted_about, wanted_span, words
from lms.kpis.shortfalls import places_of

PER_PAGE = 20


@blueprint.get("/kpis/gaps")
@requires(Permission.SEE_KPIS)
def gaps() -> Any:
    """The stations that fall short, the gravest first."""
    kpis = list_kpis()
    about = wanted_about()
    span, newest = wanted_span(kpis, about)
    below = about.unit.path if about.kind == UNIT and about.unit is not None else None
    found = list_stations(current_user.reach(Permission.SEE_KPIS), below)
    rows = found[:MOST_PLACES]
    places = page_of(places_of(rows, kpis, span), wanted_page(), PER_PAGE)
    return render_template(
        "kpis/gaps.html", about=about, span=span, newest=newest, spans=SPANS, places=places, looked_at=len(rows),
        parts=list_units_below(current_user, about.unit) if len(found) > len(rows) else [], shortfall_text=shortfall_text,
        links={place.row.subject_id: gather(PLACE_LINKS, place, span) for place in places.items}, **words(),
    )  # fmt: skip
