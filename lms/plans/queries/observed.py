"""Reads of observed work orders: samples within reach, their orders, and what the ratings come to."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Float, Select, false, func, or_, select, true

from lms.core import clock
from lms.core.access import ROLE_PERMISSIONS, Permission
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.core.errors import NotFound
from lms.core.terms import months_later
from lms.kpis.rules.intervals import t_mean
from lms.people.models import Person, RoleAssignment, Unit
from lms.people.session import User
from lms.plans.models import AskedObserver, Observation, ObservationOrder, ObservationRating, ObservationSample
from lms.plans.sampling import Estimate, estimate
from lms.skills.rules import MONTHS, OBSERVATION, Evidence, level_of_mean

OBSERVERS = (Permission.ASSESS, Permission.RAISE_NEEDS, Permission.EVALUATE)
"""Who may observe, each within their units."""
DRAWERS = (Permission.RAISE_NEEDS, Permission.EVALUATE)


def reached(user: User, permissions: Iterable[Permission] = OBSERVERS) -> ColumnElement[bool]:
    """The condition on ObservationSample, with its unit joined: one of the reader's units."""
    paths: list[str] = []
    for permission in permissions:
        if permission not in user.permissions:
            continue
        reach = user.reach(permission)
        if reach is None:
            return true()
        paths += reach
    units = [Unit.path.startswith(path, autoescape=True) for path in paths]
    return or_(false(), *units)


def _asked(user: User) -> ColumnElement[bool]:
    """The condition on ObservationSample that the reader was asked to observe."""
    a = AskedObserver
    return ObservationSample.id.in_(select(a.sample_id).where(a.person_id == user.id))


def is_guest(user: User, sample: ObservationSample) -> bool:
    """Does the reader see this sample only because they were asked to observe?"""
    query = select(ObservationSample.id).outerjoin(Unit, Unit.id == ObservationSample.unit_id)
    return db.session.scalar(query.where(ObservationSample.id == sample.id, reached(user))) is None


def list_observers(sample: ObservationSample) -> list[Person]:
    """Who was asked from beyond the unit."""
    query = select(Person).join(AskedObserver, AskedObserver.person_id == Person.id)
    return list(db.session.scalars(query.where(AskedObserver.sample_id == sample.id).order_by(Person.employee_no)))


def list_may_observe(
    sample: ObservationSample, today: date, limit: int = 300
) -> list[tuple[int, Bilingual, Bilingual]]:
    """Who observes in other units, with their unit: who may be asked, and was not."""
    roles = [role for role, permissions in ROLE_PERMISSIONS.items() if permissions & set(OBSERVERS)]
    r = RoleAssignment
    holds = select(r.person_id).where(
        r.role.in_(roles), r.from_day <= today, or_(r.until_day.is_(None), r.until_day >= today)
    )
    asked = select(AskedObserver.person_id).where(AskedObserver.sample_id == sample.id)
    query = (
        select(Person.id, Person.name_zh, Person.name_latin, Unit.name)
        .join(Unit, Unit.id == Person.unit_id)
        .where(Person.id.in_(holds), Person.id.not_in(asked), or_(Person.left_on.is_(None), Person.left_on >= today))
        .order_by(Unit.path, Person.employee_no)
        .limit(limit)
    )
    return [(row.id, _name(row), row.name) for row in db.session.execute(query)]


def rated_twice(drawn: list[Drawn]) -> list[tuple[tuple[int, dict[str, int]], tuple[int, dict[str, int]]]]:
    """Of each order that several have rated the first two observers, with their points by criterion."""
    found = []
    for one in drawn:
        given = [(observer, points) for observer, points in one.given.items() if points]
        if len(given) >= 2:
            found.append((given[0], given[1]))
    return found


def list_samples(user: User) -> Select[Any]:
    """Samples within reach with how many orders were drawn and observed, the latest first."""
    o, s = ObservationOrder, ObservationSample
    drawn = select(func.count(o.id)).where(o.sample_id == s.id).correlate(s).scalar_subquery()
    done = (
        select(func.count(func.distinct(Observation.order_id)))
        .join(o, o.id == Observation.order_id)
        .where(o.sample_id == s.id)
        .correlate(s)
        .scalar_subquery()
    )
    return (
        select(s.id, s.title, s.first_month, s.last_month, s.drawn_at, Unit.name, drawn.label("drawn"), done.label("done"))
        .outerjoin(Unit, Unit.id == s.unit_id)
        .where(or_(reached(user), _asked(user)))
        .order_by(s.drawn_at.desc(), s.id.desc())
    )  # fmt: skip


def get_sample(user: User, sample_id: int) -> ObservationSample:
    """A sample within reach. Raises NotFound."""
    query = select(ObservationSample).outerjoin(Unit, Unit.id == ObservationSample.unit_id)
    found = db.session.scalar(query.where(ObservationSample.id == sample_id, or_(reached(user), _asked(user))))
    if found is None:
        raise NotFound
    return found


def get_order(sample_id: int, position: int) -> ObservationOrder:
    """One drawn order. Raises NotFound."""
    query = select(ObservationOrder).where(
        ObservationOrder.sample_id == sample_id, ObservationOrder.position == position
    )
    found = db.session.scalar(query)
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True)
class Drawn:
    """One drawn order with who observed it. `who` is None where the technician is not matched to a person; `given` are the
    points of each observer."""

    order: Any
    who: Bilingual | None
    observers: tuple[Bilingual, ...]
    mine: bool
    points: dict[str, float]
    unjudged: bool
    given: dict[int, dict[str, int]]


