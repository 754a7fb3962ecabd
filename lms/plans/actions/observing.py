"""Drawing work orders by lot to be observed, and taking in what observers saw."""

from __future__ import annotations

import secrets
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from lms.core import audit
from lms.core.audit import Actor
from lms.core.db import db
from lms.core.errors import Refusal, RuleBroken
from lms.core.notices import notify
from lms.core.paths import path_to
from lms.core.written import whole
from lms.kpis.models import Subject
from lms.people.models import Person, Unit
from lms.people.notices import recipient_of
from lms.plans.models import AskedObserver, Observation, ObservationOrder, ObservationRating, ObservationSample
from lms.plans.sampling import HIGH_FROM, LEAST, LOW_BELOW, MOST, Candidate, band_of, draw
from lms.skills.queries import ids_of

CRITERIA = Path(__file__).parents[1] / "data" / "service-behaviour.toml"
MOST_MONTHS = 12


def shipped_criteria() -> list[dict[str, Any]]:
    """The criteria of service behaviour, as the file has them."""
    found: list[dict[str, Any]] = tomllib.loads(CRITERIA.read_text("utf-8"))["criteria"]
    return found


@dataclass(frozen=True)
class Frame:
    """The orders that a draw may take: those with a satisfaction, and how many have none."""

    orders: list[dict[str, Any]]
    unrated: int


def frame_of(path: str | None, first: date, last: date) -> Frame:
    """The orders of a unit (None: all) opened in some months. Reads the facts, so it takes a while."""
    from lms.kpis import facts  # brings DuckDB, which no other page needs
    from lms.kpis.queries.subjects import keys_of_unit

    months = []
    month = first
    while month <= last:
        months.append(month)
        month = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    keys = None if path is None else {(source, key) for _level, source, key in keys_of_unit(path)}
    columns = ("source", "order_no", "technician", "team", "product", "csat", "month", "opened_at")
    with facts.connect() as connection:
        facts.orders_relation(connection, months=months)
        rows = connection.execute(f"SELECT {', '.join(columns)} FROM orders ORDER BY source, order_no").fetchall()
    orders = [dict(zip(columns, row, strict=True)) for row in rows]
    mine = [one for one in orders if keys is None or (one["source"], one["technician"]) in keys]
    rated = [one for one in mine if one["csat"] is not None]
    return Frame(rated, len(mine) - len(rated))


def draw_sample(
    *, title: str, unit: Unit | None, first: date, last: date, size: int, frame: Frame, actor: Actor, at: datetime,
    seed: int | None = None, low_below: float = LOW_BELOW, high_from: float = HIGH_FROM,
) -> ObservationSample:  # fmt: skip
    """Draw and keep, with the seed and the sizes of all layers. Raises RuleBroken."""
    refusals = []
    if not title.strip():
        refusals.append(Refusal("sample_title"))
    if not LEAST <= size <= MOST:
        refusals.append(Refusal("sample_size", {"least": LEAST, "most": MOST}))
    if not first <= last or (last.year - first.year) * 12 + last.month - first.month >= MOST_MONTHS:
        refusals.append(Refusal("sample_months", {"most": MOST_MONTHS}))
    if not 0 < low_below < high_from <= 100:
        refusals.append(Refusal("sample_bands"))
    if not frame.orders:
        refusals.append(Refusal("sample_empty", {"unrated": frame.unrated}))
    if refusals:
        raise RuleBroken(*refusals)
    assert actor.id is not None
    seed = secrets.randbits(31) if seed is None else seed
    known = {(one["source"], one["order_no"]): one for one in frame.orders}
    drawn = draw(
        [Candidate(one["source"], one["order_no"], one["csat"], one["month"]) for one in frame.orders], size, seed,
        low_below, high_from,
    )  # fmt: skip
    layers = Counter(
        (one["team"] or "", band_of(one["csat"], low_below, high_from), one["month"]) for one in frame.orders
    )
    abilities = ids_of([one["ability"] for one in shipped_criteria()])
    criteria = [{**one, "ability_id": abilities[one["ability"]]} for one in shipped_criteria() if one["ability"] in abilities]  # fmt: skip
    sample = ObservationSample(
        title=whole(title, 120), unit_id=unit.id if unit else None, first_month=first, last_month=last, size=size,
        seed=seed, low_below=low_below, high_from=high_from, unrated=frame.unrated, criteria=criteria,
        layers=[
            {"team": team, "band": band, "month": month.isoformat(), "orders": many}
            for (team, band, month), many in sorted(layers.items())
        ],
        drawn_by=actor.id, drawn_at=at,
    )  # fmt: skip
    db.session.add(sample)
    db.session.flush()
    who = _people(known[one.source, one.order_no] for one in drawn)
    for position, one in enumerate(drawn, start=1):
        order = known[one.source, one.order_no]
        db.session.add(
            ObservationOrder(
                sample_id=sample.id, position=position, source=one.source, order_no=one.order_no,
                person_id=who.get((one.source, order["technician"])), team=order["team"] or "",
                product=order["product"] or "", band=band_of(one.csat, low_below, high_from), csat=one.csat,
                month=one.month, opened_at=order["opened_at"].replace(tzinfo=UTC),
            )
        )  # fmt: skip
    db.session.flush()
    audit.record(
        "sample.drawn", "observation_sample", sample.id, actor=actor, at=at, title=sample.title, seed=seed,
        orders=len(drawn), unit=unit.code if unit else "", first=first.isoformat(), last=last.isoformat(),
    )  # fmt: skip
    return sample


