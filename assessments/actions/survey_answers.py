"""Taking in what somebody answers. What is anonymous loses every trace of the person before it is written down."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, delete, func, insert, select, update

from assessments.events import QuestionnaireAnswered
from assessments.models import QuestionnaireVersion, SurveyAnswer, SurveyInvitation
from assessments.queries.pools import PoolKey, pools
from assessments.queries.questionnaires import items_of
from assessments.rules.surveys.answers import Given
from assessments.rules.surveys.invitations import may_answer
from assessments.survey_questions import ContextKey
from lms.core import audit, clock, events
from lms.core.audit import Actor
from lms.core.db import db
from lms.core.errors import Refusal, RuleBroken

_LOT = secrets.SystemRandom()


def answer_questionnaire(
    *, invitation: SurveyInvitation, given: Mapping[str, Given], actor: Actor, at: datetime
) -> None:
    """Take the answers of whoever was invited, by key of question. Raises RuleBroken where they may not answer now."""
    _alone(invitation)
    today = clock.local_date(at)
    if code := may_answer(invitation, today):
        raise RuleBroken(Refusal(code, {"day": invitation.opens_on}))
    context = (invitation.context_kind, invitation.context_id)
    release([invitation.version_id], [context], at=at)
    rows = _rows(invitation, given)
    invitation.answered_on = today
    if invitation.anonymous:
        db.session.flush()
        _mix(rows, invitation)
        release([invitation.version_id], [context], at=at)
    else:
        invitation.answered_at = at
        db.session.flush()
        _write(rows)
        audit.record(
            "questionnaire.answered", "survey_invitation", invitation.id, actor=actor, at=at,
            questionnaire=invitation.version.questionnaire.code, version=invitation.version.number,
        )  # fmt: skip
    moment = datetime.combine(today, time(), clock.zone()) if invitation.anonymous else at
    events.publish(QuestionnaireAnswered(invitation.id, context, moment))
    db.session.flush()


def release(version_ids: Collection[int], contexts: Collection[ContextKey] | None, *, at: datetime) -> int:
    """Let out the pools that may be shown: all answers in one get the same number and the same month. To be called before
    anything changes how many wait or may still answer. Returns how many pools were let out."""
    today = clock.local_date(at)
    out = [key for key, pool in pools(version_ids, contexts, today).items() if pool.is_releasable]
    for key in out:
        where = _in_pool(key)
        last = db.session.scalar(select(func.max(SurveyAnswer.batch)).where(*_of_pool(key))) or 0
        db.session.execute(
            update(SurveyAnswer).where(*where).values(batch=last + 1, month=date(today.year, today.month, 1))
        )
    return len(out)


def _alone(invitation: SurveyInvitation) -> None:
    """Nobody else changes this invitation or writes answers of its version until the transaction ends."""
    version = select(QuestionnaireVersion.id).where(QuestionnaireVersion.id == invitation.version_id)
    db.session.execute(version.with_for_update(key_share=True))
    row = select(SurveyInvitation.id).where(SurveyInvitation.id == invitation.id)
    db.session.execute(row.with_for_update())
    db.session.refresh(invitation, ["answered_on", "declined_at"])


def _rows(invitation: SurveyInvitation, given: Mapping[str, Given]) -> list[dict[str, Any]]:
    shared = {
        "invitation_id": None if invitation.anonymous else invitation.id,
        "version_id": invitation.version_id,
        "role": invitation.role,
        "about_id": invitation.about_id,
        "context_kind": invitation.context_kind,
        "context_id": invitation.context_id,
        "batch": None,
        "month": None,
    }
    rows = []
    for item in items_of(invitation.version, invitation.aims):
        answer = given.get(item.key, Given())
        chosen = None if answer.choices is None else list(answer.choices)
        rows.append({**shared, "item": item.key, "number": answer.number, "choices": chosen, "text": answer.text})
    return rows


def _mix(rows: Sequence[dict[str, Any]], invitation: SurveyInvitation) -> None:
    """Write all that waits in the pool anew, in an order drawn by lot: neither numbers nor places in the table nor the
    transaction that wrote a row say which answers came last."""
    key: PoolKey = (
        invitation.version_id, invitation.role, invitation.about_id, invitation.context_kind, invitation.context_id,
    )  # fmt: skip
    waiting = [dict(row) for row in db.session.execute(select(*_COLUMNS).where(*_in_pool(key))).mappings()]
    db.session.execute(delete(SurveyAnswer).where(*_in_pool(key)))
    _write([*waiting, *rows])


def _write(rows: Sequence[dict[str, Any]]) -> None:
    mixed = [{**row, "id": 1 + secrets.randbits(52)} for row in rows]
    _LOT.shuffle(mixed)
    if mixed:
        db.session.execute(insert(SurveyAnswer.__table__), mixed)  # type: ignore[arg-type]


_COLUMNS = [column for column in SurveyAnswer.__table__.columns if column.key != "id"]


def _of_pool(key: PoolKey) -> list[ColumnElement[bool]]:
    version_id, role, about_id, kind, number = key
    a = SurveyAnswer
    return [
        a.version_id == version_id, a.role == role, a.about_id == about_id if about_id is not None else a.about_id.is_(None),
        a.context_kind == kind, a.context_id == number, a.invitation_id.is_(None),
    ]  # fmt: skip


def _in_pool(key: PoolKey) -> list[ColumnElement[bool]]:
    return [*_of_pool(key), SurveyAnswer.batch.is_(None)]
