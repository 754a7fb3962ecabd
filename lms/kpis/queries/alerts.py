"""Reads of alerts. What state one is in, how serious it is and whose it is, its newest events say."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select, true
from sqlalchemy.orm import aliased, joinedload, selectinload

from lms.core.access import Permission
from lms.core.db import db
from lms.core.errors import NotFound
from lms.kpis.models import Alert, AlertEvent, AlertRuleVersion, Kpi, Subject
from lms.kpis.queries.alert_owners import read_staff
from lms.people.models import Person, Unit
from lms.people.queries.people import list_people
from lms.people.session import User

STATES = ("open", "acknowledged", "ended")
ENDINGS = ("cleared", "closed")


def _newest(column: Any, *where: Any) -> Any:
    query = select(column).where(AlertEvent.alert_id == Alert.id, *where).order_by(AlertEvent.id.desc()).limit(1)
    return query.correlate(Alert).scalar_subquery()


STAGE = _newest(AlertEvent.kind, AlertEvent.kind.in_(("raised", "worsened", "acknowledged", *ENDINGS)))
"""The newest event that says whether the alert stands: an acknowledgement holds until it becomes worse."""
COLOUR = _newest(AlertEvent.colour, AlertEvent.colour.is_not(None))
OWNER = _newest(AlertEvent.owner_id, AlertEvent.owner_id.is_not(None))
FIGURES = _newest(AlertEvent.figures, AlertEvent.period_on.is_not(None))
PERIOD_ON = _newest(AlertEvent.period_on, AlertEvent.period_on.is_not(None))


def state_of(stage: str) -> str:
    """Open, acknowledged or ended, from the newest event that says so."""
    return "ended" if stage in ENDINGS else "acknowledged" if stage == "acknowledged" else "open"


def within(user: User, permission: Permission) -> ColumnElement[bool]:
    """The condition on Alert and its Subject: figures of units and people within reach. What belongs to no unit (all,
    a product, a team as the source names it, somebody unmatched) is for those who reach everything."""
    paths = user.reach(permission)
    if paths is None:
        return true()
    own = OWNER.in_((user.id,)) if permission in user.permissions else Alert.id.in_(())
    if not paths:
        return own
    units = select(Unit.id).where(or_(*(Unit.path.startswith(path, autoescape=True) for path in paths)))
    people = select(Person.id).where(Person.unit_id.in_(units))
    return or_(own, Subject.unit_id.in_(units), Subject.person_id.in_(people))


_TEAM = aliased(Unit)
UNIT_NAME = func.coalesce(Unit.name, _TEAM.name).label("unit_name")
"""Of a unit, or of the unit whose code a team has in its source."""


def search_alerts(
    user: User, *, state: str = "", colour: str = "", unit: Unit | None = None, kpi: str = "", subject_id: int | None = None
) -> Select[Any]:  # fmt: skip
    """The alerts a reader may see: the gravest and newest first, with what a list shows of each."""
    gravity = case({"red": 3, "yellow": 2}, value=COLOUR, else_=1)
    query = (
        select(
            Alert.id, Alert.raised_at, Alert.began_on, STAGE.label("stage"), COLOUR.label("colour"),
            FIGURES.label("figures"), PERIOD_ON.label("period_on"), AlertRuleVersion.name, AlertRuleVersion.period,
            AlertRuleVersion.measure, Alert.kpi_id, Kpi.code.label("kpi_code"), Subject.level, Subject.source, Subject.key,
            UNIT_NAME, Person.name_zh, Person.name_latin, OWNER.label("owner_id"),
        )
        .select_from(Alert)
        .join(AlertRuleVersion, AlertRuleVersion.id == Alert.version_id)
        .join(Kpi, Kpi.id == Alert.kpi_id)
        .join(Subject, Subject.id == Alert.subject_id)
        .outerjoin(Unit, Unit.id == Subject.unit_id)
        .outerjoin(_TEAM, and_(Subject.level == "team", _TEAM.code == Subject.key))
        .outerjoin(Person, Person.id == Subject.person_id)
        .where(within(user, Permission.SEE_KPIS))
        .order_by(gravity.desc(), Alert.raised_at.desc(), Alert.id.desc())
    )  # fmt: skip
    if state == "ended":
        query = query.where(STAGE.in_(ENDINGS))
    elif state == "acknowledged":
        query = query.where(STAGE == "acknowledged")
    elif state == "open":
        query = query.where(STAGE.in_(("raised", "worsened")))
    elif state == "standing":
        query = query.where(STAGE.not_in(ENDINGS))
    if colour:
        query = query.where(COLOUR.in_((colour,)))
    if unit is not None:
        below = select(Unit.id).where(Unit.path.startswith(unit.path, autoescape=True))
        query = query.where(
            or_(Subject.unit_id.in_(below), Subject.person_id.in_(select(Person.id).where(Person.unit_id.in_(below))))
        )
    if kpi:
        query = query.where(Kpi.code == kpi)
    if subject_id is not None:
        query = query.where(Alert.subject_id == subject_id)
    return query


def get_alert(user: User, alert_id: int, permission: Permission = Permission.SEE_KPIS) -> Alert:
    """An alert with all that happened to it, within the reader's reach. Raises NotFound."""
    query = (
        select(Alert)
        .join(Subject, Subject.id == Alert.subject_id)
        .where(Alert.id == alert_id, within(user, permission))
        .options(
            joinedload(Alert.version).joinedload(AlertRuleVersion.kpi),
            joinedload(Alert.subject),
            joinedload(Alert.rule),
            selectinload(Alert.events),
        )
    )
    alert = db.session.scalar(query)
    if alert is None:
        raise NotFound
    return alert


