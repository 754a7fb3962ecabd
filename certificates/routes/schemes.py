"""The ladder of tiers, for everybody."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, url_for
from flask_login import current_user

from certificates.labels import FAMILIES
from certificates.queries.certificates import list_held
from certificates.queries.requirements import requirements_of, states_of_tiers, titles_of
from certificates.queries.schemes import list_schemes, list_tiers, schemes_open_to
from certificates.routes import blueprint
from lms.core import clock
from lms.core.access import Permission, signed_in
from lms.core.errors import NotFound
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
    schemes = list_schemes()
    shown = next((scheme for scheme in schemes if scheme.code == code), None)
    if shown is None:
        raise NotFound
    tiers, today = list_tiers([shown.id]), clock.today()
    titles = titles_of(tiers)
    learns = Permission.LEARN in current_user.permissions
    held = list_held(current_user.id, today) if learns else []
    states = states_of_tiers(current_user.id, tiers, today, titles, held) if learns else {}
    return render_template(
        "certificates/scheme.html",
        scheme=shown,
        schemes=schemes,
        tiers=[(tier, states.get(tier.id) or requirements_of(tier, titles)) for tier in tiers],
        learns=learns,
        today=today,
        families=FAMILIES,
    )
