"""Abilities with what stands around them: the KPIs that they move, the courses that teach them, the needs that lack them."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import func, select

from courses.queries.abilities import TeachingCourse, courses_teaching
from lms.core.db import db
from lms.kpis.models import Kpi, KpiAbility
from lms.kpis.queries.abilities import links_of
from lms.people.session import User
from lms.plans.models import NeedAbility, TrainingNeed
from lms.plans.queries.needs import DECIDED, within
from lms.skills.models import Ability
from lms.skills.queries import list_abilities


@dataclass(frozen=True)
class Around:
    """An ability, the KPIs it moves (weightiest first), the published courses that teach it, and how many undecided needs
    within the reader's reach lack it."""

    ability: Ability
    kpis: list[tuple[Kpi, KpiAbility]] = field(default_factory=list)
    courses: list[TeachingCourse] = field(default_factory=list)
    needs: int = 0


def around(user: User, kpis: list[Kpi], *, behind: Kpi | None = None) -> list[Around]:
    """Every ability in use, or those behind one KPI, the weightiest first."""
    abilities = {ability.id: ability for ability in list_abilities()}
    known = {kpi.id: kpi for kpi in kpis}
    links = [link for link in links_of(abilities) if link.kpi_id in known]
    if behind is not None:
        abilities = {link.ability_id: abilities[link.ability_id] for link in links if link.kpi_id == behind.id}
    courses = courses_teaching(abilities)
    open_needs = (
        select(NeedAbility.ability_id, func.count().label("many"))
        .join(TrainingNeed, TrainingNeed.id == NeedAbility.need_id)
        .where(within(user), DECIDED.is_(None))
        .group_by(NeedAbility.ability_id)
    )
    needs = {row.ability_id: row.many for row in db.session.execute(open_needs)}
    return [
        Around(
            ability,
            [(known[link.kpi_id], link) for link in links if link.ability_id == ability.id],
            [course for course in courses if ability.id in course.ability_ids],
            needs.get(ability.id, 0),
        )
        for ability in abilities.values()
    ]
