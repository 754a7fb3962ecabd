"""Reads of coaching talks."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from lms.core import clock
from lms.core.db import db
from lms.core.errors import NotFound
from lms.mentoring.models import CoachingAgreement, CoachingStep, CoachingTalk
from lms.mentoring.queries.pairings import own_kinds
from lms.mentoring.talks.rules import is_overdue


def _whole() -> tuple[object, ...]:
    return (
        joinedload(CoachingTalk.mentee), joinedload(CoachingTalk.mentor), joinedload(CoachingTalk.steps),
        joinedload(CoachingTalk.agreements),
    )  # fmt: skip


def list_talks(person_id: int, limit: int = 50) -> list[CoachingTalk]:
    """The talks of somebody, on either side, the last first."""
    query = select(CoachingTalk).where(or_(CoachingTalk.mentee_id == person_id, CoachingTalk.mentor_id == person_id))
    query = query.options(*_whole()).order_by(CoachingTalk.held_on.desc(), CoachingTalk.id.desc())  # type: ignore[arg-type]
    return list(db.session.scalars(query.limit(limit)).unique())


def list_talks_with(mentee_id: int, limit: int = 20) -> list[CoachingTalk]:
    """The talks with a mentee, whoever held them, the last first."""
    query = select(CoachingTalk).where(CoachingTalk.mentee_id == mentee_id).options(*_whole())  # type: ignore[arg-type]
    return list(
        db.session.scalars(query.order_by(CoachingTalk.held_on.desc(), CoachingTalk.id.desc()).limit(limit)).unique()
    )


def get_talk(talk_id: int, reader_id: int) -> CoachingTalk:
    """A talk for the two who held it and for the mentee's present mentors. Raises NotFound."""
    query = select(CoachingTalk).where(CoachingTalk.id == talk_id).options(*_whole())  # type: ignore[arg-type]
    talk = db.session.scalars(query).unique().one_or_none()
    if talk is None:
        raise NotFound
    if reader_id not in (talk.mentee_id, talk.mentor_id) and not own_kinds(reader_id, talk.mentee_id, clock.today()):
        raise NotFound
    return talk


@dataclass(frozen=True)
class OpenStep:
    """A step of somebody's that is not done."""

    talk_id: int
    text: str
    due_on: date
    overdue: bool


def list_open_steps(person_id: int) -> list[OpenStep]:
    """What somebody is to do next, the first due first."""
    doer = or_(
        (CoachingStep.doer == "mentee") & (CoachingTalk.mentee_id == person_id),
        (CoachingStep.doer == "mentor") & (CoachingTalk.mentor_id == person_id),
    )
    query = (
        select(CoachingStep.talk_id, CoachingStep.text, CoachingStep.due_on)
        .join(CoachingTalk, CoachingTalk.id == CoachingStep.talk_id)
        .where(doer, CoachingStep.done_on.is_(None))
        .order_by(CoachingStep.due_on, CoachingStep.id)
        .limit(20)
    )
    today = clock.today()
    return [OpenStep(talk, text, due, is_overdue(due, None, today)) for talk, text, due in db.session.execute(query)]


def agreed_to(talk_ids: Collection[int]) -> dict[int, set[int]]:
    """Who has agreed to each talk."""
    found: dict[int, set[int]] = {}
    query = select(CoachingAgreement.talk_id, CoachingAgreement.person_id)
    for talk_id, person_id in db.session.execute(query.where(CoachingAgreement.talk_id.in_(talk_ids))):
        found.setdefault(talk_id, set()).add(person_id)
    return found
