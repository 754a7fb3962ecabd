"""Appealing against a mark, and deciding it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import url_for
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from assessments.actions.regrading import move, tell
from assessments.models import Appeal, Attempt, AttemptItem, Exam, RegradedAttempt
from assessments.queries.appeals import markers_of, result_day
from assessments.queries.conduct import how_held
from assessments.rules.regrading import KEY, appeal_refusals, deciding_refusals, upheld_refusals
from lms.core import audit
from lms.core.audit import Actor
from lms.core.db import db
from lms.core.errors import NotFound, RuleBroken
from lms.core.notices import notify
from lms.core.rules import Refusal
from lms.people.models import Person
from lms.people.notices import recipient_of


def make_appeal(*, attempt_id: int, position: int, reason: str, actor: Actor, at: datetime) -> Appeal:
    """Ask that one answer of one's own be looked at again."""
    attempt = db.session.get(Attempt, attempt_id)
    item = db.session.scalar(
        select(AttemptItem).where(AttemptItem.attempt_id == attempt_id, AttemptItem.position == position)
    )
    if attempt is None or item is None or actor.id != attempt.person_id or attempt.finished_at is None:
        raise NotFound
    before = db.session.scalar(select(Appeal.id).where(Appeal.attempt_id == attempt_id, Appeal.position == position))
    refusals = appeal_refusals(
        marked=attempt.score is not None,
        days_since_result=(at - result_day(attempt_id, attempt.finished_at)).days,
        appeal_days=how_held(attempt_id).appeal_days,
        appealed_before=before is not None,
        reason=reason,
    )
    if refusals:
        raise RuleBroken(*refusals)
    appeal = Appeal(
        attempt_id=attempt_id, position=position, reason=reason.strip(), made_by=actor.id, made_at=at, answer=""
    )
    try:
        with db.session.begin_nested():
            db.session.add(appeal)
            db.session.flush()
    except IntegrityError as error:
        raise RuleBroken(Refusal("appealed_before")) from error
    audit.record("exam.appealed", "attempt", attempt_id, actor=actor, at=at, question=position)
    return appeal


def decide_appeal(
    *, appeal_id: int, upheld: bool, points: float | None, words: str, actor: Actor, at: datetime
) -> Appeal:
    """Uphold an appeal with points anew, or leave the mark; decided by somebody else than who sat and who marked."""
    appeal = db.session.scalar(select(Appeal).where(Appeal.id == appeal_id).with_for_update())
    if appeal is None or actor.id is None:
        raise NotFound
    attempt = db.session.get_one(Attempt, appeal.attempt_id)
    item = db.session.scalars(
        select(AttemptItem).where(AttemptItem.attempt_id == appeal.attempt_id, AttemptItem.position == appeal.position)
    ).one()
    refusals = list(
        deciding_refusals(
            decider_id=actor.id, candidate_id=attempt.person_id, marked_by=markers_of(attempt.id, appeal.position),
            decided=appeal.decided_at is not None, words=words,
        )
    )  # fmt: skip
    if upheld:
        refusals += upheld_refusals(points, now=item.score or 0.0, most=item.points)
    if refusals:
        raise RuleBroken(*refusals)
    appeal.upheld, appeal.answer, appeal.decided_by, appeal.decided_at = upheld, words.strip(), actor.id, at
    db.session.flush()
    details: dict[str, Any] = {"question": appeal.position, "upheld": upheld}
    if upheld and points is not None and item.points:
        before, now = move(item, attempt, KEY, points / item.points)
        db.session.add(
            RegradedAttempt(appeal_id=appeal.id, attempt_id=attempt.id, before=before.as_json(), after=now.as_json())
        )
        tell(attempt, before, now, "appeal_upheld", at)
        details |= {"points": points, "points_before": before.item}
    else:
        person = db.session.get_one(Person, attempt.person_id)
        title = db.session.scalar(select(Exam.title).where(Exam.id == attempt.exam_id))
        link = url_for("assessments.result", attempt_id=attempt.id)
        notify(recipient_of(person), "appeal_dismissed", link=link, at=at, exam=title)
    db.session.flush()
    audit.record("exam.appeal_decided", "attempt", attempt.id, actor=actor, at=at, **details)
    return appeal
