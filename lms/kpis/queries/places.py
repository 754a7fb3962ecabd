"""Reads of the places that figures are held against one another by: units where technicians work, and teams of a source."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest
from typing import Any

from sqlalchemy import exists, or_, select

from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.kpis.models import KpiAbility, Reading, Subject
from lms.people.models import Person, Unit
from lms.skills.models import Ability

MOST_PLACES = 150
"""So many places are looked at at once; where there are more, a part of the organisation is chosen first."""


@dataclass(frozen=True)
class PlaceRow:
    """A unit or team: its subject, its name, the unit it is (None: a team that is none), and whom it is held against: those
    of the same group (None: nobody)."""

    subject_id: int
    name: Bilingual | str
    unit_id: int | None
    path: str
    group: int | None


def list_stations(paths: Collection[str] | None, below: str | None) -> list[PlaceRow]:
    """The units within reach (None: all) in which technicians work, below a path; one more than are looked at, where there
    are more."""
    theirs = exists().where(Subject.person_id == Person.id, Subject.level == "technician")
    technician = exists().where(
        Person.unit_id == Unit.id, theirs
    )  # one inside the other: asked by the keys of both tables
    own = (
        select(Subject.id).where(Subject.unit_id == Unit.id, Subject.level == "unit").correlate(Unit).scalar_subquery()
    )
    query = select(Unit.id, Unit.name, Unit.path, Unit.parent_id, own.label("subject_id")).where(technician)
    if paths is not None:
        query = query.where(or_(*(Unit.path.startswith(path, autoescape=True) for path in paths)))
    if below is not None:
        query = query.where(Unit.path.startswith(below, autoescape=True))
    rows = [row for row in db.session.execute(query.order_by(Unit.path).limit(MOST_PLACES + 1)) if row.subject_id]
    return [
        PlaceRow(
            row.subject_id, row.name, row.id, row.path,
            # a unit with others below it does several kinds of work: nobody beside it does the same
            None if following is not None and following.path.startswith(row.path) else row.parent_id,
        )
        for row, following in zip_longest(rows, rows[1:])
    ]  # fmt: skip


def list_teams(source: str, first: date, last: date) -> list[PlaceRow]:
    """The teams of a source that have orders in the months, with the units whose code or name they have."""
    read = select(Reading.n).where(
        Reading.subject_id == Subject.id, Reading.month >= first, Reading.month <= last, Reading.n > 0
    )
    query = select(Subject.id, Subject.key).where(Subject.level == "team", Subject.source == source, read.exists())
    rows = list(db.session.execute(query.order_by(Subject.key).limit(MOST_PLACES + 1)))
    units = _units_called([row.key for row in rows])
    return [
        PlaceRow(row.id, units[row.key].name, units[row.key].id, units[row.key].path, 0)
        if row.key in units
        else PlaceRow(row.id, row.key, None, "", 0)
        for row in rows
    ]


def _units_called(keys: Collection[str]) -> dict[str, Any]:
    """The units that a source's teams are, by code or by name."""
    if not keys:
        return {}
    found: dict[str, Any] = {}
    for row in db.session.execute(select(Unit.id, Unit.code, Unit.name, Unit.path)):
        for called in (row.name.en, row.name.zh, row.code):
            if called:
                found[called] = row
    return {key: found[key] for key in keys if key in found}


def find_place_subject(subject_id: int) -> Subject | None:
    """A unit's or team's subject."""
    row = db.session.get(Subject, subject_id)
    return row if row is not None and row.level in ("unit", "team") else None


def abilities_of_kpis(kpi_ids: Collection[int]) -> list[Any]:
    """Each KPI with the abilities behind it, the weightiest first: kpi_id, weight, id, code, name."""
    query = (
        select(KpiAbility.kpi_id, KpiAbility.weight, Ability.id, Ability.code, Ability.name)
        .join(Ability, Ability.id == KpiAbility.ability_id)
        .where(KpiAbility.kpi_id.in_(kpi_ids), Ability.retired_at.is_(None))
        .order_by(KpiAbility.weight.desc(), Ability.position)
    )
    return list(db.session.execute(query))
