"""Reading an attempt under way. Columns only, and never a key or a feedback: see `results` for what comes after."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select

from assessments.models import Attempt, AttemptItem, Exam, ItemVersion, Response
from assessments.rules.marking import chosen_options, is_flagged
from lms.core.bilingual import Bilingual
from lms.core.db import read
from lms.core.errors import NotFound


@dataclass(frozen=True)
class SavedAnswer:
    """The answer that counts for one question, by the bank's indexes, and its number."""

    sequence: int
    chosen: tuple[int, ...]
    flagged: bool
    saved_at: datetime


@dataclass(frozen=True)
class Running:
    """An attempt's outer facts."""

    id: int
    exam_code: str
    title: Bilingual
    deadline: datetime
    finished_at: datetime | None
    points: int
    pass_mark: float


@dataclass(frozen=True)
class Question:
    """One question as it may be shown: options in the order of this attempt."""

    position: int
    kind: str
    stem: Bilingual
    options: tuple[Bilingual, ...]
    order: tuple[int, ...]
    figure_file_id: int | None


_RUNNING = (Attempt.id, Exam.code, Exam.title, Attempt.deadline, Attempt.finished_at, Attempt.points, Attempt.pass_mark)
_MINE = (
    select(*_RUNNING)
    .join(Exam, Exam.id == Attempt.exam_id)
    .where(Attempt.id == bindparam("attempt_id"), Attempt.person_id == bindparam("person_id"))
)
_QUESTION = (
    select(
        *_RUNNING, AttemptItem.position, ItemVersion.kind, ItemVersion.stem, ItemVersion.options,
        AttemptItem.option_order, ItemVersion.figure_file_id,
    )
    .join(Exam, Exam.id == Attempt.exam_id)
    .join(AttemptItem, AttemptItem.attempt_id == Attempt.id)
    .join(ItemVersion, ItemVersion.id == AttemptItem.item_version_id)
    .where(
        Attempt.id == bindparam("attempt_id"),
        Attempt.person_id == bindparam("person_id"),
        AttemptItem.position == bindparam("position"),
    )
)  # fmt: skip
_last = (
    select(Response.position, func.max(Response.sequence).label("sequence"))
    .where(Response.attempt_id == bindparam("attempt_id"))
    .group_by(Response.position)
    .subquery()
)
_ANSWERS = (
    select(Response.position, Response.sequence, Response.answer, Response.saved_at)
    .join(_last, (_last.c.position == Response.position) & (_last.c.sequence == Response.sequence))
    .where(Response.attempt_id == bindparam("attempt_id"))
)


def get_running(attempt_id: int, person_id: int) -> Running:
    """An attempt of this person's; anybody else's does not exist for them."""
    row = read(_MINE, attempt_id=attempt_id, person_id=person_id).one_or_none()
    if row is None:
        raise NotFound
    return Running(*row)


def get_question(attempt_id: int, person_id: int, position: int) -> tuple[Running, Question]:
    """One question of a person's own attempt, in one statement."""
    row: Any = read(_QUESTION, attempt_id=attempt_id, person_id=person_id, position=position).one_or_none()
    if row is None:
        raise NotFound
    number, kind, stem, options, order, figure = row[7:]
    shown = tuple(Bilingual.of(options[index]) for index in order)
    return Running(*row[:7]), Question(number, kind, stem, shown, tuple(order), figure)


def saved_answers(attempt_id: int) -> dict[int, SavedAnswer]:
    """The answers that count so far, by position."""
    return {
        position: SavedAnswer(sequence, tuple(chosen_options(answer)), is_flagged(answer), saved_at)
        for position, sequence, answer, saved_at in read(_ANSWERS, attempt_id=attempt_id)
    }
