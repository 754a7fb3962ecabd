"""Marking items anew after the exam: an item was wrong, or one answer's mark was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from sqlalchemy import select

from assessments.actions.attempts import settle_attempt
from assessments.actions.statistics import ask_for_statistics
from assessments.events import ExamFinished
from assessments.models import Attempt, AttemptItem, Exam, ItemVersion, Regrade, RegradedAttempt
from assessments.queries.attempts import saved_answers
from assessments.queries.regrading import find_corrected, wording_of
from assessments.queries.statistics import list_exams_with
from assessments.rules.bodies import Body
from assessments.rules.corrections import translated
from assessments.rules.marking import item_share
from assessments.rules.regrading import KEY, VERSION, Standing, after, regrade_refusals
from lms.core import audit, events
from lms.core.audit import Actor
from lms.core.db import db
from lms.core.errors import NotFound, RuleBroken
from lms.core.notices import notify
from lms.core.rules import Refusal
from lms.people.models import Person
from lms.people.notices import recipient_of


@dataclass(frozen=True)
class Regraded:
    """What a regrade did: how many attempts held the item, in how many something changed, how many pass now."""

    regrade_id: int
    attempts: int
    changed: int
    passed: int


def regrade_item(
    *, version_id: int, way: str, correct: Sequence[int], reason: str, actor: Actor, at: datetime
) -> Regraded:
    """Mark an item anew in every finished attempt that held it. Before and after stay on record, those whose points
    change are told, and whoever passes by it passes. The item itself is corrected in the bank, as a new version."""
    version = db.session.get(ItemVersion, version_id)
    if version is None or actor.id is None:
        raise NotFound
    corrected = find_corrected(version) if way == VERSION else None
    refusals = list(regrade_refusals(way, correct, len(version.options), version.kind, corrected is not None))
    if not reason.strip():
        refusals.append(Refusal("reason_needed"))
    if refusals:
        raise RuleBroken(*refusals)
    correct = sorted(set(correct)) if way == KEY else []
    regrade = Regrade(
        item_version_id=version_id, way=way, correct=correct, reason=reason.strip(), decided_by=actor.id, decided_at=at,
        by_version_id=corrected.id if corrected else None,
    )  # fmt: skip
    db.session.add(regrade)
    db.session.flush()
    query = (
        select(AttemptItem, Attempt)
        .join(Attempt, Attempt.id == AttemptItem.attempt_id)
        .where(AttemptItem.item_version_id == version_id, Attempt.finished_at.is_not(None))
        .order_by(Attempt.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    rows = db.session.execute(query).all()
    changed = passed = 0
    for item, attempt in rows:
        share = None
        if way == KEY:
            saved = saved_answers(attempt.id).get(item.position)
            share = item_share(
                version.kind, correct, len(version.options), Body.read(version.body), saved.given if saved else None
            )
        elif corrected is not None:
            share = _share_by(version, corrected, attempt.id, item.position)
        before, now = move(item, attempt, way, share)
        # Where this was all that was left to mark, nobody is asked for a mark any more: the result comes now.
        settled = attempt.score is None and settle_attempt(attempt_id=attempt.id, actor=actor, at=at)
        if settled:
            now = Standing(item.score, item.points, attempt.score, attempt.points, attempt.passed)
        if before == now:
            continue
        changed += 1
        passed += bool(now.passed) and not before.passed
        db.session.add(
            RegradedAttempt(regrade_id=regrade.id, attempt_id=attempt.id, before=before.as_json(), after=now.as_json())
        )
        tell(attempt, now if settled else before, now, "exam_regraded", at)
    db.session.flush()
    audit.record(
        "exam.regraded", "item", version.item_id, actor=actor, at=at,
        version=version.number, way=way, key=correct, **({"by_version": corrected.number} if corrected else {}), attempts=len(rows), changed=changed, passed=passed,
        reason=reason.strip(),
    )  # fmt: skip
    for exam_id in list_exams_with(version_id):
        ask_for_statistics(exam=db.session.get_one(Exam, exam_id), actor=actor, at=at)
    return Regraded(regrade.id, len(rows), changed, passed)


def _share_by(version: ItemVersion, corrected: ItemVersion, attempt_id: int, position: int) -> float | None:
    """What an answer to a wording earns by the wording that corrects it."""
    saved = saved_answers(attempt_id).get(position)
    given = translated(wording_of(version), wording_of(corrected), saved.given) if saved else None
    body = Body.read(corrected.body)
    return item_share(corrected.kind, corrected.correct, len(corrected.options), body, given)


def move(item: AttemptItem, attempt: Attempt, way: str, share: float | None) -> tuple[Standing, Standing]:
    """Change an item and its attempt; gives before and after."""
    before = Standing(item.score, item.points, attempt.score, attempt.points, attempt.passed)
    now = after(before, way, share, attempt.pass_mark)
    item.score, item.points = now.item, now.item_points
    attempt.score, attempt.points, attempt.passed = now.score, now.points, now.passed
    db.session.flush()
    return before, now


def tell(attempt: Attempt, before: Standing, now: Standing, notice: str, at: datetime) -> None:
    """Tell the candidate, and the higher packages where the attempt is passed by it."""
    person = db.session.get_one(Person, attempt.person_id)
    code, title = db.session.execute(select(Exam.code, Exam.title).where(Exam.id == attempt.exam_id)).one()
    link = url_for("assessments.result", attempt_id=attempt.id)
    notify(recipient_of(person), notice, link=link, at=at, exam=title)
    if now.passed and not before.passed and attempt.finished_at and now.percent is not None:
        events.publish(ExamFinished(attempt.person_id, code, attempt.id, now.percent, True, attempt.finished_at))
