"""Reads of intakes: which a reader may see, who is in them, who could join."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, case, func, or_, select
from sqlalchemy.orm import joinedload

from lms.core.access import Permission
from lms.core.db import db
from lms.core.errors import NotFound
from lms.onboarding.change_models import IntakeMove
from lms.onboarding.models import Cohort, Enrolment, Outcome, Programme, ProgrammeVersion
from lms.onboarding.rules.decisions import ENDED, LEFT
from lms.people.models import Person, Post, RosterImport, Unit
from lms.people.queries.scope import visible, within_reach
from lms.people.session import User

RECENTLY = timedelta(days=120)
"""Who was hired within this time counts as a new hire."""


def reaches(user: User, permission: Permission) -> ColumnElement[bool]:
    """The condition on Unit for the units where the reader has the permission."""
    paths = user.reach(permission)
    if paths is None:
        return Unit.id.is_not(None)
    return or_(Unit.id.is_(None), *(Unit.path.startswith(path, autoescape=True) for path in paths))


def _seen(user: User) -> ColumnElement[bool]:
    """The condition on Cohort: opened for a unit within reach, or with somebody in it whom the reader may see."""
    people = select(Enrolment.cohort_id).join(Person, Person.id == Enrolment.person_id)
    manages = select(Unit.id).where(reaches(user, Permission.MANAGE_INTAKES))
    return or_(
        Cohort.unit_id.in_(manages),
        Cohort.id.in_(people.where(visible(user, Permission.SEE_ARCHIVE), Person.id != user.id)),
    )


def list_intakes(user: User) -> list[Row[Any]]:
    """The intakes a reader may see, newest first, with how many are in them and how they ended."""
    counts = (
        select(
            Enrolment.cohort_id,
            func.count().label("people"),
            func.sum(case((Outcome.kind == "on_duty", 1), else_=0)).label("on_duty"),
            func.sum(case((Outcome.id.is_not(None), 1), else_=0)).label("ended"),
        )
        .outerjoin(Outcome, Outcome.enrolment_id == Enrolment.id)
        .join(Person, Person.id == Enrolment.person_id)
        .where(or_(visible(user, Permission.SEE_ARCHIVE), within_reach(user, Permission.MANAGE_INTAKES)))
        .group_by(Enrolment.cohort_id)
        .subquery()
    )
    query = (
        select(
            Cohort.id, Cohort.code, Cohort.title, Cohort.starts_on, Programme.title.label("programme_title"),
            Unit.name.label("unit_name"), ProgrammeVersion.number.label("version_number"),
            func.coalesce(counts.c.people, 0).label("people"), func.coalesce(counts.c.on_duty, 0).label("on_duty"),
            func.coalesce(counts.c.ended, 0).label("ended"),
        )
        .join(ProgrammeVersion, ProgrammeVersion.id == Cohort.version_id)
        .join(Programme, Programme.id == ProgrammeVersion.programme_id)
        .join(Unit, Unit.id == Cohort.unit_id)
        .outerjoin(counts, counts.c.cohort_id == Cohort.id)
        .where(_seen(user))
        .order_by(Cohort.starts_on.desc(), Cohort.id.desc())
    )  # fmt: skip
    return list(db.session.execute(query))


def get_intake(cohort_id: int, user: User) -> tuple[Cohort, Unit, list[IntakeMove]]:
    """An intake that the reader may see, with the stages of its version, its unit, and how it was moved, oldest first.
    Raises NotFound."""
    version = joinedload(Cohort.version)
    query = (
        select(Cohort, Unit, IntakeMove)
        .join(Unit, Unit.id == Cohort.unit_id)
        .outerjoin(IntakeMove, IntakeMove.cohort_id == Cohort.id)
        .where(Cohort.id == cohort_id, _seen(user))
        .options(version.joinedload(ProgrammeVersion.programme), version.joinedload(ProgrammeVersion.stages))
        .order_by(IntakeMove.id)
    )
    rows = db.session.execute(query).unique().all()
    if not rows:
        raise NotFound
    return rows[0][0], rows[0][1], [move for _cohort, _unit, move in rows if move is not None]


def get_managed_intake(cohort_id: int, user: User) -> Cohort:
    """An intake that the reader manages. Raises NotFound."""
    units = select(Unit.id).where(reaches(user, Permission.MANAGE_INTAKES))
    query = select(Cohort).where(Cohort.id == cohort_id, Cohort.unit_id.in_(units))
    query = query.options(joinedload(Cohort.version).joinedload(ProgrammeVersion.programme))
    cohort = db.session.scalar(query)
    if cohort is None:
        raise NotFound
    return cohort


def list_managed_units(user: User) -> list[Unit]:
    """The units for which the reader may open intakes, parents before children."""
    return list(db.session.scalars(select(Unit).where(reaches(user, Permission.MANAGE_INTAKES)).order_by(Unit.path)))


def find_last_roster() -> datetime | None:
    """When the last roster that added somebody was loaded."""
    query = select(RosterImport.loaded_at).where(RosterImport.loaded_at.is_not(None), RosterImport.added > 0)
    return db.session.scalar(query.order_by(RosterImport.loaded_at.desc()).limit(1))


def list_newcomers(
    user: User,
    *,
    today: date,
    family: str | None = None,
    unit: Unit | None = None,
    post_id: int | None = None,
    from_roster: datetime | None = None,
) -> list[Person]:
    """Who could join an intake: within reach, still here, in no programme that runs, on duty from none, and not at the end of
    their probation; those added by one roster, or else those hired recently."""
    in_this_employment = and_(Outcome.kind.in_((ENDED, LEFT)), Enrolment.starts_on >= Person.hired_on)
    busy = (
        select(Enrolment.id)
        .outerjoin(Outcome, Outcome.enrolment_id == Enrolment.id)
        .where(Enrolment.person_id == Person.id)
        .where(or_(Outcome.id.is_(None), Outcome.kind == "on_duty", in_this_employment))
        .correlate(Person)
        .exists()
    )
    query = (
        select(Person)
        .join(Post, Post.id == Person.post_id)
        .join(Unit, Unit.id == Person.unit_id)
        .where(within_reach(user, Permission.MANAGE_INTAKES), Person.left_on.is_(None), ~busy)
        .options(joinedload(Person.unit), joinedload(Person.post))
        .order_by(Unit.path, Person.employee_no)
    )
    if from_roster is not None:
        query = query.where(Person.added_at == from_roster)
    else:
        query = query.where(Person.hired_on >= today - RECENTLY)
    if family:
        query = query.where(Post.family == family)
    if unit is not None:
        query = query.where(Unit.path.startswith(unit.path, autoescape=True))
    if post_id is not None:
        query = query.where(Person.post_id == post_id)
    return list(db.session.scalars(query.limit(500)))


def list_chosen(user: User, ids: Collection[int]) -> list[Person]:
    """The people of these ids whom the reader may enrol."""
    query = select(Person).where(Person.id.in_(ids), within_reach(user, Permission.MANAGE_INTAKES))
    return list(db.session.scalars(query.order_by(Person.employee_no)))
