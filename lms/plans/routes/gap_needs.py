"""From a gap in an ability to a training need in one step: everything is filled in and may be changed."""

from __future__ import annotations

from typing import Any

from flask import render_template
from flask_babel import gettext as _
from flask_login import current_user

from courses.queries.abilities import courses_teaching
from lms.core import clock
from lms.core.access import Permission, requires
from lms.core.bilingual import Bilingual
from lms.core.errors import NotFound
from lms.people.models import Post, Unit
from lms.people.queries.people import list_people
from lms.people.queries.scope import list_reached_units
from lms.plans.gaps import Cell, cell
from lms.plans.queries.levels import people_seen
from lms.plans.queries.matrix import ranked
from lms.plans.routes import blueprint
from lms.plans.routes.matrix import wanted_part
from lms.plans.routes.one_step import need_form, raised, ticked
from lms.plans.rules import Source
from lms.skills.labels import LEVEL_NAMES
from lms.skills.models import Ability
from lms.skills.queries import get_ability

MOST_SHOWN = 200
"""So many people are offered one by one; a gap of more concerns the unit."""


@blueprint.route("/needs/from-gap/<code>", methods=["GET", "POST"])
@requires(Permission.RAISE_NEEDS)
def raise_from_gap(code: str) -> Any:
    """A training need with the gap as evidence."""
    ability = get_ability(code)
    unit, post = wanted_part()
    reach = current_user.reach(Permission.RAISE_NEEDS)
    if unit is None and reach is not None and len(reach) == 1:
        unit = next((one for one in _own_units(reach[0])), None)
    if reach is not None and (unit is None or not unit.path.startswith(tuple(reach))):
        raise NotFound
    today = clock.today()
    order = ranked(people_seen(current_user, unit=unit, post_id=post.id if post else None), ability, today, 0)
    share = cell(order.met, order.n)
    if share is None or order.n == order.met:
        raise NotFound
    lacking = {person: order.levels[person] for person in order.ids[: order.n - order.met]}
    shown = {person.id: person for person in list_people(list(lacking)[:MOST_SHOWN])}
    courses = {course.id: course for course in courses_teaching([ability.id])}
    form = need_form(ability.name, _subject(unit, post).in_language, "yellow")
    chosen = {
        "ability": {ability.id},
        **ticked(course=list(courses)[:3], person=shown if len(lacking) <= MOST_SHOWN else ()),
    }
    answer = raised(
        form, chosen,
        lambda: {"source": Source.ABILITY_GAP, "evidence": _evidence(ability, unit, post, share), "unit": unit},
        abilities=[ability.id], courses=courses,
        people={id_: {"level": level, "required": required} for id_, (required, level) in lacking.items()},
        words=_("The training need is raised, with the gap as evidence. Those who decide were told."),
    )  # fmt: skip
    if not isinstance(answer, list):
        return answer
    page = render_template(
        "plans/raise_gap.html", form=form, ability=ability, unit=unit, post=post, cell=share,
        lacking=[(shown[person], *lacking[person]) for person in lacking if person in shown], more=len(lacking) - len(shown),
        courses=courses.values(), chosen=chosen, complaints=answer, levels=LEVEL_NAMES,
    )  # fmt: skip
    return page, (422 if form.is_submitted() else 200)


def _own_units(path: str) -> list[Unit]:
    return [one for one in list_reached_units(current_user, Permission.RAISE_NEEDS) if one.path == path]


def _subject(unit: Unit | None, post: Post | None) -> Bilingual:
    whole = Bilingual("整个组织", "The whole organisation")
    place = unit.name if unit else whole
    if post is None:
        return place
    return Bilingual(f"{place.zh or place.en} · {post.name.zh or post.name.en}", f"{place.en or place.zh} · {post.name.en or post.name.zh}")  # fmt: skip


def _evidence(ability: Ability, unit: Unit | None, post: Post | None, share: Cell) -> dict[str, Any]:
    return {
        "subject": _subject(unit, post).as_dict(), "ability": ability.name.as_dict(), "code": ability.code,
        "unit_id": unit.id if unit else None, "post_id": post.id if post else None,
        "n": share.n, "met": share.met, "percent": share.percent, "low": share.low, "high": share.high,
        "taken_on": clock.today().isoformat(),
    }  # fmt: skip