def _people(orders: Iterable[dict[str, Any]]) -> dict[tuple[str, str], int]:
    """Who the technicians are, as far as they are matched."""
    wanted = {(one["source"], one["technician"]) for one in orders if one["technician"]}
    query = select(Subject.source, Subject.key, Subject.person_id).where(
        Subject.level == "technician", Subject.person_id.is_not(None), Subject.key.in_({key for _s, key in wanted})
    )
    rows = db.session.execute(query)
    return {(source, key): person for source, key, person in rows if (source, key) in wanted and person is not None}


def ask_observer(*, sample: ObservationSample, person: Person, actor: Actor, at: datetime) -> None:
    """Ask somebody from beyond the unit to observe the orders of a sample. A second time changes nothing."""
    if db.session.get(AskedObserver, (sample.id, person.id)) is not None:
        return
    db.session.add(AskedObserver(sample_id=sample.id, person_id=person.id, asked_by=actor.id, asked_at=at))
    db.session.flush()
    audit.record(
        "sample.observer_asked",
        "observation_sample",
        sample.id,
        actor=actor,
        at=at,
        title=sample.title,
        person=person.id,
    )
    notify(
        recipient_of(person), "asked_to_observe",
        link=path_to("plans.observation_sample", sample_id=sample.id), at=at, title=sample.title,
    )  # fmt: skip


def observe(
    *, sample: ObservationSample, order: ObservationOrder, points: Mapping[str, int], comment: str, why_not: str,
    actor: Actor, at: datetime,
) -> Observation:  # fmt: skip
    """What one observer saw of one order, once and for all: points for the criteria that could be seen, or why none could.
    Raises RuleBroken."""
    known = {criterion["key"]: criterion["ability_id"] for criterion in sample.criteria}
    refusals = []
    if order.person_id is not None and order.person_id == actor.id:
        refusals.append(Refusal("observe_own"))
    if any(key not in known or value not in range(1, 6) for key, value in points.items()):
        refusals.append(Refusal("observe_points"))
    if not points and not why_not.strip():
        refusals.append(Refusal("observe_nothing"))
    if points and why_not.strip():
        refusals.append(Refusal("observe_both"))
    before = select(Observation.id).where(Observation.order_id == order.id, Observation.observer_id == actor.id)
    if db.session.scalar(before) is not None:
        refusals.append(Refusal("observe_twice"))
    if refusals:
        raise RuleBroken(*refusals)
    assert actor.id is not None
    row = Observation(
        order_id=order.id, observer_id=actor.id, comment=whole(comment, 1000), why_not=whole(why_not, 500),
        observed_at=at, ratings=[
            ObservationRating(criterion=key, ability_id=known[key], points=value) for key, value in points.items()
        ],
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    audit.record(
        "order.observed", "observation_sample", sample.id, actor=actor, at=at, order=order.order_no,
        position=order.position, rated=len(points),
    )  # fmt: skip
    return row
