"""Who belongs to a unit's evaluation of a training: those who worked there when they finished it, wherever they work today."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, and_, or_, select, true

from lms.core import clock
from lms.core.db import db
from lms.evaluation.queries.finishes import SubjectKey, finishes
from lms.people.models import Person, Placement, Unit
from lms.people.queries.placements import Moves


def trained_in(unit: Unit | None, subject: SubjectKey) -> ColumnElement[bool]:
    """The condition on people: everybody, or those who worked in a unit or below it on the day on which they finished a training for
    the first time. Who has not finished it counts where they work today."""
    if unit is None:
        return true()
    below = select(Unit.id).where(Unit.path.startswith(unit.path, autoescape=True))
    f = finishes("trained")
    finished = and_(f.c.kind == subject[0], f.c.code == subject[1])
    moved = (
        select(f.c.person_id, f.c.finished_at, Placement.from_day, Placement.unit_id.in_(below).label("inside"))
        .join(Placement, Placement.person_id == f.c.person_id)
        .where(finished)
        .order_by(Placement.from_day, Placement.id)
    )
    days: dict[int, date] = {}
    stays: dict[int, list[tuple[date, int]]] = {}
    for row in db.session.execute(moved):
        days[row.person_id] = clock.local_date(row.finished_at)
        stays.setdefault(row.person_id, []).append((row.from_day, int(row.inside)))
    today, moves = Person.unit_id.in_(below), Moves(stays)
    if not days:
        return today
    inside = [person for person, day in days.items() if moves.unit_on(person, 0, day)]
    others = Person.id.not_in(select(f.c.person_id).where(finished, f.c.person_id.in_(select(Placement.person_id))))
    return or_(Person.id.in_(inside), and_(today, others))
