"""Simulated calls: the cards, arranging, rating alone, the result, and how far the assessors agree."""

from __future__ import annotations

import secrets
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from assessments.actions import simulation_changes as changes
from assessments.actions import simulations as actions
from assessments.forms.practicals import SimulationForm, SimulationRatingForm
from assessments.models import Simulation, SimulationAssessor
from assessments.practical_labels import SCENARIO_KINDS, STAGE_NAMES
from assessments.queries import simulations as queries
from assessments.queries.practical_exams import title_of
from assessments.routes import blueprint
from assessments.rules.simulations import Stage, seen_by
from lms.core import clock
from lms.core.access import Permission, requires, signed_in
from lms.core.bilingual import Bilingual
from lms.core.errors import NotFound, Refusal, RuleBroken, describe
from lms.people.queries.people import get_person, list_people


@blueprint.get("/simulations")
@requires(Permission.ASSESS, Permission.MANAGE_BANK)
def simulations() -> str:
    """What the reader has to rate or arranged, and the cards."""
    rows = queries.list_simulations(current_user)
    own = {row.id: _seat_of(row) for row in rows}
    names = {person.id: person.name for person in list_people({row.learner_id for row in rows})}
    return render_template(
        "assessments/simulations/index.html", rows=rows, own=own, names=names, cards=queries.list_cards(),
        states={row.id: queries.verdict_of(row) for row in rows}, kinds=SCENARIO_KINDS, stages=STAGE_NAMES,
    )  # fmt: skip


@blueprint.route("/simulations/cards/<code>", methods=["GET", "POST"])
@requires(Permission.ASSESS)
def scenario_card(code: str) -> Any:
    """A card in full, with the caller's part; choose here who plays it and who rates."""
    card = queries.get_card(code)
    words = request.args.get("q", "")[:80]
    learners = queries.list_learners(current_user, words)
    more = len(learners) > queries.LISTED
    form = SimulationForm()
    form.learner.choices = [
        (0, _("Choose a learner")),
        *((person.id, person.name_and_number) for person in learners[: queries.LISTED]),
    ]
    form.assessors.choices = [(person.id, str(person.name)) for person in queries.list_assessors(clock.today())]
    complaints: list[str] = []
    if request.method == "GET":
        form.form_token.data, form.held_on.data = secrets.token_urlsafe(24), clock.today()
        form.assessors.data = [current_user.id]
    elif form.validate():
        assert form.held_on.data is not None
        try:
            row = actions.arrange_simulation(
                card=card, learner=get_person(form.learner.data), assessors=form.assessors.data or [],
                held_on=form.held_on.data, form_token=form.form_token.data or "", actor=current_user, at=clock.now(),
            )  # fmt: skip
        except RuleBroken as broken:
            complaints = describe(broken.refusals)
        else:
            flash(_("The call is arranged; the assessors have been told."), "success")
            return redirect(url_for("assessments.simulation", simulation_id=row.id))
    page = render_template(
        "assessments/simulations/card.html", card=card, form=form, complaints=complaints, kinds=SCENARIO_KINDS,
        Bilingual=Bilingual, words=words, more=more, listed=queries.LISTED,
    )  # fmt: skip
    return page, (422 if complaints or form.errors else 200)


@blueprint.route("/simulations/<int:simulation_id>", methods=["GET", "POST"])
@signed_in
def simulation(simulation_id: int) -> Any:
    """One call: rating it alone, and afterwards all ratings with the result."""
    row = queries.get_simulation(current_user, simulation_id)
    form = SimulationRatingForm()
    refusals: tuple[Refusal, ...] = ()
    if request.method == "POST" and form.validate():
        try:
            actions.rate_simulation(
                row=row, ratings=_points(row), comment=form.comment.data or "", actor=current_user, at=clock.now()
            )
        except RuleBroken as broken:
            refusals = broken.refusals
        else:
            flash(_("Your rating is on record."), "success")
            return redirect(url_for("assessments.simulation", simulation_id=row.id))
    return _page(row, form, refusals), (422 if refusals or form.errors else 200)


def _seat_of(row: Simulation) -> SimulationAssessor | None:
    return next((seat for seat in queries.seated(row) if seat.assessor_id == current_user.id), None)


def _points(row: Simulation) -> dict[str, int]:
    given = {c["key"]: request.form.get(f"criterion-{c['key']}", "") for c in row.card.rubric.criteria}
    return {key: int(points) for key, points in given.items() if points.isdecimal() and len(points) < 4}


