"""Reading an attempt under way. Columns only, and never a key or a feedback: see `results` for what comes after."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select

from assessments.models import Attempt, AttemptConduct, AttemptItem, Exam, ExamConduct, ItemVersion, Response
from assessments.queries.conduct import HELD, Held, held_by
from assessments.rules.answers import chosen_options, is_answer, is_flagged
from assessments.rules.bodies import Body
from assessments.rules.items import pictures_in
from assessments.rules.placed import middle
from assessments.rules.written import shared_unit
from lms.core.bilingual import Bilingual
from lms.core.db import read
from lms.core.errors import NotFound


@dataclass(frozen=True)
class SavedAnswer:
    """The answer that counts for one question, as it is kept (see `rules.answers`), and its number."""

    sequence: int
    given: Mapping[str, Any]
    flagged: bool
    saved_at: datetime

    @property
    def is_answered(self) -> bool:
        """Does it say anything?"""
        return is_answer(self.given)

    @property
    def chosen(self) -> list[int]:
        """The options chosen, by the bank's indexes."""
        return chosen_options(self.given)


@dataclass(frozen=True)
class Running:
    """An attempt's outer facts."""

    id: int
    exam_code: str
    title: Bilingual
    deadline: datetime
    finished_at: datetime | None
    questions: int
    pass_mark: float


@dataclass(frozen=True)
class Question:
    """One question as it may be shown; of the key nothing.

    `options` in the order of this attempt: options, things to order, things to choose from, words of areas. `order`: place
    shown → index in the bank. `prompts`: what is matched. `unit` is said beside a number. `aspect`: height of the figure
    divided by its width. `pictures`: the names of those in the text, by which the page asks for them.
    """

    position: int
    kind: str
    stem: Bilingual
    options: tuple[Bilingual, ...]
    order: tuple[int, ...]
    figure_file_id: int | None
    prompts: tuple[Bilingual, ...] = ()
    unit: str = ""
    unit_needed: bool = False
    aspect: float = 1.0
    places: tuple[tuple[float, float], ...] = ()
    pictures: Mapping[str, int] = field(default_factory=dict)
    points: float = 1.0
    in_parts: bool = False
    """Does a part of the answer earn a part of the points?"""


_questions = (
    select(func.count())
    .select_from(AttemptItem)
    .where(AttemptItem.attempt_id == Attempt.id)
    .correlate(Attempt)
    .scalar_subquery()
)
_RUNNING = (Attempt.id, Exam.code, Exam.title, Attempt.deadline, Attempt.finished_at, _questions, Attempt.pass_mark)
_MINE = (
    select(*_RUNNING)
    .join(Exam, Exam.id == Attempt.exam_id)
    .where(Attempt.id == bindparam("attempt_id"), Attempt.person_id == bindparam("person_id"))
)
_QUESTION = (
    select(
        *_RUNNING, AttemptItem.position, ItemVersion.kind, ItemVersion.stem, ItemVersion.options,
        AttemptItem.option_order, ItemVersion.figure_file_id, ItemVersion.body, *HELD,
    )
    .join(Exam, Exam.id == Attempt.exam_id)
    .outerjoin(AttemptConduct, AttemptConduct.attempt_id == Attempt.id)
    .outerjoin(ExamConduct, ExamConduct.id == AttemptConduct.conduct_id)
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


def get_question(attempt_id: int, person_id: int, position: int) -> tuple[Running, Question, Held]:
    """One question of a person's own attempt, and how it is held, in one statement."""
    row: Any = read(_QUESTION, attempt_id=attempt_id, person_id=person_id, position=position).one_or_none()
    if row is None:
        raise NotFound
    running = Running(*row[:7])
    number, kind, stem, options, order, figure, body = row[7:14]
    question = _question(
        number, kind, stem, options, order, figure, Body.read(body), is_over=running.finished_at is not None
    )
    return running, question, held_by(row[14:])


def _question(
    position: int, kind: str, stem: Bilingual, options: list[dict[str, str]], order: list[int], figure: int | None,
    body: Body, is_over: bool,
) -> Question:  # fmt: skip
    if kind == "matching":
        options = [words.as_dict() for words in body.choices]
    elif kind == "hot_spot":
        options = [spot.label.as_dict() for spot in body.spots]
    numeric = kind == "numeric"
    return Question(
        position, kind, stem, tuple(Bilingual.of(options[index]) for index in order), tuple(order), figure,
        prompts=tuple(Bilingual.of(left.as_dict()) for left, _right in body.pairs),
        unit=shared_unit(body.answers) if numeric else "",
        unit_needed=numeric and len({answer.unit for answer in body.answers}) > 1,
        aspect=body.aspect,
        places=tuple(middle(body.spots[index]) for index in order) if kind == "hot_spot" else (),
        pictures=body.figures if is_over else _asked_pictures(body, stem, options),
        points=body.points,
        in_parts=body.partial or (kind == "multiple" and bool(body.fractions)),
    )  # fmt: skip


def _asked_pictures(body: Body, stem: Bilingual, options: list[dict[str, str]]) -> Mapping[str, int]:
    """The pictures of what is asked, without those of explanations."""
    texts = [stem.zh, stem.en, *(text for option in options for text in option.values())]
    texts += [text for left, _right in body.pairs for text in (left.zh, left.en)]
    asked = {name for text in texts for name in pictures_in(text)}
    return {name: file_id for name, file_id in body.figures.items() if name in asked}


def saved_answers(attempt_id: int) -> dict[int, SavedAnswer]:
    """The answers that count so far, by position."""
    return {
        position: SavedAnswer(sequence, answer if isinstance(answer, dict) else {}, is_flagged(answer), saved_at)
        for position, sequence, answer, saved_at in read(_ANSWERS, attempt_id=attempt_id)
    }


def question_of(version: ItemVersion) -> Question:
    """A wording as it would be shown, everything in the bank's own order; for a preview."""
    body = Body.read(version.body)
    shown = {"matching": len(body.choices), "hot_spot": len(body.spots)}.get(version.kind, len(version.options))
    options = list(version.options)
    return _question(
        1, version.kind, version.stem, options, list(range(shown)), version.figure_file_id, body, is_over=False
    )
