"""Ability by post and unit for as many people as there are: counted by the database, group by group.

Whoever has been observed at work or rated in a round is reckoned beside that, from sums; see `weighed`.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Subquery, func, select

from certificates.models import Certificate, Tier
from certificates.queries.standing import stands
from lms.core.db import db
from lms.people.models import Person, Post
from lms.plans.queries.levels import Standing, standings
from lms.plans.queries.shown import best_levels, observed_or_rated, said_of
from lms.plans.queries.weighed import vouched, weighed_levels
from lms.skills.models import Ability

Conditions = Collection[ColumnElement[bool]]


@dataclass(frozen=True)
class Tally:
    """Of `n` people of one post in one unit, of whom a level of an ability is asked, `met` have shown it."""

    unit_id: int
    post_id: int
    n: int
    met: int


def tallies(conditions: Conditions, abilities: Sequence[Ability], today: date) -> dict[int, list[Tally]]:
    """By ability: how many meet what is asked of them, by unit and post. As many statements for ten people as for all."""
    found: dict[int, dict[tuple[int, int], list[int]]] = {ability.id: {} for ability in abilities}

    def add(ability_id: int, unit_id: int, post_id: int, n: int, met: int) -> None:
        tally = found[ability_id].setdefault((unit_id, post_id), [0, 0])
        tally[0] += n
        tally[1] += met

    people, said = _members(conditions, today), said_of(abilities, today)
    p, asked, best = people.c, said.asked, best_levels(abilities, said, today)
    group = (p.unit_id, p.post_id, p.family, p.tier)
    for unit_id, post_id, family, tier, n in db.session.execute(select(*group, func.count()).group_by(*group)):
        for ability in abilities:
            required = asked.level(ability.id, post_id, family, tier)
            if required:
                add(ability.id, unit_id, post_id, n, n if vouched(required, tier) >= required else 0)
    shown = (
        select(*group, best.c.ability_id, best.c.level, func.count())
        .join(best, best.c.person_id == p.id)
        .group_by(*group, best.c.ability_id, best.c.level)
    )
    for unit_id, post_id, family, tier, ability_id, level, n in db.session.execute(shown):
        required = asked.level(ability_id, post_id, family, tier)
        if required and level >= required > vouched(required, tier):
            add(ability_id, unit_id, post_id, 0, n)
    for one in weighed_levels(_members(conditions, today, weighed=True), abilities, best, asked, today):
        add(one.ability_id, one.unit_id, one.post_id, 1, int(one.level >= one.required))
    return {
        ability_id: [Tally(unit_id, post_id, n, met) for (unit_id, post_id), (n, met) in groups.items()]
        for ability_id, groups in found.items()
    }


@dataclass(frozen=True)
class Ranked:
    """Everybody of whom a level of one ability is asked: how many, how many meet it, and their ids, who lacks most first;
    `known` what the first of them have shown, with the facts; `levels` what is asked of each and shown."""

    n: int
    met: int
    ids: list[int]
    known: dict[int, Standing]
    levels: dict[int, tuple[int, int]]


def ranked(conditions: Conditions, ability: Ability, today: date, first: int) -> Ranked:
    """Who meets what is asked of them in one ability, as `standings` says it; with the facts behind it for so many that
    come first."""
    people, said = _members(conditions, today), said_of([ability], today)
    p, asked, best = people.c, said.asked, best_levels([ability], said, today)
    query = select(p.id, p.employee_no, p.post_id, p.family, p.tier, func.coalesce(best.c.level, 0)).outerjoin(
        best, best.c.person_id == p.id
    )
    order: list[tuple[bool, int, str, int]] = []
    levels: dict[int, tuple[int, int]] = {}

    def put(person_id: int, number: str, required: int, shown: int) -> None:
        order.append((shown >= required, shown - required, number, person_id))
        levels[person_id] = (required, shown)

    for person_id, number, post_id, family, tier, level in db.session.execute(query):
        if required := asked.level(ability.id, post_id, family, tier):
            put(person_id, number, required, max(level, vouched(required, tier)))
    for one in weighed_levels(_members(conditions, today, weighed=True), [ability], best, asked, today):
        put(one.person_id, one.number, one.required, one.level)
    order.sort()
    ids = [row[3] for row in order]
    known = {}
    if first and ids:
        foremost = standings([Person.id.in_(ids[:first])], [ability], today, said)[ability.id]
        known = {one.member.id: one for one in foremost}
    return Ranked(len(order), sum(row[0] for row in order), ids, known, levels)


def standings_of(ids: Sequence[int], ability: Ability, today: date, known: dict[int, Standing]) -> list[Standing]:
    """What some people have shown, with the facts, in their order; of some it is known already."""
    unknown = [number for number in ids if number not in known]
    found = dict(known)
    if unknown:
        rows = standings([Person.id.in_(unknown)], [ability], today)[ability.id]
        found |= {one.member.id: one for one in rows}
    return [found[number] for number in ids if number in found]


def _members(conditions: Conditions, today: date, *, weighed: bool = False) -> Subquery:
    """Everybody who was neither observed nor rated (`weighed`: everybody who was), with their post and the highest tier that is
    certified today."""
    valid = (
        select(Certificate.person_id, func.max(Tier.level).label("tier"))
        .join(Tier, Tier.id == Certificate.tier_id)
        .where(stands(today))
        .group_by(Certificate.person_id)
    )
    tiers = valid.subquery()
    return (
        select(
            Person.id, Person.employee_no, Person.unit_id, Person.post_id, Post.family,
            func.coalesce(tiers.c.tier, 0).label("tier"),
        )
        .join(Post, Post.id == Person.post_id)
        .outerjoin(tiers, tiers.c.person_id == Person.id)
        .where(*conditions, observed_or_rated() if weighed else ~observed_or_rated())
        .subquery()
    )  # fmt: skip
