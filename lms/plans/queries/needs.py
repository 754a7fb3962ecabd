"""Reads of training needs, within the reader's reach."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select, true
from sqlalchemy.orm import joinedload, selectinload

from lms.core.access import Permission
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.core.errors import NotFound
from lms.people.models import Person, Unit
from lms.people.session import User
from lms.plans.models import NeedAbility, NeedCourse, NeedDecision, NeedPerson, TrainingNeed
from lms.plans.rules import Source, State

DECIDED = (
    select(NeedDecision.kind)
    .where(NeedDecision.need_id == TrainingNeed.id)
    .order_by(NeedDecision.id.desc())
    .limit(1)
    .correlate(TrainingNeed)
    .scalar_subquery()
)


def state_of(need: TrainingNeed) -> State:
    """Where a need stands."""
    return State(need.decisions[-1].kind) if need.decisions else State.OPEN


def within(user: User) -> ColumnElement[bool]:
    """The condition on TrainingNeed: those of units within reach, and one's own."""
    paths: list[str] = []
    for permission in (Permission.RAISE_NEEDS, Permission.SEE_KPIS):
        reach = user.reach(permission)
        if reach is None:
            return true()
        paths += reach
    units: list[ColumnElement[bool]] = [Unit.path.startswith(path, autoescape=True) for path in paths]
    below = [TrainingNeed.unit_id.in_(select(Unit.id).where(or_(*units)))] if units else []
    return or_(TrainingNeed.raised_by == user.id, *below)


def search_needs(user: User, *, state: str = "", unit: Unit | None = None) -> Select[Any]:
    """The needs a reader may see: undecided ones first, the most urgent first."""
    people = select(func.count()).where(NeedPerson.need_id == TrainingNeed.id).correlate(TrainingNeed).scalar_subquery()
    query = (
        select(
            TrainingNeed.id, TrainingNeed.title, TrainingNeed.source, TrainingNeed.priority, TrainingNeed.wished_by,
            TrainingNeed.raised_at, Unit.name.label("unit_name"), DECIDED.label("decided"), people.label("people"),
            Person.name_zh, Person.name_latin,
        )
        .outerjoin(Unit, Unit.id == TrainingNeed.unit_id)
        .join(Person, Person.id == TrainingNeed.raised_by)
        .where(within(user))
        .order_by(DECIDED.is_not(None), TrainingNeed.priority, TrainingNeed.wished_by, TrainingNeed.id.desc())
    )  # fmt: skip
    if state == State.OPEN:
        query = query.where(DECIDED.is_(None))
    elif state:
        query = query.where(DECIDED.in_((state,)))
    if unit is not None:
        query = query.where(Unit.path.startswith(unit.path, autoescape=True))
    return query


def get_need(user: User, need_id: int) -> TrainingNeed:
    """A need with its decisions, within the reader's reach. Raises NotFound."""
    query = select(TrainingNeed).where(TrainingNeed.id == need_id, within(user))
    need = db.session.scalar(query.options(joinedload(TrainingNeed.unit), selectinload(TrainingNeed.decisions)))
    if need is None:
        raise NotFound
    return need


def find_need_of_alert(alert_id: int) -> int | None:
    """The newest need that was raised from an alert."""
    query = select(func.max(TrainingNeed.id)).where(TrainingNeed.alert_id == alert_id)
    return db.session.scalar(query)


def find_waiting_like(
    source: Source, alert_id: int | None, unit: Unit | None, title: Bilingual, raised_by: int
) -> int | None:
    """A need that nobody has decided on yet and that a new one would only repeat: of the same alert, or else with the
    same title for the same unit from the same person, as when a form is sent twice."""
    alike = select(TrainingNeed.id, TrainingNeed.title).where(
        TrainingNeed.source == source, TrainingNeed.alert_id.is_not_distinct_from(alert_id), DECIDED.is_(None)
    )
    if alert_id is None:
        of_unit = TrainingNeed.unit_id.is_not_distinct_from(unit.id if unit else None)
        alike = alike.where(of_unit, TrainingNeed.raised_by == raised_by)
    found = db.session.execute(alike.order_by(TrainingNeed.id.desc()))
    return next((row.id for row in found if alert_id is not None or row.title == title), None)


def ability_ids_of(need_id: int) -> list[int]:
    """The abilities a need is about."""
    return list(db.session.scalars(select(NeedAbility.ability_id).where(NeedAbility.need_id == need_id)))


def course_ids_of(need_id: int) -> list[int]:
    """The courses proposed for a need."""
    return list(db.session.scalars(select(NeedCourse.course_id).where(NeedCourse.need_id == need_id)))


def people_of(need_id: int) -> list[Any]:
    """The persons concerned, by name, each with the figure of their own."""
    query = (
        select(Person.id, Person.employee_no, Person.name_zh, Person.name_latin, NeedPerson.figure)
        .join(NeedPerson, NeedPerson.person_id == Person.id)
        .where(NeedPerson.need_id == need_id)
        .order_by(Person.employee_no)
    )
    return list(db.session.execute(query))


def list_targets(user: User, need: TrainingNeed) -> list[Any]:
    """Other needs into which one can be merged: undecided or accepted ones that the reader sees."""
    query = (
        select(TrainingNeed.id, TrainingNeed.title)
        .where(within(user), TrainingNeed.id != need.id, or_(DECIDED.is_(None), DECIDED.in_((State.ACCEPTED,))))
        .order_by(TrainingNeed.id.desc())
        .limit(100)
    )
    return list(db.session.execute(query))
