"""Rolling technicians' readings up to the units of the organisation, every level of it, in SQL. What somebody did counts for the
unit in which they worked on the first day of the month, wherever they are now."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, Subquery, delete, func, insert, literal, null, select

from lms.core import events
from lms.core.db import db
from lms.kpis.events import ReadingsChanged
from lms.kpis.models import Kpi, Reading, Subject
from lms.people.models import Person, Unit
from lms.people.queries.placements import anybody_moved, stayed, stays

_SUMS = (Reading.n, Reading.total, Reading.base, Reading.squares, Reading.logs, Reading.log_squares)


def recompute_units(*, at: datetime) -> None:
    """Roll everything up anew: after technicians were matched to people, or people moved."""
    everything = select(Subject.id).where(Subject.level == "all")  # has what any of its parts has
    query = select(Reading.month).where(Reading.kpi_id.in_(select(Kpi.id)), Reading.subject_id.in_(everything))
    months = set(db.session.scalars(query.distinct()))
    roll_up_units(months)
    events.publish(ReadingsChanged(tuple(sorted(months)), at))


def roll_up_units(months: Collection[date]) -> None:
    """Replace the units' readings of the months by the sums of their people's, and of those of the units below them."""
    if not months:
        return
    _add_unit_subjects()
    units, kpis = select(Subject.id).where(Subject.level == "unit"), select(Kpi.id)
    db.session.execute(  # with every KPI named, the few units are looked up, and not all readings of the months
        delete(Reading).where(Reading.kpi_id.in_(kpis), Reading.subject_id.in_(units), Reading.month.in_(months)),
        execution_options={"synchronize_session": False},
    )
    people = select(Subject.id).where(Subject.level == "technician", Subject.person_id.is_not(None))
    if db.session.scalar(people.limit(1)) is None:
        return
    own = _own_sums(kpis, months)
    above = Unit.__table__.alias("above")
    query = (
        select(own.c.kpi_id, Subject.id, own.c.month, *(func.sum(own.c[part.key]) for part in _SUMS), null())
        .select_from(own)
        .join(Unit, Unit.id == own.c.unit_id)
        .join(above, Unit.path.like(above.c.path + literal("%")))
        .join(Subject, (Subject.unit_id == above.c.id) & (Subject.level == "unit"))
        .group_by(own.c.kpi_id, Subject.id, own.c.month)
    )
    columns = ["kpi_id", "subject_id", "month", *(part.key for part in _SUMS), "median"]
    db.session.execute(insert(Reading).from_select(columns, query))


def _own_sums(kpis: Select[int], months: Collection[date]) -> Subquery:
    """The sums of those who worked in each unit itself when the month began."""
    unit: ColumnElement[int] = Person.unit_id.expression
    query = select(Reading.kpi_id, Reading.month, *(func.sum(part).label(part.key) for part in _SUMS))
    query = query.join(Subject, Subject.id == Reading.subject_id).join(Person, Person.id == Subject.person_id)
    if anybody_moved():
        stay = stays()
        query = query.outerjoin(stay, stayed(stay, Reading.month))
        unit = func.coalesce(stay.c.unit_id, unit)
    return (
        query.add_columns(unit.label("unit_id"))
        .where(Subject.level == "technician", Reading.kpi_id.in_(kpis), Reading.month.in_(months))
        .group_by(Reading.kpi_id, unit, Reading.month)
        .subquery()
    )


def _add_unit_subjects() -> None:
    """Every unit that has no subject yet gets one, with the unit's id for its key."""
    has = select(Subject.id).where(Subject.level == "unit", Subject.unit_id == Unit.id).exists()
    missing = list(db.session.scalars(select(Unit.id).where(~has)))
    if missing:
        rows = [{"level": "unit", "source": "", "key": str(unit_id), "unit_id": unit_id} for unit_id in missing]
        db.session.execute(insert(Subject), rows)
