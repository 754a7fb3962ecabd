"""Reads of what readings are about."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from lms.core.db import db
from lms.kpis.models import Subject
from lms.people.models import Person, Unit


def subjects_of_units(unit_ids: Collection[int]) -> dict[int, int]:
    """The subject of each unit that has readings."""
    query = select(Subject.unit_id, Subject.id).where(Subject.level == "unit", Subject.unit_id.in_(unit_ids))
    return {unit: subject for unit, subject in db.session.execute(query) if unit is not None}


def keys_of(subject_ids: Collection[int]) -> list[tuple[str, str, str]]:
    """Level, source and key of subjects."""
    query = select(Subject.level, Subject.source, Subject.key).where(Subject.id.in_(subject_ids))
    return [(level, source, key) for level, source, key in db.session.execute(query)]


def keys_of_unit(path: str) -> list[tuple[str, str, str]]:
    """Those of the technicians who work in a unit or below it."""
    query = (
        select(Subject.level, Subject.source, Subject.key)
        .join(Person, Person.id == Subject.person_id)
        .join(Unit, Unit.id == Person.unit_id)
        .where(Subject.level == "technician", Unit.path.startswith(path, autoescape=True))
    )
    return [(level, source, key) for level, source, key in db.session.execute(query)]
