"""Roll-outs whose order was drawn: the list, one with its waves, who may be drawn."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import joinedload

from courses.models import Course, CourseCompletion, CourseVersion
from lms.core.access import Permission
from lms.core.db import db
from lms.core.errors import NotFound
from lms.evaluation.models import RollOut, RollOutPlace, RollOutWithdrawal
from lms.evaluation.queries.costs import in_reach
from lms.evaluation.queries.panels import within
from lms.evaluation.rules.roll_outs import Running
from lms.kpis.models import Kpi
from lms.people.models import Person, Post, Unit
from lms.people.queries.scope import within_reach
from lms.people.session import User


def select_roll_outs(user: User) -> Select[Any]:
    """Those within the reader's reach, newest first."""
    return (
        select(RollOut)
        .where(in_reach(user, Permission.SEE_EVALUATIONS, RollOut.unit_id))
        .options(joinedload(RollOut.kpi), joinedload(RollOut.withdrawal))
        .order_by(RollOut.id.desc())
    )


def get_roll_out(roll_out_id: int, user: User, permission: Permission = Permission.SEE_EVALUATIONS) -> RollOut:
    """A roll-out within the reach of a permission. Raises NotFound."""
    query = (
        select(RollOut)
        .where(RollOut.id == roll_out_id, in_reach(user, permission, RollOut.unit_id))
        .options(joinedload(RollOut.kpi).joinedload(Kpi.versions), joinedload(RollOut.withdrawal))
    )
    found = db.session.scalars(query).unique().one_or_none()
    if found is None:
        raise NotFound
    return found


def waves_of(ids: Collection[int]) -> dict[int, list[Any]]:
    """By roll-out, rows of (roll_out_id, wave, month, people, units) in order."""
    query = (
        select(
            RollOutPlace.roll_out_id, RollOutPlace.wave, RollOutPlace.month, func.count().label("people"),
            func.count(RollOutPlace.unit_id.distinct()).label("units"),
        )
        .where(RollOutPlace.roll_out_id.in_(ids))
        .group_by(RollOutPlace.roll_out_id, RollOutPlace.wave, RollOutPlace.month)
        .order_by(RollOutPlace.roll_out_id, RollOutPlace.wave)
    )  # fmt: skip
    found: dict[int, list[Any]] = {}
    for row in db.session.execute(query):
        found.setdefault(row.roll_out_id, []).append(row)
    return found


def list_places(roll_out_id: int, user: User) -> list[Any]:
    """Rows of (wave, month, person, unit name), of the people whom the reader may see, wave by wave."""
    query = (
        select(RollOutPlace.wave, RollOutPlace.month, Person, Unit.name)
        .join(Person, Person.id == RollOutPlace.person_id)
        .join(Unit, Unit.id == func.coalesce(RollOutPlace.unit_id, Person.unit_id))
        .where(RollOutPlace.roll_out_id == roll_out_id, within_reach(user, Permission.SEE_PEOPLE))
        .order_by(RollOutPlace.wave, Unit.path, Person.employee_no)
    )
    return list(db.session.execute(query))


def families_drawn(roll_out: RollOut) -> list[str]:
    """The job families that were drawn; of a draw that did not note them, those of its people today."""
    if "families" in roll_out.plan:
        return list(roll_out.plan["families"])
    query = (
        select(Post.family)
        .join(Person, Person.post_id == Post.id)
        .join(RollOutPlace, RollOutPlace.person_id == Person.id)
        .where(RollOutPlace.roll_out_id == roll_out.id)
        .distinct()
    )
    return sorted(db.session.scalars(query))


def find_running(kind: str, code: str, people: ColumnElement[bool], today: date) -> Running | None:
    """The newest draw of a training, not withdrawn and with waves to come, in which some of the people have a place."""
    many = func.count(RollOutPlace.id)
    query = (
        select(RollOut.id, RollOut.first_month, many)
        .join(RollOutPlace, RollOutPlace.roll_out_id == RollOut.id)
        .join(Person, Person.id == RollOutPlace.person_id)
        .outerjoin(RollOutWithdrawal, RollOutWithdrawal.roll_out_id == RollOut.id)
        .where(
            RollOut.subject_kind == kind, RollOut.subject_code == code, RollOutWithdrawal.id.is_(None), people,
            RollOut.id.in_(select(RollOutPlace.roll_out_id).where(RollOutPlace.month >= today.replace(day=1))),
        )
        .group_by(RollOut.id, RollOut.first_month)
        .order_by(RollOut.id.desc())
        .limit(1)
    )  # fmt: skip
    row = db.session.execute(query).first()
    return None if row is None else Running(*row)


def to_draw(kind: str, code: str, unit_id: int | None, families: Collection[str], today: date) -> ColumnElement[bool]:
    """The condition on Person: who works there today in one of the job families and has not had the course yet."""
    condition = (
        within(unit_id)
        & Person.post_id.in_(select(Post.id).where(Post.family.in_(families)))
        & or_(Person.left_on.is_(None), Person.left_on > today)
    )
    if kind == "course":
        had = (
            select(CourseCompletion.person_id)
            .join(CourseVersion, CourseVersion.id == CourseCompletion.version_id)
            .join(Course, Course.id == CourseVersion.course_id)
            .where(Course.code == code)
        )
        condition &= Person.id.not_in(had)
    return condition
