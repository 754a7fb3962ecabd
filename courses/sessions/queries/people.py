"""Who teaches sessions, who is signed up, who waits."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from courses.sessions.models import CourseSession, SessionTrainer, SignUp, TeachingAsk
from courses.sessions.rules.states import Queued, Step, place_in_queue, standing
from lms.core.access import Role
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.people.models import Person, RoleAssignment, Unit


def last_steps(*conditions: ColumnElement[bool]) -> Select[Any]:
    """The numbers of the steps that hold: the last of each person in each session. Conditions on SignUp."""
    return select(func.max(SignUp.id)).where(*conditions).group_by(SignUp.session_id, SignUp.person_id)


@dataclass(frozen=True)
class Participant:
    """Somebody's sign-up to a session as it stands."""

    person_id: int
    employee_no: str
    name: Bilingual
    unit_id: int
    unit_name: Bilingual
    left_on: date | None
    step: Step
    queued_at: datetime
    at: datetime
    reason: str
    number: int
    standing: str
    """`step`, or "displaced" where the session was cancelled."""


def list_sign_ups(
    session_id: int, *conditions: ColumnElement[bool], steps: Collection[Step] | None = None
) -> list[Participant]:
    """The sign-ups of a session, by name; `conditions` on Person, `steps`: only those that stand so."""
    query = (
        select(
            Person.id, Person.employee_no, Person.name_zh, Person.name_latin, Person.unit_id, Unit.name, Person.left_on,
            SignUp.step, SignUp.queued_at, SignUp.at, SignUp.reason, SignUp.id, CourseSession.cancelled_at,
        )
        .join(SignUp, SignUp.person_id == Person.id)
        .join(CourseSession, CourseSession.id == SignUp.session_id)
        .join(Unit, Unit.id == Person.unit_id)
        .where(SignUp.id.in_(last_steps(SignUp.session_id == session_id)), *conditions)
        .order_by(Person.employee_no)
    )  # fmt: skip
    if steps is not None:
        query = query.where(SignUp.step.in_([str(step) for step in steps]))
    return [
        Participant(
            row.id, row.employee_no, Bilingual(row.name_zh or row.name_latin, row.name_latin or row.name_zh), row.unit_id,
            row.name, row.left_on, Step(row.step), row.queued_at, row.at, row.reason, row[11],
            standing(Step(row.step), cancelled=row.cancelled_at is not None),
        )
        for row in db.session.execute(query)
    ]  # fmt: skip


def seats_first(rows: list[Participant]) -> list[Participant]:
    """Those with a seat by number, then those who wait as they move up, then those whose supervisor is asked."""
    order = {str(Step.SEATED): 0, str(Step.WAITING): 1, str(Step.ASKED): 2}
    queue = sorted(rows, key=lambda one: (one.queued_at, one.number) if one.step is Step.WAITING else (datetime.min.replace(tzinfo=UTC), 0))  # fmt: skip
    return sorted(queue, key=lambda one: order.get(one.standing, 3))


def participants(session_id: int) -> list[Participant]:
    """Those who have a seat, by number."""
    return list_sign_ups(session_id, steps={Step.SEATED})


@dataclass(frozen=True)
class Counts:
    """How many have a seat, wait for one, wait for their supervisor's word."""

    seated: int = 0
    waiting: int = 0
    asked: int = 0


def counts_of(session_ids: Collection[int]) -> dict[int, Counts]:
    """How full sessions are; those without sign-ups are left out."""
    if not session_ids:
        return {}
    query = (
        select(SignUp.session_id, SignUp.step, func.count())
        .where(SignUp.id.in_(last_steps(SignUp.session_id.in_(session_ids))))
        .group_by(SignUp.session_id, SignUp.step)
    )
    found: dict[int, dict[str, int]] = {}
    for session_id, step, count in db.session.execute(query):
        found.setdefault(session_id, {})[step] = count
    return {
        session_id: Counts(**{name: steps.get(name, 0) for name in ("seated", "waiting", "asked")})
        for session_id, steps in found.items()
    }


