"""The level that each of those has who were observed at work or rated in a round: means and limits from sums that the database
adds up, so that thousands take as many statements as one.

Says the same as `levels.standings`, without the facts behind it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Float, Subquery, case, func, or_, select

from assessments.models import SurveyAnswer
from lms.core.db import db
from lms.core.terms import months_later
from lms.kpis.rules.intervals import t_mean
from lms.plans.models import FeedbackRound, Observation, ObservationOrder, ObservationRating
from lms.plans.queries.rounds import AIM, NAMED, ROUND, pools
from lms.plans.queries.shown import within
from lms.skills.models import Ability
from lms.skills.rules import (
    CERTIFICATE,
    LEAST_OBSERVED,
    LEAST_RATERS,
    MONTHS,
    MOST_BY,
    OBSERVATION,
    RATINGS,
    Requirements,
    level_of_mean,
)


@dataclass(frozen=True)
class Weighed:
    """One person and one ability: what is asked and which level was shown."""

    person_id: int
    number: str
    unit_id: int
    post_id: int
    ability_id: int
    required: int
    level: int


def vouched(required: int, tier: int) -> int:
    """What the certificate of somebody's tier says of what is asked at that tier: it was given for the whole."""
    return min(required, MOST_BY[CERTIFICATE]) if tier else 0


def weighed_levels(
    people: Subquery, abilities: Sequence[Ability], best: Subquery, asked: Requirements, today: date
) -> Iterator[Weighed]:
    """Everybody of `people` of whom a level of one of the abilities is asked; `best` is what `best_levels` says of these
    abilities. Three statements, besides those about answers that wait to be let out."""
    p = people.c
    members: dict[int, tuple[str, int, int, str, int]] = {}
    passed: dict[tuple[int, int], int] = {}
    for person, number, unit_id, post_id, family, tier, ability_id, shown in db.session.execute(
        select(p.id, p.employee_no, p.unit_id, p.post_id, p.family, p.tier, best.c.ability_id, best.c.level).join(
            best, best.c.person_id == p.id, isouter=True
        )
    ):
        members[person] = (number, unit_id, post_id, family, tier)
        if ability_id is not None:
            passed[person, ability_id] = shown
    if not members:
        return
    seen, rated = _observed(people, abilities, today), _rated(people, abilities, today)
    for person, (number, unit_id, post_id, family, tier) in members.items():
        for ability in abilities:
            required = asked.level(ability.id, post_id, family, tier)
            if not required:
                continue
            key = (person, ability.id)
            reached, limit = seen.get(key, (0, None))
            level = max(passed.get(key, 0), vouched(required, tier), rated.get(key, 0), reached)
            if limit is not None:
                level = min(level, limit)
            yield Weighed(person, number, unit_id, post_id, ability.id, required, level)


def _observed(
    people: Subquery, abilities: Collection[Ability], today: date
) -> dict[tuple[int, int], tuple[int, int | None]]:
    """By person and ability, where enough orders were observed: the level of their mean, and that of its upper limit, above which
    nobody is. Each order counts once, whatever the number of its observers."""
    o, r = ObservationOrder, ObservationRating
    orders = (
        select(o.person_id, r.ability_id, o.id, func.avg(r.points, type_=Float).label("points"))
        .join(Observation, Observation.order_id == o.id)
        .join(r, r.observation_id == Observation.id)
        .where(o.person_id.in_(select(people.c.id)), r.ability_id.in_([ability.id for ability in abilities]))
        .group_by(o.person_id, r.ability_id, o.id)
        .having(*within(func.max(Observation.observed_at), OBSERVATION, today))
        .subquery()
    )
    points = orders.c.points
    query = (
        select(orders.c.person_id, orders.c.ability_id, func.count(), func.sum(points), func.sum(points * points))
        .group_by(orders.c.person_id, orders.c.ability_id)
        .having(func.count() >= LEAST_OBSERVED)
    )
    found = {}
    for person, ability, n, total, squares in db.session.execute(query):
        limits = t_mean(n, float(total), float(squares))
        high = None if limits is None else level_of_mean(min(5.0, limits[1]))
        found[person, ability] = (level_of_mean(float(total) / n), high)
    return found


def _rated(people: Subquery, abilities: Collection[Ability], today: date) -> dict[tuple[int, int], int]:
    """By person and ability: the level that others gave in rounds whose answers may be shown."""
    a = SurveyAnswer
    by_item = {f"{AIM}{ability.code}": ability.id for ability in abilities}
    open_ = case((or_(a.invitation_id.is_not(None), a.batch.is_not(None)), 1), else_=0).label("open")
    first = months_later(today, -MONTHS[RATINGS])
    query = (
        select(a.version_id, a.role, a.about_id, a.context_id, a.item, open_, func.count().label("n"), func.sum(a.number).label("sum"))
        .join(FeedbackRound, FeedbackRound.id == a.context_id)
        .where(a.context_kind == ROUND, a.role != "self", a.number.is_not(None), a.item.in_(by_item))
        .where(FeedbackRound.person_id.in_(select(people.c.id)), FeedbackRound.opens_on > first, FeedbackRound.opens_on <= today)
        .group_by(a.version_id, a.role, a.about_id, a.context_id, a.item, open_)
    )  # fmt: skip
    rows = db.session.execute(query).all()
    waiting = [row for row in rows if not row.open]
    known: dict[Any, Any] = (
        pools({row.version_id for row in waiting}, {(ROUND, row.context_id) for row in waiting}, today)
        if waiting
        else {}
    )
    groups: dict[tuple[int, int, int], dict[str, list[float]]] = defaultdict(lambda: defaultdict(lambda: [0, 0.0]))
    for row in rows:
        if row.open or known[row.version_id, row.role, row.about_id, ROUND, row.context_id].is_releasable:
            sums = groups[row.about_id, row.context_id, by_item[row.item]][row.role]
            sums[0] += row.n
            sums[1] += float(row.sum)
    found: dict[tuple[int, int], int] = {}
    for (person, _round, ability), by_role in groups.items():
        given = [(n, total) for role, (n, total) in by_role.items() if role in NAMED or n >= LEAST_RATERS]
        n = sum(one[0] for one in given)
        if n >= LEAST_RATERS:
            level = min(level_of_mean(sum(one[1] for one in given) / n), MOST_BY[RATINGS])
            found[person, ability] = max(found.get((person, ability), 0), level)
    return found
