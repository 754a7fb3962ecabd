"""Saving an answer: the way that is walked most often, so it is short.

What is needed is read first, in one statement; then one statement, which is a transaction of its own, writes the answer if
the attempt still takes answers, and is on disk before the page hears "saved". No audit line: the answers are themselves
append-only and dated.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Connection, Integer, bindparam, exists, func, insert, select
from sqlalchemy.exc import IntegrityError

from assessments.models import Attempt, AttemptItem, ItemVersion, QuestionLeft, Response
from assessments.rules.answers import kept_answer
from assessments.rules.sitting import GRACE, MOST_AHEAD, seconds_left, takes_answers
from lms.core.db import Moment, db, each_alone, read_apart
from lms.core.errors import NotFound

# Built once, of tables rather than entities: the same rows at half the cost.
_ATTEMPT, _ITEM, _RESPONSE = Attempt.__table__.c, AttemptItem.__table__.c, Response.__table__.c
_LEFT = QuestionLeft.__table__.c
_latest = (
    select(func.max(_RESPONSE.sequence))
    .where(_RESPONSE.attempt_id == bindparam("attempt_id"), _RESPONSE.position == bindparam("position"))
    .scalar_subquery()
)
_FACTS = (
    select(_ATTEMPT.deadline, _ATTEMPT.finished_at, _ITEM.option_order, ItemVersion.__table__.c.kind, _latest)
    .join(AttemptItem.__table__, _ITEM.attempt_id == _ATTEMPT.id)
    .join(ItemVersion.__table__, ItemVersion.__table__.c.id == _ITEM.item_version_id)
    .where(
        _ATTEMPT.id == bindparam("attempt_id"),
        _ATTEMPT.person_id == bindparam("person_id"),
        _ITEM.position == bindparam("position"),
    )
)
_WAS_LEFT = select(_LEFT.position).where(
    _LEFT.attempt_id == bindparam("attempt_id"), _LEFT.position >= bindparam("position")
)
_SAVED = select(Response.answer).where(
    Response.attempt_id == bindparam("attempt_id"),
    Response.position == bindparam("position"),
    Response.sequence == bindparam("sequence"),
)
# The lock on the attempt's row makes PostgreSQL wait for whoever closes it; SQLite has one writer anyway.
_WHILE_OPEN = (
    select(
        _ATTEMPT.id,
        bindparam("position", type_=Integer),
        bindparam("sequence", type_=Integer),
        bindparam("answer", type_=JSON),
        bindparam("saved_at", type_=Moment),
    )
    .where(
        _ATTEMPT.id == bindparam("attempt_id"),
        _ATTEMPT.finished_at.is_(None),
        _ATTEMPT.deadline >= bindparam("earliest_deadline", type_=Moment),
        ~exists().where(
            _LEFT.attempt_id == bindparam("attempt_id"), _LEFT.position >= bindparam("position", type_=Integer)
        ),
    )
    .with_for_update(read=True)
)
_SAVE = (
    insert(Response.__table__)  # type: ignore[arg-type]
    .from_select(["attempt_id", "position", "sequence", "answer", "saved_at"], _WHILE_OPEN)
    .execution_options(preserve_rowcount=True)
)


@dataclass(frozen=True)
class Saving:
    """What became of an answer: "saved", "late" (the attempt is over), "taken" (another page saved a different answer
    under this number), "left" (one cannot go back to this question) or "wrong" (no page of ours sends that). `latest` is the highest number saved for the question."""

    outcome: str
    latest: int
    seconds_left: int


def save_answer(
    *,
    attempt_id: int,
    person_id: int,
    position: int,
    sequence: int,
    raw: Mapping[str, Any],
    flagged: bool,
    at: datetime,
) -> Saving:
    """Save one answer as the page gave it (see `rules.answers`). The same number with the same answer again changes nothing."""
    with each_alone() as connection:
        values = {"attempt_id": attempt_id, "person_id": person_id, "position": position}
        facts = connection.execute(_FACTS, values).one_or_none()
        if facts is None:
            raise NotFound
        deadline, finished_at, order, kind, latest = facts
        latest = latest or 0
        left = seconds_left(deadline, at)
        if not takes_answers(deadline, finished_at, at):
            return Saving("late", latest, 0)
        kept = kept_answer(kind, raw, order)
        if kept is None or not 1 <= sequence <= latest + MOST_AHEAD:
            return Saving("wrong", latest, left)
        answer = {**kept, "flagged": flagged}
        if sequence > latest:
            try:
                if not _write(connection, attempt_id, position, sequence, answer, at):
                    was_left = bool(read_apart(_WAS_LEFT, attempt_id=attempt_id, position=position))
                    return Saving("left", latest, left) if was_left else Saving("late", latest, 0)
                return Saving("saved", sequence, left)
            except IntegrityError:
                connection.rollback()
                latest = sequence  # another page was faster by a moment
    return Saving("saved" if _is_saved(attempt_id, position, sequence, answer) else "taken", latest, left)


def set_answer(
    *,
    attempt_id: int,
    person_id: int,
    position: int,
    sequence: int,
    raw: Mapping[str, Any],
    flagged: bool,
    at: datetime,
) -> Saving:
    """Save an answer sent by a form, where a button was pressed just now: if its number is taken, the next free one is used."""
    while True:
        saving = save_answer(
            attempt_id=attempt_id, person_id=person_id, position=position, sequence=sequence,
            raw=raw, flagged=flagged, at=at,
        )  # fmt: skip
        if saving.outcome != "taken" and not (saving.outcome == "saved" and saving.latest > sequence):
            return saving
        sequence = saving.latest + 1


def _write(
    connection: Connection, attempt_id: int, position: int, sequence: int, answer: Mapping[str, object], at: datetime
) -> bool:
    values = {
        "attempt_id": attempt_id,
        "position": position,
        "sequence": sequence,
        "answer": answer,
        "saved_at": at,
        "earliest_deadline": at - GRACE,
    }
    return connection.execute(_SAVE, values).rowcount == 1


def _is_saved(attempt_id: int, position: int, sequence: int, answer: Mapping[str, object]) -> bool:
    values = {"attempt_id": attempt_id, "position": position, "sequence": sequence}
    saved = read_apart(_SAVED, **values)
    return bool(saved and saved[0][0] == answer)


def record_answers(*, attempt_id: int, answers: Mapping[int, Mapping[str, Any]], at: datetime) -> None:
    """Write answers (position → as they are kept) within the current transaction, for records made by the demo or
    brought in from paper. Not for a page: it does not ask for the deadline."""
    latest = dict(
        db.session.execute(
            select(Response.position, func.max(Response.sequence))
            .where(Response.attempt_id == attempt_id)
            .group_by(Response.position)
        ).all()
    )
    rows = [
        {
            "attempt_id": attempt_id,
            "position": position,
            "sequence": latest.get(position, 0) + 1,
            "answer": {**answer, "flagged": False},
            "saved_at": at,
        }
        for position, answer in answers.items()
    ]
    if rows:
        db.session.execute(insert(Response), rows)
