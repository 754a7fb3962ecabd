"""Practical tasks that came back to the learner."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlalchemy.orm import aliased

from assessments.models import PracticalTask, SignOff, SignOffRevocation
from lms.core.bilingual import Bilingual
from lms.core.db import read


@dataclass(frozen=True)
class ReturnedTask:
    """A task whose last sign-off sent the learner back, with what to improve."""

    code: str
    title: Bilingual
    comment: str


_LATER, _OF_LATER = aliased(SignOff), aliased(PracticalTask)
_RETURNED = (
    select(PracticalTask.code, PracticalTask.title, SignOff.comment)
    .join(SignOff, SignOff.task_id == PracticalTask.id)
    .where(
        SignOff.learner_id == bindparam("learner_id"),
        SignOff.passed.is_(False),
        ~select(SignOffRevocation.id).where(SignOffRevocation.sign_off_id == SignOff.id).exists(),
        ~select(_LATER.id)
        .join(_OF_LATER, _OF_LATER.id == _LATER.task_id)
        .outerjoin(SignOffRevocation, SignOffRevocation.sign_off_id == _LATER.id)
        .where(
            _LATER.learner_id == SignOff.learner_id,
            _OF_LATER.code == PracticalTask.code,
            _LATER.signed_at > SignOff.signed_at,
            SignOffRevocation.id.is_(None),
        )
        .exists(),
    )
    .order_by(SignOff.signed_at)
)  # fmt: skip


def list_returned(learner_id: int) -> list[ReturnedTask]:
    """The learner's tasks that came back last, the longest waiting first. One statement."""
    return [ReturnedTask(*row) for row in read(_RETURNED, learner_id=learner_id)]
