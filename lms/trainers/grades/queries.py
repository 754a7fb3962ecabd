"""Reads of grades: the periods of people, where they stand on a day, the trainers there are."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload

from certificates.rules.renewal import read_renewal
from certificates.rules.status import Decision, DecisionKind
from lms.core.access import Permission, Role
from lms.core.db import db
from lms.people.models import Person, RoleAssignment
from lms.people.queries.scope import visible
from lms.people.session import User
from lms.trainers.grades.rules import Period, Standing, standing_on
from lms.trainers.models import TrainerGrade, TrainerGradeEvent


@dataclass(frozen=True)
class Trainer:
    """Somebody who teaches or taught, as a list shows them."""

    person: Person
    standing: Standing


def grades_of(person_ids: Collection[int]) -> list[TrainerGrade]:
    """Every period ever granted to some people, the oldest first, with what was decided about it."""
    if not person_ids:
        return []
    query = (
        select(TrainerGrade)
        .where(TrainerGrade.person_id.in_(list(person_ids)))
        .options(joinedload(TrainerGrade.version), joinedload(TrainerGrade.events))
        .order_by(TrainerGrade.from_day, TrainerGrade.id)
    )
    return list(db.session.scalars(query).unique())


def as_periods(rows: Collection[TrainerGrade]) -> list[Period]:
    """Rows as the rules read them."""
    followed = {row.follows_id for row in rows if not any(event.kind == "withdraw" for event in row.events)}
    return [
        Period(
            row.id, row.version.level, row.from_day, row.until_day, read_renewal(row.version.renewal),
            tuple(Decision(event.kind, event.effective_on) for event in row.events), row.cycle, row.id in followed,
            row.application_id,
        )
        for row in rows
    ]  # fmt: skip


def periods_in(rows: Collection[TrainerGrade]) -> dict[int, list[Period]]:
    """The periods of each person in some rows."""
    found: dict[int, list[TrainerGrade]] = {}
    for row in rows:
        found.setdefault(row.person_id, []).append(row)
    return {person_id: as_periods(some) for person_id, some in found.items()}


def periods_of(person_ids: Collection[int]) -> dict[int, list[Period]]:
    """The periods of some people."""
    return periods_in(grades_of(person_ids))


def standings(person_ids: Collection[int], day: date) -> dict[int, Standing]:
    """Where some people stand on a day; everybody has an answer."""
    periods = periods_of(person_ids)
    return {person_id: standing_on(periods.get(person_id, ()), day) for person_id in person_ids}


def find_suspension(person_id: int) -> TrainerGradeEvent | None:
    """What was last decided about the grades of somebody, where that is a suspension."""
    newest = (
        select(TrainerGradeEvent)
        .join(TrainerGrade, TrainerGrade.id == TrainerGradeEvent.grade_id)
        .where(TrainerGrade.person_id == person_id)
        .order_by(TrainerGradeEvent.id.desc())
        .limit(1)
    )
    found = db.session.scalar(newest)
    return found if found is not None and found.kind == DecisionKind.SUSPEND else None


def select_trainers(user: User, day: date) -> Select[Any]:
    """Everybody within the reader's units who holds or held a grade, or has the role of a trainer: by name."""
    graded = select(TrainerGrade.person_id)
    role = RoleAssignment
    named = select(role.person_id).where(
        role.role == Role.TRAINER, role.from_day <= day, or_(role.until_day.is_(None), role.until_day >= day)
    )
    return (
        select(Person)
        .where(
            visible(user, Permission.SEE_TRAINERS),
            or_(Person.id.in_(graded), Person.id.in_(named)),
            or_(Person.left_on.is_(None), Person.left_on >= day),
        )
        .order_by(Person.name_latin, Person.id)
    )


def trainer_choices(user: User, day: date) -> list[tuple[int, str]]:
    """Them to choose from, without where they stand."""
    return [(person.id, person.name_and_number) for person in db.session.scalars(select_trainers(user, day))]


def list_trainers(user: User, day: date) -> list[Trainer]:
    """Them with where they stand."""
    query = select_trainers(user, day).options(joinedload(Person.unit), joinedload(Person.post))
    people = list(db.session.scalars(query))
    found = standings([person.id for person in people], day)
    return [Trainer(person, found[person.id]) for person in people]
