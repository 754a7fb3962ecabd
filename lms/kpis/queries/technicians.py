"""Reads of technicians: whom nobody stands behind, who may, and what was said before."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, func, or_, select

from lms.core.audit import AuditLine
from lms.core.db import db
from lms.core.errors import NotFound
from lms.kpis.models import Kpi, Reading, Subject
from lms.kpis.rules.matching import Somebody, digits_of, name_in
from lms.people.models import Person

COUNTED = "volume"
"""The KPI whose readings say how many orders somebody has."""


def technicians(*, matched: bool, words: str = "") -> Select[Any]:
    """Technicians with or without somebody behind them, by source and key."""
    query = select(Subject).where(Subject.level == "technician")
    query = query.where(Subject.person_id.is_not(None) if matched else Subject.person_id.is_(None))
    for word in words.split():
        query = query.where(Subject.key.icontains(word, autoescape=True))
    return query.order_by(Subject.source, Subject.key, Subject.id)


def get_technician(subject_id: int) -> Subject:
    """A technician. Raises NotFound."""
    row = db.session.scalar(select(Subject).where(Subject.id == subject_id, Subject.level == "technician"))
    if row is None:
        raise NotFound
    return row


def count_orders(subject_ids: Collection[int]) -> dict[int, int]:
    """How many orders each has, of all months."""
    query = (
        select(Reading.subject_id, func.sum(Reading.n))
        .join(Kpi, Kpi.id == Reading.kpi_id)
        .where(Kpi.code == COUNTED, Reading.subject_id.in_(subject_ids))
        .group_by(Reading.subject_id)
    )
    return {subject: int(count) for subject, count in db.session.execute(query)}


def list_likely(keys: Collection[str]) -> list[Somebody]:
    """Whoever could be meant by one of the keys, in one statement."""
    conditions = []
    for key in keys:
        name = name_in(key)
        conditions.append(func.lower(Person.employee_no) == key.strip().lower())
        conditions.append(Person.email.istartswith(key.strip(), autoescape=True))
        if name:
            conditions += [Person.name_zh == name, func.lower(Person.name_latin) == name.lower()]
            if len(name.split()) == 2:
                conditions.append(func.lower(Person.name_latin) == " ".join(reversed(name.lower().split())))
        if number := digits_of(key):
            conditions.append(Person.employee_no.endswith(number, autoescape=True))
    if not conditions:
        return []
    query = select(Person.id, Person.employee_no, Person.name_zh, Person.name_latin, Person.email)
    rows = db.session.execute(query.where(or_(*conditions), Person.left_on.is_(None)).limit(1000))
    return [Somebody(row.id, row.employee_no, (row.name_zh, row.name_latin), row.email) for row in rows]


def list_history(subject: Subject) -> list[AuditLine]:
    """What was said about a technician, newest first."""
    query = select(AuditLine).where(
        AuditLine.subject_type == "kpi_subject",
        AuditLine.subject_id == str(subject.id),
        AuditLine.action == "technician.matched",
    )
    return list(db.session.scalars(query.order_by(AuditLine.seq.desc()).limit(50)))