def list_drawn(sample_id: int, reader: int) -> list[Drawn]:
    """The drawn orders in their order, each with the mean of its observers' points by criterion."""
    o = ObservationOrder
    orders = db.session.execute(
        select(o.id, o.position, o.order_no, o.source, o.team, o.product, o.band, o.csat, o.month, o.opened_at, o.person_id, Person.name_zh, Person.name_latin)
        .outerjoin(Person, Person.id == o.person_id)
        .where(o.sample_id == sample_id)
        .order_by(o.position)
    ).all()  # fmt: skip
    rows = db.session.execute(
        select(
            Observation.order_id, Observation.observer_id, Person.name_zh, Person.name_latin,
            ObservationRating.criterion, ObservationRating.points,
        )
        .join(o, o.id == Observation.order_id)
        .join(Person, Person.id == Observation.observer_id)
        .outerjoin(ObservationRating, ObservationRating.observation_id == Observation.id)
        .where(o.sample_id == sample_id)
        .order_by(Observation.id)
    )  # fmt: skip
    observers: dict[int, dict[int, Bilingual]] = defaultdict(dict)
    points: dict[int, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    by_observer: dict[int, dict[int, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    for row in rows:
        observers[row.order_id][row.observer_id] = _name(row)
        if row.criterion is not None:
            points[row.order_id][row.criterion].append(row.points)
            by_observer[row.order_id][row.observer_id][row.criterion] = row.points
    return [
        Drawn(
            order, _name(order) if order.person_id else None, tuple(observers[order.id].values()),
            reader in observers[order.id],
            {criterion: sum(given) / len(given) for criterion, given in points[order.id].items()},
            bool(observers[order.id]) and not points[order.id], dict(by_observer[order.id]),
        )
        for order in orders
    ]  # fmt: skip


def _name(row: Any) -> Bilingual:
    return Bilingual(row.name_zh or row.name_latin, row.name_latin or row.name_zh)


@dataclass(frozen=True)
class Results:
    """What a sample says: by criterion of all orders, and of each team."""

    whole: dict[str, Estimate]
    teams: dict[str, dict[str, Estimate]]
    observed: int
    drawn: int


def team_names(teams: Iterable[str]) -> dict[str, Bilingual]:
    """The names of teams that are units of this organisation; work orders know them by code."""
    query = select(Unit.code, Unit.name).where(Unit.code.in_(sorted(set(teams))))
    return {row[0]: row[1] for row in db.session.execute(query)}


def results_of(sample: ObservationSample, drawn: list[Drawn]) -> Results:
    """Means of all orders, each observed one standing for those of its band."""
    criteria = [criterion["key"] for criterion in sample.criteria]
    teams = sorted({one.order.team for one in drawn})
    return Results(
        {key: _estimate(sample, drawn, key, None) for key in criteria},
        {team: {key: _estimate(sample, drawn, key, team) for key in criteria} for team in teams},
        sum(bool(one.points) for one in drawn),
        len(drawn),
    )


def _estimate(sample: ObservationSample, drawn: list[Drawn], key: str, team: str | None) -> Estimate:
    orders: dict[str, int] = defaultdict(int)
    for layer in sample.layers:
        if team is None or layer["team"] == team:
            orders[layer["band"]] += layer["orders"]
    points: dict[str, list[float]] = defaultdict(list)
    for one in drawn:
        if key in one.points and (team is None or one.order.team == team):
            points[one.order.band].append(one.points[key])
    return estimate(points, orders)


def observed_orders(who: Select[int]) -> Any:
    """What was seen of people: each order once, whatever the number of its observers."""
    o, r = ObservationOrder, ObservationRating
    return (
        select(
            o.person_id, r.ability_id, o.id, func.avg(r.points, type_=Float).label("points"),
            func.max(Observation.observed_at).label("at"),
        )
        .join(Observation, Observation.order_id == o.id)
        .join(r, r.observation_id == Observation.id)
        .where(o.person_id.in_(who))
        .group_by(o.person_id, r.ability_id, o.id)
    )  # fmt: skip


def observed_means(rows: Iterable[Any], today: date) -> list[tuple[int, int, Evidence]]:
    """What observed orders of the last months say of people, from what `observed_orders` found."""
    since = months_later(today, -MONTHS[OBSERVATION])
    seen: dict[tuple[int, int], list[tuple[float, date]]] = defaultdict(list)
    for row in rows:
        on = clock.local_date(row.at)
        if since < on <= today:
            seen[row.person_id, row.ability_id].append((float(row.points), on))
    return [(person, ability, _evidence(rows)) for (person, ability), rows in seen.items()]


def _evidence(rows: list[tuple[float, date]]) -> Evidence:
    values = [points for points, _on in rows]
    n, total = len(values), math.fsum(values)
    limits = t_mean(n, total, math.fsum(v * v for v in values))
    mean = total / n
    high = min(5.0, limits[1]) if limits else None
    return Evidence(OBSERVATION, max(on for _p, on in rows), level_of_mean(mean), "", round(mean, 2), n, high)