def seats_left(session_ids: Collection[int]) -> dict[int, int]:
    """The free seats of sessions."""
    counts = counts_of(session_ids)
    rows = db.session.execute(select(CourseSession.id, CourseSession.seats).where(CourseSession.id.in_(session_ids)))
    return {session_id: max(0, seats - counts.get(session_id, Counts()).seated) for session_id, seats in rows}


def find_last(session_id: int, person_id: int) -> SignUp | None:
    """The step of a person's sign-up that holds; None for whoever was never signed up."""
    query = select(SignUp).where(SignUp.session_id == session_id, SignUp.person_id == person_id)
    return db.session.scalar(query.order_by(SignUp.id.desc()).limit(1))


def list_last(session_id: int, *steps: Step) -> list[SignUp]:
    """The steps that hold in a session, in order."""
    query = select(SignUp).where(SignUp.id.in_(last_steps(SignUp.session_id == session_id)))
    if steps:
        query = query.where(SignUp.step.in_([str(step) for step in steps]))
    return list(db.session.scalars(query.order_by(SignUp.id)))


def queue_of(session_id: int) -> list[Queued]:
    """Who waits for a seat."""
    return [Queued(row.person_id, row.queued_at, row.id) for row in list_last(session_id, Step.WAITING)]


def place_of(session_id: int, person_id: int) -> int | None:
    """The place of a person in the waiting list of a session, from 1."""
    return place_in_queue(queue_of(session_id), person_id)


def steps_of(session_ids: Collection[int], person_id: int) -> dict[int, SignUp]:
    """The steps that hold of one person in sessions; those of other sessions are left out."""
    if not session_ids:
        return {}
    which = last_steps(SignUp.person_id == person_id, SignUp.session_id.in_(session_ids))
    return {row.session_id: row for row in db.session.scalars(select(SignUp).where(SignUp.id.in_(which)))}


@dataclass(frozen=True)
class TrainerOf:
    """Somebody who teaches a session; `id` is the appointment's."""

    id: int
    session_id: int
    person_id: int
    role: str
    name: Bilingual


def trainers_of(session_ids: Collection[int]) -> dict[int, list[TrainerOf]]:
    """Who teaches each session, the leading one first."""
    found: dict[int, list[TrainerOf]] = {}
    if not session_ids:
        return found
    query = (
        select(
            SessionTrainer.id,
            SessionTrainer.session_id,
            Person.id,
            SessionTrainer.role,
            Person.name_zh,
            Person.name_latin,
        )
        .join(Person, Person.id == SessionTrainer.person_id)
        .where(SessionTrainer.session_id.in_(session_ids), SessionTrainer.removed_at.is_(None))
        .order_by(SessionTrainer.session_id, SessionTrainer.role.desc(), SessionTrainer.id)
    )
    for number, session_id, person_id, role, zh, latin in db.session.execute(query):
        name = Bilingual(zh or latin, latin or zh)
        found.setdefault(session_id, []).append(TrainerOf(number, session_id, person_id, role, name))
    return found


def list_trainers(today: date) -> list[Any]:
    """Those who hold the role of a trainer, by name: (id, name_zh, name_latin)."""
    return list(db.session.execute(_trainers(today)))


def list_trainers_asked(today: date, appointment_id: int) -> list[Any]:
    """The same with whether they were asked to teach instead of somebody, and what they said: (…, ask_id, takes)."""
    ask = and_(TeachingAsk.person_id == Person.id, TeachingAsk.instead_of_id == appointment_id)
    query = _trainers(today).add_columns(TeachingAsk.id.label("ask_id"), TeachingAsk.takes).outerjoin(TeachingAsk, ask)
    return list(db.session.execute(query))


def _trainers(today: date) -> Select[*tuple[Any, ...]]:
    held = select(RoleAssignment.person_id).where(
        RoleAssignment.role == Role.TRAINER,
        RoleAssignment.from_day <= today,
        or_(RoleAssignment.until_day.is_(None), RoleAssignment.until_day >= today),
    )
    return (
        select(Person.id, Person.name_zh, Person.name_latin)
        .where(and_(Person.id.in_(held), or_(Person.left_on.is_(None), Person.left_on >= today)))
        .order_by(Person.name_latin, Person.id)
    )
