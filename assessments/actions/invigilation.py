"""What invigilators do: tell a code, add time, stop an attempt; and what a page tells of itself."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from assessments.actions.attempts import finish_attempt
from assessments.models import Attempt, Exam, FocusLoss, Intervention, StartCode
from assessments.queries.conduct import how_held
from assessments.rules.conduct import MOST_ADDED
from lms.core import audit
from lms.core.audit import Actor
from lms.core.db import db
from lms.core.errors import RuleBroken
from lms.core.rules import Refusal

MOST_LOSSES = 500
"""How many times leaving the page is logged for one attempt; nobody needs to know of more."""


def make_start_code(*, exam: Exam, minutes: int, actor: Actor, at: datetime) -> StartCode:
    """A code of six digits that lets people begin for so many minutes; codes told before stay valid for their time."""
    if not 1 <= minutes <= 240:
        raise RuleBroken(Refusal("code_minutes_outside"))
    row = StartCode(
        exam_id=exam.id, code=f"{secrets.randbelow(10**6):06}", valid_until=at + timedelta(minutes=minutes),
        made_by=actor.id, made_at=at,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    audit.record("exam.code_made", "exam", exam.id, actor=actor, at=at, code=exam.code, minutes=minutes)
    return row


def add_time(*, attempt_ids: Sequence[int], minutes: int, reason: str, actor: Actor, at: datetime) -> int:
    """Move the deadlines of attempts that still take answers. Returns how many; none of them is a refusal."""
    refusals = []
    if not 1 <= minutes <= MOST_ADDED:
        refusals.append(Refusal("minutes_outside", {"most": MOST_ADDED}))
    if not reason.strip():
        refusals.append(Refusal("reason_needed"))
    if refusals:
        raise RuleBroken(*refusals)
    attempts = _open(attempt_ids, at)
    if not attempts:
        raise RuleBroken(Refusal("nobody_sits"))
    for attempt in attempts:
        attempt.deadline += timedelta(minutes=minutes)
        _intervene(attempt, "time_added", minutes, reason.strip(), actor, at)
    db.session.flush()
    for attempt in attempts:
        audit.record(
            "exam.time_added", "attempt", attempt.id, actor=actor, at=at,
            person=attempt.person_id, minutes=minutes, reason=reason.strip(),
        )  # fmt: skip
    return len(attempts)


def stop_attempt(*, attempt_id: int, reason: str, actor: Actor, at: datetime) -> None:
    """End an attempt now, for a reason; what is saved is marked. One that has ended is left as it is, and that is said."""
    if not reason.strip():
        raise RuleBroken(Refusal("reason_needed"))
    attempts = _open([attempt_id], at)
    if not attempts:
        raise RuleBroken(Refusal("nobody_sits"))
    _intervene(attempts[0], "stopped", 0, reason.strip(), actor, at)
    audit.record(
        "exam.stopped", "attempt", attempt_id, actor=actor, at=at, person=attempts[0].person_id, reason=reason.strip()
    )
    finish_attempt(attempt_id=attempt_id, actor=actor, at=at, by="stopped")


def _open(attempt_ids: Sequence[int], at: datetime) -> list[Attempt]:
    """Attempts that still take answers or handing in, locked in the order of their numbers."""
    query = select(Attempt).where(Attempt.id.in_(attempt_ids), Attempt.finished_at.is_(None)).order_by(Attempt.id)
    found = db.session.scalars(query.with_for_update().execution_options(populate_existing=True)).all()
    return [attempt for attempt in found if at < how_held(attempt.id).last_moment(attempt.deadline)]


def _intervene(attempt: Attempt, kind: str, minutes: int, reason: str, actor: Actor, at: datetime) -> None:
    row = Intervention(attempt_id=attempt.id, kind=kind, minutes=minutes, reason=reason, done_by=actor.id, done_at=at)
    db.session.add(row)


def log_focus_loss(*, attempt_id: int, number: int, position: int | None, seconds: int, at: datetime) -> None:
    """Keep that the page was left; told again when the person is back, the longer time counts."""
    row = db.session.scalar(select(FocusLoss).where(FocusLoss.attempt_id == attempt_id, FocusLoss.number == number))
    if row is not None:
        row.seconds = max(row.seconds, seconds)
        db.session.flush()
        return
    count = db.session.scalar(select(func.count()).where(FocusLoss.attempt_id == attempt_id)) or 0
    if count >= MOST_LOSSES:
        return
    try:
        with db.session.begin_nested():
            loss = FocusLoss(attempt_id=attempt_id, number=number, position=position, seconds=seconds, at=at)
            db.session.add(loss)
            db.session.flush()
    except IntegrityError:
        return  # told twice at the same moment