def _page(
    row: Simulation, form: SimulationRatingForm, refusals: tuple[Refusal, ...], hindered: tuple[Refusal, ...] = ()
) -> str:
    """The page of a call. `hindered`: why it could not be changed."""
    verdict = queries.verdict_of(row)
    seats = queries.seats_of(row)
    seat = _seat_of(row)
    if verdict.stage == Stage.DONE:
        open_to = frozenset(one.assessor_id for one in seats)
    else:
        open_to = seen_by(current_user.id, seats, verdict.stage) if seat else frozenset()
    current = queries.seated(row)
    shown = [one for one in current if one.rating is not None and one.assessor_id in open_to]
    learner = get_person(row.learner_id)
    names = {p.id: p.name for p in list_people({one.assessor_id for one in row.assessors})}
    goes_on = verdict.stage not in (Stage.DONE, Stage.CALLED_OFF)
    looks_after = goes_on and queries.looks_after(current_user, row)
    named = {one.assessor_id for one in row.assessors}
    return render_template(
        "assessments/simulations/show.html", row=row, card=row.card, learner=learner, names=names, verdict=verdict,
        seat=seat, shown=shown, form=form, stages=STAGE_NAMES, Bilingual=Bilingual, title_of=title_of,
        complaints=[(text, r.values.get("key")) for text, r in zip(describe(refusals), refusals, strict=True)],
        chosen=_points(row) if request.method == "POST" else {},
        whole=sum(c["weight"] for c in row.card.rubric.criteria), is_rater=current_user.can("assess") or current_user.can("manage_bank"),
        candidates=[p for p in queries.list_assessors(clock.today(), learner) if p.id not in named] if looks_after else [],
        looks_after=looks_after, current=current, hindered=describe(hindered), third=Stage.THIRD_WANTED,
    )  # fmt: skip


@blueprint.post("/simulations/<int:simulation_id>/third")
@requires(Permission.ASSESS, Permission.MANAGE_BANK)
def name_settler(simulation_id: int) -> Any:
    """Name who settles, where the first assessors differ too much."""
    row = queries.get_simulation(current_user, simulation_id)
    chosen = request.form.get("assessor", "")
    if not queries.looks_after(current_user, row) or not chosen.isdecimal():
        raise NotFound
    actions.name_settler(row=row, assessor_id=int(chosen[:9]), actor=current_user, at=clock.now())
    flash(_("The further assessor has been told."), "success")
    return redirect(url_for("assessments.simulation", simulation_id=row.id))


@blueprint.post("/simulations/<int:simulation_id>/assessors/<int:seat_id>")
@requires(Permission.ASSESS, Permission.MANAGE_BANK)
def replace_assessor(simulation_id: int, seat_id: int) -> Any:
    """Ask somebody else in the place of an assessor who has not rated."""
    row = queries.get_simulation(current_user, simulation_id)
    seat = next((one for one in row.assessors if one.id == seat_id), None)
    chosen = request.form.get("assessor", "")
    if seat is None or not queries.looks_after(current_user, row) or not chosen.isdecimal():
        raise NotFound
    try:
        changes.replace_assessor(
            row=row, seat=seat, assessor_id=int(chosen[:9]), reason=request.form.get("reason", ""), actor=current_user, at=clock.now()
        )  # fmt: skip
    except RuleBroken as broken:
        return _page(row, SimulationRatingForm(), (), broken.refusals), 422
    flash(_("Both have been told."), "success")
    return redirect(url_for("assessments.simulation", simulation_id=row.id))


@blueprint.post("/simulations/<int:simulation_id>/call-off")
@requires(Permission.ASSESS, Permission.MANAGE_BANK)
def call_off_simulation(simulation_id: int) -> Any:
    """Let nobody rate a call any more."""
    row = queries.get_simulation(current_user, simulation_id)
    if not queries.looks_after(current_user, row):
        raise NotFound
    try:
        changes.call_off(row=row, reason=request.form.get("reason", ""), actor=current_user, at=clock.now())
    except RuleBroken as broken:
        return _page(row, SimulationRatingForm(), (), broken.refusals), 422
    flash(_("The call is off; the learner and the assessors have been told."), "success")
    return redirect(url_for("assessments.simulation", simulation_id=row.id))
