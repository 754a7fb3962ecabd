"""Reads of scenario cards and simulated calls."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from assessments.models import ScenarioCard, Simulation, SimulationAssessor
from assessments.rules.simulations import Seat, Stage, Verdict, verdict
from lms.core import clock
from lms.core.access import Permission, Role
from lms.core.db import db
from lms.core.errors import NotFound
from lms.people.models import Person, RoleAssignment, Unit
from lms.people.queries.people import called
from lms.people.queries.scope import visible, within_reach
from lms.people.session import User

LISTED = 200
"""So many people a field offers; of more one searches."""
LATEST = 100
"""How many simulations a list shows, the newest."""


def list_cards() -> list[ScenarioCard]:
    """The newest version of each card, by kind."""
    newest = select(ScenarioCard.code, func.max(ScenarioCard.number).label("number")).group_by(ScenarioCard.code)
    latest = newest.subquery()
    query = (
        select(ScenarioCard)
        .join(latest, (latest.c.code == ScenarioCard.code) & (latest.c.number == ScenarioCard.number))
        .options(joinedload(ScenarioCard.rubric))
        .order_by(ScenarioCard.kind, ScenarioCard.id)
    )
    return list(db.session.scalars(query))


def rubrics_of_cards() -> set[str]:
    """By which rubrics calls are rated: their cards say by how many assessors."""
    return {card.rubric.code for card in list_cards()}


def get_card(code: str) -> ScenarioCard:
    """The newest version of a card. Raises NotFound."""
    card = next((card for card in list_cards() if card.code == code), None)
    if card is None:
        raise NotFound
    return card


def list_assessors(today: date, learner: Person | None = None) -> list[Person]:
    """Who holds the role of assessor today, by name: for the learner's unit, where one is given, and never the learner."""
    query = (
        select(Person)
        .join(RoleAssignment, RoleAssignment.person_id == Person.id)
        .where(RoleAssignment.role == Role.ASSESSOR, RoleAssignment.from_day <= today)
        .where(or_(RoleAssignment.until_day.is_(None), RoleAssignment.until_day >= today))
        .order_by(Person.name_latin, Person.id)
    )
    if learner is not None:
        path = db.session.get_one(Unit, learner.unit_id).path
        above = [int(number) for number in path.strip("/").split("/") if number]
        query = query.where(Person.id != learner.id)
        query = query.where(or_(RoleAssignment.unit_id.is_(None), RoleAssignment.unit_id.in_(above)))
    return list(dict.fromkeys(db.session.scalars(query)))


def list_learners(user: User, words: str = "") -> list[Person]:
    """For whom the reader may arrange a call: those who work in the units where they assess, by name; of more than `LISTED`
    the first, and one more. Words of a name or number narrow them."""
    here = (within_reach(user, Permission.ASSESS), Person.id != user.id, Person.left_on.is_(None), *called(words))
    query = select(Person).where(*here)
    return list(db.session.scalars(query.order_by(Person.name_latin, Person.id).limit(LISTED + 1)))


def find_by_token(arranged_by: int, form_token: str) -> Simulation | None:
    """What a form has already brought in, if it was sent before."""
    query = select(Simulation).where(Simulation.arranged_by == arranged_by, Simulation.form_token == form_token)
    return db.session.scalar(query)


_WHOLE = (
    joinedload(Simulation.card).joinedload(ScenarioCard.rubric),
    selectinload(Simulation.assessors).joinedload(SimulationAssessor.rating),
    selectinload(Simulation.assessors).joinedload(SimulationAssessor.relief),
    joinedload(Simulation.called_off),
)


def seats_of(row: Simulation) -> list[Seat]:
    """The assessors as the rule reads them: those who are still asked."""
    return [
        Seat(
            seat.assessor_id,
            seat.settles,
            seat.rating.percent if seat.rating else None,
            tuple(seat.rating.failed_musts) if seat.rating else (),
        )
        for seat in seated(row)
    ]


def seated(row: Simulation) -> list[SimulationAssessor]:
    """The assessors who have rated or are still asked to."""
    return [seat for seat in row.assessors if seat.relief is None]


def _managed(user: User) -> ColumnElement[bool]:
    """The condition on Person that holds for those whose simulations the reader looks after as a training manager."""
    return and_(within_reach(user, Permission.MANAGE_BANK), Person.id != user.id)


def looks_after(user: User, row: Simulation) -> bool:
    """Whether somebody may replace assessors and call a simulation off: who arranged it, the training managers of the learner's
    unit and, once who arranged it has left, each of its assessors."""
    managed = select(Person.id).where(Person.id == row.learner_id, _managed(user))
    if user.id == row.arranged_by or db.session.scalar(managed) is not None:
        return True
    left_on = db.session.get_one(Person, row.arranged_by).left_on
    return left_on is not None and left_on < clock.today() and user.id in {seat.assessor_id for seat in seated(row)}


def verdict_of(row: Simulation) -> Verdict:
    """How a simulation stands."""
    if row.called_off is not None:
        return Verdict(Stage.CALLED_OFF)
    return verdict(seats_of(row), pass_mark=row.card.rubric.pass_mark, settle_above=row.card.settle_above)


def get_simulation(user: User, simulation_id: int) -> Simulation:
    """A simulation that the reader rates, arranged or looks after; once it is done or called off, also the learner's own and
    those of the people whose record the reader may see. Raises NotFound."""
    row = db.session.scalar(select(Simulation).where(Simulation.id == simulation_id).options(*_WHOLE))
    if row is None:
        raise NotFound
    if user.id in {seat.assessor_id for seat in row.assessors} or looks_after(user, row):
        return row
    seen = select(Person.id).where(Person.id == row.learner_id, visible(user, Permission.SEE_ARCHIVE))
    if verdict_of(row).stage not in (Stage.DONE, Stage.CALLED_OFF) or not db.session.scalar(seen):
        raise NotFound
    return row


def list_simulations(user: User) -> list[Simulation]:
    """The newest simulations that the reader rates, arranged or looks after as a training manager."""
    mine = select(SimulationAssessor.simulation_id).where(SimulationAssessor.assessor_id == user.id)
    managed = select(Person.id).where(_managed(user))
    listed = or_(Simulation.arranged_by == user.id, Simulation.id.in_(mine), Simulation.learner_id.in_(managed))
    query = select(Simulation).where(listed).options(*_WHOLE)
    return list(db.session.scalars(query.order_by(Simulation.id.desc()).limit(LATEST)))


def list_rated_twice(user: User, permission: Permission = Permission.ASSESS) -> list[Simulation]:
    """The simulations that all first assessors have rated, of the people within the reader's reach of a permission."""
    reached = select(Person.id).where(within_reach(user, permission))
    query = select(Simulation).where(Simulation.learner_id.in_(reached)).options(*_WHOLE).order_by(Simulation.id)
    return [row for row in db.session.scalars(query) if verdict_of(row).stage not in (Stage.RATING, Stage.CALLED_OFF)]
