"""What an alert proposes as a training need: abilities, courses, and whom it would concern."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, or_, select

from courses.queries.abilities import TeachingCourse, courses_teaching
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.kpis.definitions import look_ahead_days
from lms.kpis.models import Alert, Subject
from lms.kpis.queries.abilities import AbilityBehind, abilities_behind
from lms.kpis.queries.alert_evidence import Evidence, evidence_of
from lms.kpis.queries.alerts import subject_row
from lms.kpis.queries.readings import figures
from lms.kpis.rules.periods import Span, shift
from lms.kpis.rules.ripeness import ripe_span
from lms.people.models import Person, Unit
from lms.plans.rules import OwnFigure, is_surely_weak, is_weak

MONTHS = 3
MOST_PEOPLE = 500
"""More people are no list: then the unit as a whole is concerned."""


@dataclass(frozen=True)
class Concerned:
    """Somebody whose own figure is on the worse side; `sure` where the whole interval is."""

    person_id: int
    name: Bilingual
    figure: OwnFigure
    sure: bool


@dataclass(frozen=True)
class Proposal:
    """All that the page fills in. `bound` is what own figures were compared with; `staff` counts the people of the unit."""

    alert: Alert
    evidence: Evidence
    subject: Any
    unit: Unit | None
    abilities: list[AbilityBehind]
    courses: list[TeachingCourse]
    concerned: list[Concerned]
    staff: int
    first: date
    last: date
    bound: float | None


def propose(alert: Alert, today: date, *, compare: bool) -> Proposal:
    """What follows from an alert. People are looked at one by one only where comparisons are allowed, or where the alert
    is about one person anyway."""
    evidence, subject = evidence_of(alert, today), subject_row(alert.subject_id)
    unit = _unit_of(subject)
    abilities = abilities_behind(alert.kpi_id)
    courses = courses_teaching([ability.id for ability in abilities])
    last = _last_month(evidence, today)
    first = shift(last, 1 - MONTHS)
    bound = _bound(alert, evidence, first, last)
    concerned: list[Concerned] = []
    if bound is not None and (compare or subject.person_id is not None):
        concerned = _concerned(alert, evidence, subject, unit, bound, first, last)
    staff = 0
    if unit is not None:
        inside = Unit.path.startswith(unit.path, autoescape=True)
        staff = db.session.scalar(
            select(func.count()).select_from(Person).join(Unit, Unit.id == Person.unit_id).where(inside, Person.left_on.is_(None))
        ) or 0  # fmt: skip
    return Proposal(alert, evidence, subject, unit, abilities, courses, concerned, staff, first, last, bound)


def _last_month(evidence: Evidence, today: date) -> date:
    """The last month that own figures are taken from: the newest that the rule looked at, if it can no longer change."""
    newest = (evidence.signs[-1].point.when if evidence.signs else today).replace(day=1)
    return ripe_span(Span(newest, newest), look_ahead_days(evidence.definition), today).last


def _unit_of(subject: Any) -> Unit | None:
    if subject.unit_id is not None:
        return db.session.get(Unit, subject.unit_id)
    if subject.person_id is not None:
        return db.session.scalar(
            select(Unit).join(Person, Person.unit_id == Unit.id).where(Person.id == subject.person_id)
        )
    return None


def _bound(alert: Alert, evidence: Evidence, first: date, last: date) -> float | None:
    """What own figures are compared with: the rule's limit, else the subject's own figure over the same months."""
    if alert.version.measure == "count":
        return None  # one person's number of orders says nothing about their skill
    if alert.version.kind == "threshold":
        return alert.version.bound
    whole = figures([evidence.code], [alert.subject_id], first, last).get((evidence.code, alert.subject_id))
    return whole.value if whole else None


def _concerned(
    alert: Alert, evidence: Evidence, subject: Any, unit: Unit | None, bound: float, first: date, last: date
) -> list[Concerned]:
    query = (
        select(Subject.id, Person.id.label("person_id"), Person.name_zh, Person.name_latin)
        .join(Person, Person.id == Subject.person_id)
        .join(Unit, Unit.id == Person.unit_id)
        .where(Subject.level == "technician", Person.left_on.is_(None))
        .order_by(Person.employee_no)
        .limit(MOST_PEOPLE + 1)
    )
    if subject.person_id is not None:
        query = query.where(Person.id == subject.person_id)
    elif unit is not None:
        query = query.where(or_(Unit.id == unit.id, Unit.path.startswith(unit.path, autoescape=True)))
    else:
        return []
    rows = list(db.session.execute(query))
    if len(rows) > MOST_PEOPLE:
        return []
    found = figures([evidence.code], [row.id for row in rows], first, last)
    above, best = alert.version.side == "above", dict[int, Concerned]()
    for row in rows:
        figure = found.get((evidence.code, row.id))
        if figure is None:
            continue
        own = OwnFigure(row.person_id, figure.value, figure.low, figure.high, figure.n, figure.enough)
        if is_weak(own, bound, above=above) and own.n > (best[own.person_id].figure.n if own.person_id in best else 0):
            name = Bilingual(row.name_zh or row.name_latin, row.name_latin or row.name_zh)
            best[own.person_id] = Concerned(own.person_id, name, own, is_surely_weak(own, bound, above=above))
    return list(best.values())


def snapshot(proposal: Proposal, today: date) -> dict[str, Any]:
    """The evidence as it is now, in plain JSON: a need keeps it whatever later loads change."""
    alert, evidence, version = proposal.alert, proposal.evidence, proposal.alert.version
    colour = next(event.colour for event in reversed(alert.events) if event.colour)
    return {
        "alert": alert.id, "rule": version.name.as_dict(), "version": version.number, "colour": colour,
        "kpi": evidence.code, "name": evidence.definition.name.as_dict(), "unit": evidence.definition.unit,
        "digits": evidence.definition.digits, "direction": evidence.definition.direction,
        "kpi_kind": evidence.definition.kind, "kind": version.kind, "measure": version.measure, "period": version.period, "side": version.side,
        "bound": version.bound, "subject": _names(proposal.subject), "taken_on": today.isoformat(),
        "compared_with": proposal.bound, "first": proposal.first.isoformat(), "last": proposal.last.isoformat(),
        "figures": [
            {"when": sign.point.when.isoformat(), "value": sign.point.value, "n": sign.point.n, "low": sign.point.low,
             "high": sign.point.high, "beyond": sign.beyond, "ripe": evidence.is_ripe(sign)}
            for sign in evidence.signs
        ],
    }  # fmt: skip


def _names(subject: Any) -> dict[str, str]:
    if subject.unit_name is not None:
        name: Bilingual = subject.unit_name
        return name.as_dict()
    if subject.name_zh or subject.name_latin:
        return Bilingual(subject.name_zh or subject.name_latin, subject.name_latin or subject.name_zh).as_dict()
    if subject.level == "all":
        return {"zh": "整个组织", "en": "The whole organisation"}
    return {"zh": subject.key, "en": subject.key}
