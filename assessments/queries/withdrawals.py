"""Whose signatures a reader may take back: their own, and within the units whose intakes they manage those of signers who
no longer can."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased, joinedload

from assessments.models import Countersignature, SignOff
from lms.core.access import ROLE_PERMISSIONS, Permission
from lms.core.db import db
from lms.core.errors import NotFound
from lms.people.models import Person, RoleAssignment
from lms.people.queries.scope import within_reach
from lms.people.session import User

SIGNERS = (Permission.MENTOR, Permission.ASSESS, Permission.DECIDE_OUTCOMES)
"""Who holds none of these cannot take back their own signature either."""


def _can_themselves(signer: InstrumentedAttribute[int], today: date) -> ColumnElement[bool]:
    """The condition that a signer is still here, with a role in which signatures are taken back."""
    employed = aliased(Person)
    roles = [role for role, held in ROLE_PERMISSIONS.items() if held.intersection(SIGNERS)]
    holds = (
        select(RoleAssignment.id)
        .join(employed, employed.id == RoleAssignment.person_id)
        .where(RoleAssignment.person_id == signer, RoleAssignment.role.in_(roles), RoleAssignment.from_day <= today)
        .where(or_(RoleAssignment.until_day.is_(None), RoleAssignment.until_day >= today))
        .where(or_(employed.left_on.is_(None), employed.left_on > today))
    )
    return holds.exists()


def is_gone(signer_id: int, today: date) -> bool:
    """Can somebody no longer take back what they signed: left, or without every role in which one does?"""
    return not db.session.scalar(select(_can_themselves(Person.id, today)).where(Person.id == signer_id))


def _takeable(
    user: User, signer: InstrumentedAttribute[int], learner: InstrumentedAttribute[int], today: date
) -> ColumnElement[bool]:
    reached = select(Person.id).where(within_reach(user, Permission.MANAGE_INTAKES), Person.id != user.id)
    return or_(signer == user.id, and_(~_can_themselves(signer, today), learner.in_(reached)))


def list_takeable(user: User, learner_id: int, signers: Collection[int], today: date) -> set[int]:
    """Of those who signed about a learner's work, whose signatures the reader may take back."""
    own = {user.id}.intersection(signers)
    others = set(signers) - own
    if not others or learner_id == user.id or Permission.MANAGE_INTAKES not in user.permissions:
        return own
    learner = aliased(Person, select(Person).where(within_reach(user, Permission.MANAGE_INTAKES)).subquery())
    reached = select(learner.id).where(learner.id == learner_id).exists()
    gone = select(Person.id).where(Person.id.in_(others), ~_can_themselves(Person.id, today), reached)
    return own.union(db.session.scalars(gone))


def get_sign_off_to_take_back(user: User, sign_off_id: int, today: date) -> SignOff:
    """A sign-off that the reader may take back. Raises NotFound."""
    query = select(SignOff).where(
        SignOff.id == sign_off_id, _takeable(user, SignOff.signer_id, SignOff.learner_id, today)
    )
    row = db.session.scalar(query.options(joinedload(SignOff.task), joinedload(SignOff.revocation)))
    if row is None:
        raise NotFound
    return row


def get_countersignature_to_take_back(user: User, countersignature_id: int, today: date) -> Countersignature:
    """A countersignature that the reader may take back. Raises NotFound."""
    given = Countersignature
    query = select(given).where(
        given.id == countersignature_id, _takeable(user, given.countersigner_id, given.learner_id, today)
    )
    row = db.session.scalar(query.options(joinedload(given.withdrawal)))
    if row is None:
        raise NotFound
    return row
