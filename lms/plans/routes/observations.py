"""Observed work orders: drawing a sample by lot, rating its orders, and what they come to."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from assessments.rules.quality.least import FEWEST_RATED_TWICE
from lms.core import clock
from lms.core.access import Permission, requires, writes_later
from lms.core.bilingual import Bilingual
from lms.core.db import start_writing
from lms.core.errors import NotFound, RuleBroken, describe
from lms.core.paging import page_of_rows, wanted_page
from lms.kpis.drill import newest_month
from lms.kpis.rules.periods import read_month, shift
from lms.people.models import Unit
from lms.people.queries.people import get_person
from lms.people.queries.scope import list_reached_units
from lms.plans.ability_labels import BAND_NAMES, BAND_TONES
from lms.plans.actions.observing import ask_observer, draw_sample, frame_of, observe
from lms.plans.queries.observed import (
    DRAWERS,
    OBSERVERS,
    Drawn,
    get_order,
    get_sample,
    is_guest,
    list_drawn,
    list_may_observe,
    list_observers,
    list_samples,
    rated_twice,
    results_of,
    team_names,
)
from lms.plans.routes import blueprint
from lms.plans.sampling import BANDS, ENOUGH, HIGH_FROM, LOW_BELOW, MOST

if TYPE_CHECKING:
    from assessments.rules.quality.raters import Agreement

PER_PAGE = 20


def _units() -> list[Unit]:
    found = {
        unit.id: unit for p in DRAWERS if p in current_user.permissions for unit in list_reached_units(current_user, p)
    }
    return sorted(found.values(), key=lambda unit: unit.path)


@blueprint.get("/observations")
@requires(*OBSERVERS)
def observations() -> str:
    """The samples within reach, and the step to draw one."""
    return _list([])


def _list(complaints: list[str]) -> str:
    newest = newest_month() or clock.today().replace(day=1)
    may_draw = any(p in current_user.permissions for p in DRAWERS)
    return render_template(
        "plans/observations.html", page=page_of_rows(list_samples(current_user), wanted_page(), PER_PAGE),
        may_draw=may_draw, units=_units() if may_draw else [], whole=_whole(), complaints=complaints, given=request.form,
        first=shift(newest, -2), last=newest, low=LOW_BELOW, high=HIGH_FROM, most=MOST,
    )  # fmt: skip


def _whole() -> bool:
    return any(p in current_user.permissions and current_user.reaches_all(p) for p in DRAWERS)


@blueprint.post("/observations")
@requires(*DRAWERS)
@writes_later
def draw_observations() -> Any:
    """Draw work orders by lot. The facts are read before anything is written."""
    unit = next((unit for unit in _units() if unit.id == request.form.get("unit", type=int)), None)
    if unit is None and not _whole():
        abort(403)
    first, last = read_month(request.form.get("first")), read_month(request.form.get("last"))
    newest = newest_month() or clock.today().replace(day=1)
    first, last = first or newest, last or newest
    near = abs((last.year - first.year) * 12 + last.month - first.month) < 24
    frame = frame_of(unit.path if unit else None, first, last if near else date(first.year, first.month, 1))
    unit_id = unit.id if unit else None
    start_writing()
    try:
        sample = draw_sample(
            title=request.form.get("title", ""), unit=next((u for u in _units() if u.id == unit_id), None), first=first,
            last=last, size=request.form.get("size", 0, type=int), frame=frame, actor=current_user, at=clock.now(),
            low_below=request.form.get("low", LOW_BELOW, type=float),
            high_from=request.form.get("high", HIGH_FROM, type=float),
        )  # fmt: skip
    except RuleBroken as broken:
        return _list(describe(broken.refusals)), 422
    flash(_("Drawn. The seed is kept, so that the draw can be repeated."), "success")
    return redirect(url_for("plans.observation_sample", sample_id=sample.id))


@blueprint.get("/observations/<int:sample_id>")
@requires(*OBSERVERS)
def observation_sample(sample_id: int) -> str:
    """A sample: what it says so far, how it was drawn, and its orders."""
    sample = get_sample(current_user, sample_id)
    drawn = list_drawn(sample.id, current_user.id)
    guest = is_guest(current_user, sample)
    asks = not guest and any(p in current_user.permissions for p in DRAWERS)
    layers = {band: sum(layer["orders"] for layer in sample.layers if layer["band"] == band) for band in BANDS}
    return render_template(
        "plans/observation_sample.html", sample=sample, drawn=drawn, found=results_of(sample, drawn), bands=BANDS,
        teams=team_names(one.order.team for one in drawn),
        layers=layers, band_names=BAND_NAMES, band_tones=BAND_TONES, enough=ENOUGH, words=Bilingual.of,
        drawn_by=get_person(sample.drawn_by), criteria=sample.criteria,
        titles=[Bilingual.of(criterion["title"]) for criterion in sample.criteria],
        missing_text=lambda bands: ", ".join(str(BAND_NAMES[band]) for band in bands),
        named=Permission.SEE_ARCHIVE in current_user.permissions and not guest, guest=guest,
        asked=list_observers(sample), may_ask=[one for one in list_may_observe(sample, clock.today()) if one[0] != current_user.id] if asks else [],
        agreed=None if guest else _agreement(drawn), least=FEWEST_RATED_TWICE,
        next_one=next((one for one in drawn if not one.observers), None),
    )  # fmt: skip


def _agreement(drawn: list[Drawn]) -> Agreement | None:
    """How far those agree who observed the same orders, each for themselves; None where nobody did."""
    both = rated_twice(drawn)
    if not both:
        return None
    from assessments.rules.quality.raters import Rating, agreement  # brings numpy, which no other page here needs

    def rating(one: tuple[int, dict[str, int]]) -> Rating:
        observer, points = one
        return Rating(observer, 25 * (sum(points.values()) / len(points) - 1), None, points)

    return agreement([(rating(first), rating(second)) for first, second in both])


@blueprint.post("/observations/<int:sample_id>/observers")
@requires(*DRAWERS)
def ask_to_observe(sample_id: int) -> Any:
    """Ask somebody from another unit to observe."""
    sample = get_sample(current_user, sample_id)
    wanted = request.form.get("person", type=int)
    if is_guest(current_user, sample) or all(one[0] != wanted for one in list_may_observe(sample, clock.today())):
        raise NotFound
    ask_observer(sample=sample, person=get_person(wanted or 0), actor=current_user, at=clock.now())
    flash(_("Asked. They see the orders of this sample from now on, and nothing else of your unit."), "success")
    return redirect(url_for("plans.observation_sample", sample_id=sample.id))


@blueprint.route("/observations/<int:sample_id>/<int:position>", methods=["GET", "POST"])
@requires(*OBSERVERS)
def observe_order(sample_id: int, position: int) -> Any:
    """Rate one drawn work order."""
    sample = get_sample(current_user, sample_id)
    order = get_order(sample.id, position)
    complaints: list[str] = []
    if request.method == "POST":
        points = {
            c["key"]: value for c in sample.criteria if (value := request.form.get(f"points-{c['key']}", type=int))
        }
        try:
            observe(
                sample=sample, order=order, points=points, comment=request.form.get("comment", ""),
                why_not=request.form.get("why_not", ""), actor=current_user, at=clock.now(),
            )  # fmt: skip
        except RuleBroken as broken:
            complaints = describe(broken.refusals)
        else:
            flash(_("Kept. What you saw is not changed any more."), "success")
            drawn = list_drawn(sample.id, current_user.id)
            following = next((one for one in drawn if not one.observers and one.order.position > position), None)
            if following is not None:
                return redirect(url_for("plans.observe_order", sample_id=sample.id, position=following.order.position))
            return redirect(url_for("plans.observation_sample", sample_id=sample.id))
    mine = any(one.mine for one in list_drawn(sample.id, current_user.id) if one.order.position == position)
    if mine and not complaints:
        raise NotFound
    page = render_template(
        "plans/observe.html", sample=sample, order=order, criteria=sample.criteria, words=Bilingual.of,
        complaints=complaints, given=request.form,
    )  # fmt: skip
    return page, (422 if complaints else 200)
