"""Reads of career ladders, and where somebody stands on them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from certificates.queries.requirements import RequirementState
from certificates.rules.requirement_kinds import Fact
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.people.models import Person
from lms.performance.ladders.models import CareerLadder
from lms.performance.ladders.rules import Place, place_on
from lms.trainers.grades.evidence import states_of
from lms.trainers.queries.grades import grade_on


@dataclass(frozen=True)
class Step:
    """One step of a ladder for one person: its criteria, met or not."""

    title: Bilingual
    task: Bilingual
    states: tuple[RequirementState, ...]

    @property
    def met(self) -> bool:
        """Is every criterion met?"""
        return all(state.met for state in self.states)


@dataclass(frozen=True)
class Standing:
    """A ladder for one person."""

    ladder: CareerLadder
    steps: tuple[Step, ...]
    place: Place


def list_ladders(family: str | None = None) -> list[CareerLadder]:
    """The newest version of each ladder, of one job family or of all; the professional side first."""
    newest = select(CareerLadder.code, func.max(CareerLadder.number).label("number")).group_by(CareerLadder.code)
    last = newest.subquery()
    query = (
        select(CareerLadder)
        .join(last, (last.c.code == CareerLadder.code) & (last.c.number == CareerLadder.number))
        .order_by(CareerLadder.family, CareerLadder.side.desc(), CareerLadder.code)
    )
    if family is not None:
        query = query.where(CareerLadder.family == family)
    return list(db.session.scalars(query))


def standings_of(person: Person, day: date) -> list[Standing]:
    """Where somebody stands on each ladder of their job family. What is known of them is read once for all."""
    ladders = list_ladders(person.post.family)
    asked = [one for ladder in ladders for step in ladder.steps for one in step["criteria"]]
    grade = grade_on([person.id], day).get(person.id)
    level = grade.level if grade is not None and grade.valid else 0
    states = iter(states_of(person, asked, day, {"trainer": {"": Fact(level > 0, done=level)}}) if asked else ())
    found = []
    for ladder in ladders:
        steps = tuple(
            Step(
                Bilingual.of(step["title"]),
                Bilingual.of(step["task"]),
                tuple(next(states) for _one in step["criteria"]),
            )
            for step in ladder.steps
        )
        found.append(Standing(ladder, steps, place_on([step.met for step in steps])))
    return found