def open_alerts(rule_id: int) -> dict[int, Alert]:
    """The alerts of a rule that stand, by subject."""
    query = select(Alert).where(Alert.rule_id == rule_id, STAGE.not_in(ENDINGS)).options(selectinload(Alert.events))
    return {alert.subject_id: alert for alert in db.session.scalars(query)}


def closed_through(rule_id: int) -> dict[int, date]:
    """Until when somebody closed a rule's alerts by hand, by subject: what lies before is settled."""
    query = (
        select(Alert.subject_id, func.max(AlertEvent.period_on))
        .join(AlertEvent, AlertEvent.alert_id == Alert.id)
        .where(Alert.rule_id == rule_id, AlertEvent.kind == "closed", AlertEvent.period_on.is_not(None))
        .group_by(Alert.subject_id)
    )
    return {subject_id: day for subject_id, day in db.session.execute(query) if day is not None}


def list_standing(rule_ids: Collection[int] | None = None) -> list[Alert]:
    """Every alert that stands, with its events."""
    query = select(Alert).where(STAGE.not_in(ENDINGS)).options(selectinload(Alert.events), joinedload(Alert.version))
    if rule_ids is not None:
        query = query.where(Alert.rule_id.in_(rule_ids))
    return list(db.session.scalars(query.order_by(Alert.id)))


def list_new_owners(subject: Any, owner_id: int | None, today: date) -> list[Person]:
    """To whom an alert about a subject (as `subject_row` gives it) can be handed: supervisors and managers of its unit
    and above, without whoever has it."""
    return list_people(set(read_staff(today).over(subject.path or "")) - {owner_id or 0})


def subject_row(subject_id: int) -> Any:
    """What a page needs of a subject: level, key, the names of its unit or person, and the path of the unit or of the
    person's."""
    theirs = aliased(Unit)
    query = (
        select(Subject.id, Subject.level, Subject.source, Subject.key, Subject.unit_id, Subject.person_id,
               UNIT_NAME, Person.name_zh, Person.name_latin,
               func.coalesce(Unit.path, theirs.path).label("path"))
        .outerjoin(Unit, Unit.id == Subject.unit_id)
        .outerjoin(_TEAM, and_(Subject.level == "team", _TEAM.code == Subject.key))
        .outerjoin(Person, Person.id == Subject.person_id)
        .outerjoin(theirs, theirs.id == Person.unit_id)
        .where(Subject.id == subject_id)
    )  # fmt: skip
    return db.session.execute(query).one()


def count_standing() -> dict[int, int]:
    """How many alerts of each rule stand."""
    query = select(Alert.rule_id, func.count().label("many")).where(STAGE.not_in(ENDINGS)).group_by(Alert.rule_id)
    return {row.rule_id: row.many for row in db.session.execute(query)}
