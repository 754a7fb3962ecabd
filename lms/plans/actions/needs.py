"""Raising training needs and deciding on them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from lms.core import audit, clock
from lms.core.audit import Actor
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.core.errors import Refusal, RuleBroken
from lms.core.notices import notify
from lms.core.paths import path_to
from lms.kpis.queries.alert_owners import read_staff
from lms.people.models import Unit
from lms.people.notices import known_as, recipient_of
from lms.people.queries.people import get_person, list_people
from lms.plans.models import NeedAbility, NeedCourse, NeedDecision, NeedPerson, TrainingNeed
from lms.plans.queries.needs import state_of
from lms.plans.rules import Source, State, refusals_to_decide


@dataclass(frozen=True)
class NeedText:
    """What somebody asks for."""

    title: Bilingual
    reason: str
    priority: int
    wished_by: date
    ability_ids: Collection[int]
    course_ids: Collection[int]
    people: Mapping[int, dict[str, Any]]
    """The persons concerned with their own figures; empty: the unit as a whole."""


def raise_need(
    *, text: NeedText, source: Source, evidence: dict[str, Any], unit: Unit | None, actor: Actor, at: datetime,
    alert_id: int | None = None,
) -> TrainingNeed:  # fmt: skip
    """A need with its evidence as it is now; those who decide are told. Raises RuleBroken."""
    refusals = []
    if not text.ability_ids:
        refusals.append(Refusal("need_without_ability"))
    if text.wished_by < clock.local_date(at):
        refusals.append(Refusal("need_day_past"))
    if refusals:
        raise RuleBroken(*refusals)
    assert actor.id is not None
    need = TrainingNeed(
        source=source, alert_id=alert_id, unit_id=unit.id if unit else None, title=text.title, reason=text.reason,
        evidence=evidence, priority=text.priority, wished_by=text.wished_by, raised_by=actor.id, raised_at=at,
    )  # fmt: skip
    db.session.add(need)
    db.session.flush()
    db.session.add_all(NeedAbility(need_id=need.id, ability_id=ability) for ability in sorted(text.ability_ids))
    db.session.add_all(NeedCourse(need_id=need.id, course_id=course) for course in sorted(text.course_ids))
    db.session.add_all(
        NeedPerson(need_id=need.id, person_id=person, figure=figure) for person, figure in sorted(text.people.items())
    )
    db.session.flush()
    audit.record(
        "need.raised", "training_need", need.id, actor=actor, at=at, alert=alert_id, people=len(text.people)
    )  # fmt: skip
    _tell_deciders(need, unit, actor, at)
    return need


def _tell_deciders(need: TrainingNeed, unit: Unit | None, actor: Actor, at: datetime) -> None:
    above = unit.path[: unit.path.rstrip("/").rfind("/") + 1] if unit else ""
    deciders = read_staff(clock.local_date(at)).managers_above(above, actor.id)
    for person in list_people(deciders):
        link = path_to("plans.need", need_id=need.id)
        notify(recipient_of(person), "need_raised", link=link, at=at, title=need.title, by=known_as(actor))


def decide(
    *, need: TrainingNeed, kind: State, reason: str, actor: Actor, at: datetime, into: TrainingNeed | None = None
) -> NeedDecision:
    """Accept, decline or merge a need, with the reason; whoever raised it is told. Raises RuleBroken."""
    target = None if into is None else (into.id, state_of(into))
    refusals = refusals_to_decide(kind, reason, state_of(need), need_id=need.id, into=target)
    if refusals:
        raise RuleBroken(*refusals)
    assert actor.id is not None
    decision = NeedDecision(
        need_id=need.id, kind=kind, into_id=into.id if into else None, reason=reason.strip(), decided_by=actor.id,
        decided_at=at,
    )  # fmt: skip
    need.decisions.append(decision)
    db.session.flush()
    audit.record(
        f"need.{kind}", "training_need", need.id, actor=actor, at=at,
        reason=decision.reason, **({"into": into.id} if into else {}),
    )  # fmt: skip
    if need.raised_by != actor.id:
        link = path_to("plans.need", need_id=need.id)
        notify(recipient_of(get_person(need.raised_by)), f"need_{kind}", link=link, at=at, title=need.title)
    return decision
