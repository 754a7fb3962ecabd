"""Reads of sign-offs and their photos, within the reader's reach."""

from __future__ import annotations

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import joinedload, selectinload

from assessments.models import Countersignature, PracticalTask, SignOff, SignOffPhoto
from assessments.rules.practicals import Standing, standing
from lms.core.access import Permission
from lms.core.db import db
from lms.core.errors import NotFound
from lms.people.models import Person
from lms.people.queries.scope import get_visible, visible, within_reach
from lms.people.session import User


def get_learner(user: User, learner_id: int) -> Person:
    """A learner whose practical record the reader may see: oneself, one's mentees, those within reach of SEE_ARCHIVE.
    Raises NotFound."""
    return get_visible(user, learner_id, Permission.SEE_ARCHIVE)


def list_sign_offs(learner_id: int, code: str) -> list[SignOff]:
    """Every sign-off of a task, in all its versions, newest first; with photos and revocations."""
    query = (
        select(SignOff)
        .join(PracticalTask, PracticalTask.id == SignOff.task_id)
        .where(SignOff.learner_id == learner_id, PracticalTask.code == code)
        .options(joinedload(SignOff.task), selectinload(SignOff.photos), selectinload(SignOff.revocation))
        .options(selectinload(SignOff.countersignatures).selectinload(Countersignature.withdrawal))
        .order_by(SignOff.signed_at.desc(), SignOff.id.desc())
    )
    return list(db.session.scalars(query))


def get_visible_photo(user: User, photo_id: int) -> SignOffPhoto:
    """A photo whose learner the reader may see, or that the reader took. Raises NotFound: whether it exists is not told."""
    query = (
        select(SignOffPhoto)
        .join(SignOff, SignOff.id == SignOffPhoto.sign_off_id)
        .join(Person, Person.id == SignOff.learner_id)
        .where(SignOffPhoto.id == photo_id)
        .where(or_(SignOff.signer_id == user.id, visible(user, Permission.SEE_ARCHIVE), *_as_second(user)))
    )
    photo = db.session.scalar(query)
    if photo is None:
        raise NotFound
    return photo


def _as_second(user: User) -> list[ColumnElement[bool]]:
    """An assessor sees the photos of what they countersigned or may countersign: of tasks that ask for a second person."""
    asking = [
        number for number, modes in db.session.execute(select(PracticalTask.id, PracticalTask.countersign)) if modes
    ]
    return [SignOff.task_id.in_(asking) & within_reach(user, Permission.ASSESS)] if asking else []


def standing_of(row: SignOff) -> Standing:
    """What a sign-off counts for, by all that was signed about it."""
    return standing(
        passed=row.passed, withdrawn=row.revocation is not None, asks_second=row.mode in row.task.countersign,
        seconds=[one.agreed for one in row.countersignatures if one.withdrawal is None],
    )  # fmt: skip


def find_by_token(signer_id: int, form_token: str) -> SignOff | None:
    """What a form has already brought in, if it was sent before."""
    return db.session.scalar(select(SignOff).where(SignOff.signer_id == signer_id, SignOff.form_token == form_token))
