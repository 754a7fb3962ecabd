"""Ability by post and by unit: how many meet what is asked of them, who does not, and what one person has shown."""

from __future__ import annotations

from typing import Any

from flask import render_template, request
from flask_login import current_user
from sqlalchemy import select

from courses.queries.abilities import courses_teaching
from lms.core import clock
from lms.core.access import Permission, requires, signed_in
from lms.core.db import db
from lms.core.errors import NotFound
from lms.core.paging import page_of, wanted_page
from lms.people.models import Person, Post, Unit
from lms.people.queries.scope import get_visible, list_reached_units
from lms.plans.gaps import cell
from lms.plans.queries.levels import MAY_SEE, Standing, people_seen, standings
from lms.plans.queries.matrix import ranked, standings_of, tallies
from lms.plans.routes import blueprint
from lms.skills.labels import EVIDENCE_NAMES, LAYER_NAMES, LEVEL_NAMES
from lms.skills.models import Ability
from lms.skills.queries import get_ability, list_abilities
from lms.skills.rules import ENOUGH_PEOPLE, LAYERS

PER_PAGE = 50


@blueprint.get("/ability-matrix")
@requires(MAY_SEE)
def ability_matrix() -> str:
    """Each ability by post, or by unit: the share of people who meet what is asked of them."""
    units = list_reached_units(current_user, MAY_SEE)
    unit = _wanted_unit(units)
    by = "unit" if request.args.get("by") == "unit" else "post"
    abilities = list_abilities()
    found = tallies(people_seen(current_user, unit=unit), abilities, clock.today())
    columns: list[tuple[int, Any]]
    if by == "unit":
        shown = _columns(units, unit)
        columns = [(one.id, one.name) for one in shown]
        places = {one.id: _place(one.path, shown) for one in units}
    else:
        posts = {tally.post_id for rows in found.values() for tally in rows}
        columns = [
            (post.id, post.name)
            for post in db.session.scalars(select(Post).where(Post.id.in_(posts)).order_by(Post.id))
        ]
    rows = []
    for ability in abilities:
        counted: dict[int | None, list[int]] = {}
        for tally in found[ability.id]:
            for place in {None, places.get(tally.unit_id) if by == "unit" else tally.post_id}:
                sums = counted.setdefault(place, [0, 0])
                sums[0] += tally.met
                sums[1] += tally.n
        rows.append(
            (ability, {c: cell(*counted.get(c, (0, 0))) for c, _name in columns}, cell(*counted.get(None, (0, 0))))
        )
    layers = [(layer, [row for row in rows if row[0].layer == layer and row[2]]) for layer in LAYERS]
    return render_template(
        "plans/matrix.html", by=by, unit=unit, units=units, columns=columns, layers=layers, layer_names=LAYER_NAMES,
        enough=ENOUGH_PEOPLE,
    )  # fmt: skip


def _wanted_unit(units: list[Unit]) -> Unit | None:
    number = request.args.get("unit", type=int)
    if number is None:
        return None
    unit = next((unit for unit in units if unit.id == number), None)
    if unit is None:
        raise NotFound
    return unit


def _columns(units: list[Unit], unit: Unit | None) -> list[Unit]:
    """The units straight below the one that was chosen; without one, the topmost with something beside them."""
    parent = unit.id if unit else None
    known = {one.id for one in units}
    tops = [one for one in units if (one.parent_id == parent if unit else one.parent_id not in known)]
    if unit is None and len(tops) == 1:
        below = [one for one in units if one.parent_id == tops[0].id]
        return below or tops
    return tops or ([unit] if unit else [])


def _place(path: str, columns: list[Unit]) -> int | None:
    return next((one.id for one in columns if path.startswith(one.path)), None)


@blueprint.get("/ability-matrix/<code>")
@requires(MAY_SEE)
def ability_gap(code: str) -> str:
    """Who meets what is asked of them in one ability, and who does not; the step to a training need."""
    found = get_ability(code)
    unit, post = wanted_part()
    people = people_seen(current_user, unit=unit, post_id=post.id if post else None)
    order = ranked(people, found, clock.today(), PER_PAGE)
    page = page_of(order.ids, wanted_page(), PER_PAGE)
    return render_template(
        "plans/gap.html", ability=found, unit=unit, post=post, page=page,
        rows=standings_of(page.items, found, clock.today(), order.known), cell=cell(order.met, order.n),
        courses=courses_teaching([found.id]), levels=LEVEL_NAMES, layers=LAYER_NAMES, kinds=EVIDENCE_NAMES,
        may_raise=Permission.RAISE_NEEDS in current_user.permissions and order.met < order.n,
        enough=ENOUGH_PEOPLE,
    )  # fmt: skip


def wanted_part() -> tuple[Unit | None, Post | None]:
    """The unit and the post that the address names. Raises NotFound for one that the reader does not reach."""
    unit = _wanted_unit(list_reached_units(current_user, MAY_SEE))
    post_id = request.args.get("post", type=int)
    post = db.session.scalar(select(Post).where(Post.id == post_id)) if post_id is not None else None
    if post_id is not None and post is None:
        raise NotFound
    return unit, post


@blueprint.get("/ability-levels/mine")
@signed_in
def my_levels() -> str:
    """What is asked of the reader, and what they have shown."""
    return _levels(current_user.id)


@blueprint.get("/ability-levels/<int:person_id>")
@requires(MAY_SEE)
def person_levels(person_id: int) -> str:
    """The same of somebody within reach."""
    return _levels(get_visible(current_user, person_id, MAY_SEE).id)


def _levels(person_id: int) -> str:
    person = db.session.get_one(Person, person_id)
    abilities = list_abilities()
    found = standings([Person.id == person.id], abilities, clock.today())
    rows: list[tuple[Ability, Standing]] = [(a, s) for a in abilities for s in found[a.id]]
    layers = [(layer, [row for row in rows if row[0].layer == layer]) for layer in LAYERS]
    return render_template(
        "plans/levels.html", person=person, layers=layers, layer_names=LAYER_NAMES, levels=LEVEL_NAMES,
        kinds=EVIDENCE_NAMES, own=person.id == current_user.id,
    )  # fmt: skip
