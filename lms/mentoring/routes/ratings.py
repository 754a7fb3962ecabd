"""Rating a mentee, and reading a rating."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from lms.core import clock
from lms.core.access import Permission, requires, signed_in
from lms.core.errors import NotFound, Refusal, RuleBroken, describe, error_page
from lms.mentoring.actions.ratings import rate_mentee, unrated_refusals
from lms.mentoring.forms import RatingForm
from lms.mentoring.labels import DIMENSION_HINTS, DIMENSION_NAMES, LEVEL_NAMES
from lms.mentoring.queries.pairings import own_kinds
from lms.mentoring.queries.ratings import get_rating, list_ratings
from lms.mentoring.routes import blueprint
from lms.mentoring.rules import Dimension, Kind
from lms.people.models import Person
from lms.people.queries.people import get_person
from lms.people.queries.scope import get_visible


@blueprint.route("/mentees/<int:person_id>/rate", methods=["GET", "POST"])
@requires(Permission.MENTOR)
def rate(person_id: int) -> Any:
    """Rate a mentee in five dimensions."""
    kinds = own_kinds(current_user.id, person_id, clock.today())
    if not kinds:
        raise NotFound
    if Kind.TECHNICAL not in kinds:
        return error_page(403, " ".join(describe((Refusal("not_their_technical_mentor"),))))
    learner = get_person(person_id)
    form = RatingForm()
    if request.method == "GET":
        return _page(form, learner, ())
    chosen = _chosen()
    refusals: tuple[Refusal, ...] = ()
    if form.validate():
        try:
            rate_mentee(
                mentee=learner, ratings=chosen, comment=form.comment.data or "", actor=current_user, at=clock.now()
            )
        except RuleBroken as broken:
            refusals = broken.refusals
        else:
            flash(_("Your rating is on record. %(name)s has been told.", name=learner.name), "success")
            return redirect(url_for("mentoring.mentee", person_id=learner.id))
    else:
        refusals = unrated_refusals(chosen)
    return _page(form, learner, refusals), 422


def _chosen() -> dict[str, int]:
    given = {str(d): request.form.get(d, "") for d in Dimension}
    return {key: int(value) for key, value in given.items() if value.isdecimal() and len(value) < 4}


def _page(form: RatingForm, learner: Person, refusals: tuple[Refusal, ...]) -> str:
    texts = describe(refusals)
    return render_template(
        "mentoring/rate.html",
        form=form,
        learner=learner,
        dimensions=[(str(d), DIMENSION_NAMES[d], DIMENSION_HINTS[d]) for d in Dimension],
        levels=LEVEL_NAMES,
        chosen=_chosen() if request.method == "POST" else {},
        complaints=[(text, r.values.get("key")) for text, r in zip(texts, refusals, strict=True)],
        last=next(iter(list_ratings(learner.id)), None),
    )


@blueprint.get("/ratings/<int:rating_id>")
@signed_in
def rating(rating_id: int) -> str:
    """One rating with what it rests on: for the mentee, who gave it, and those who may see the record."""
    row = get_rating(rating_id)
    if row.mentor_id == current_user.id:
        learner = get_person(row.mentee_id)
    else:
        learner = get_visible(current_user, row.mentee_id, Permission.SEE_ARCHIVE)
    return render_template(
        "mentoring/rating.html",
        rating=row,
        learner=learner,
        mentor=get_person(row.mentor_id),
        is_own=learner.id == current_user.id,
        dimensions=[(DIMENSION_NAMES[d], row.ratings[d], LEVEL_NAMES[row.ratings[d]]) for d in Dimension],
    )
