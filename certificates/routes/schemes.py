"""The ladder of tiers, for everybody."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, url_for
from flask_login import current_user

from certificates.labels import FAMILIES
from certificates.queries.requirements import requirements_of, states_of_tiers, titles_of
from certificates.queries.schemes import get_scheme, list_schemes, list_tiers, schemes_open_to
from certificates.routes import blueprint
from lms.core import clock
from lms.core.access import Permission, signed_in
from lms.people.queries.people import get_person


@blueprint.get("/certificates/schemes")
@signed_in
def schemes() -> Any:
    """The reader's own scheme, or the first there is."""
    person = get_person(current_user.id)
    own = schemes_open_to(person, person.post.family) or list_schemes()
    if own:
        return redirect(url_for("certificates.scheme", code=own[0].code))
    return render_template("certificates/scheme.html", scheme=None, schemes=[], tiers=[], families=FAMILIES)


@blueprint.get("/certificates/schemes/<code>")
@signed_in
def scheme(code: str) -> str:
    """One scheme: what each of its tiers demands, and how far the reader is."""
    shown = get_scheme(code)
    tiers = list_tiers([shown.id])
    titles = titles_of(tiers)
    learns = Permission.LEARN in current_user.permissions
    states = states_of_tiers(current_user.id, tiers, clock.today()) if learns else {}
    return render_template(
        "certificates/scheme.html",
        scheme=shown,
        schemes=list_schemes(),
        tiers=[(tier, states.get(tier.id) or requirements_of(tier, titles)) for tier in tiers],
        learns=learns,
        families=FAMILIES,
    )
