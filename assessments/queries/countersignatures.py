"""Who may sign as the second person, and what waits for one."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, false, or_, select
from sqlalchemy.orm import joinedload, selectinload

from assessments.models import (
    Countersignature,
    CountersignatureWithdrawal,
    PracticalTask,
    SignOff,
    SignOffRevocation,
)
from assessments.rules.practicals import Capacity
from lms.core.access import Permission
from lms.core.db import db
from lms.core.errors import NotFound
from lms.people.models import Person
from lms.people.queries.scope import visible, within_reach
from lms.people.session import User


def _grounds(user: User) -> dict[Capacity, ColumnElement[bool]]:
    """For each capacity, the people about whose work this reader may sign in it."""
    return {
        Capacity.MENTOR: visible(user, Permission.MENTOR) if Permission.MENTOR in user.permissions else false(),
        Capacity.ASSESSOR: within_reach(user, Permission.ASSESS),
        Capacity.SUPERVISOR: within_reach(user, Permission.DECIDE_OUTCOMES),
    }


def find_capacity(user: User, learner_id: int) -> Capacity | None:
    """Why this reader may sign as the second person about somebody's work: as another mentor of theirs, as an assessor,
    as supervisor or training manager of their unit. None for everybody else, and about oneself."""
    if user.id == learner_id:
        return None
    for capacity, ground in _grounds(user).items():
        if db.session.scalar(select(Person.id).where(Person.id == learner_id, ground)):
            return capacity
    return None


def _asks_second() -> ColumnElement[bool]:
    """The condition on SignOff that its version of the task asks for a second signature in that mode."""
    tasks = db.session.execute(select(PracticalTask.id, PracticalTask.countersign)).all()
    return or_(false(), *(and_(SignOff.task_id == number, SignOff.mode.in_(modes)) for number, modes in tasks if modes))


def list_waiting(user: User) -> list[SignOff]:
    """The sign-offs that wait for a second signature and that this reader may give, longest waiting first."""
    given = (
        select(Countersignature.id)
        .outerjoin(CountersignatureWithdrawal)
        .where(Countersignature.sign_off_id == SignOff.id, CountersignatureWithdrawal.id.is_(None))
    )
    taken_back = select(SignOffRevocation.id).where(SignOffRevocation.sign_off_id == SignOff.id)
    query = (
        select(SignOff)
        .join(Person, Person.id == SignOff.learner_id)
        .where(SignOff.passed.is_(True), SignOff.signer_id != user.id, SignOff.learner_id != user.id)
        .where(_asks_second(), ~given.exists(), ~taken_back.exists(), or_(*_grounds(user).values()))
        .options(joinedload(SignOff.task))
        .order_by(SignOff.signed_at, SignOff.id)
    )
    return list(db.session.scalars(query))


def get_for_second(user: User, sign_off_id: int) -> tuple[SignOff, Capacity]:
    """A sign-off that asks for a second signature, and in which capacity the reader may give it. Raises NotFound."""
    query = (
        select(SignOff)
        .where(SignOff.id == sign_off_id, _asks_second())
        .options(joinedload(SignOff.task), selectinload(SignOff.photos), selectinload(SignOff.countersignatures))
    )
    row = db.session.scalar(query)
    capacity = find_capacity(user, row.learner_id) if row else None
    if row is None or capacity is None:
        raise NotFound
    return row, capacity


def find_by_token(countersigner_id: int, form_token: str) -> Countersignature | None:
    """What a form has already brought in, if it was sent before."""
    return db.session.scalar(
        select(Countersignature).where(
            Countersignature.countersigner_id == countersigner_id, Countersignature.form_token == form_token
        )
    )
