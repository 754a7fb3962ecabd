"""Answers that wait for somebody who marks: the queue without names, and one answer as a sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import exists, or_, select

from assessments.models import (
    Appeal,
    Attempt,
    AttemptConduct,
    AttemptItem,
    EssayMark,
    Exam,
    ExamConduct,
    ItemVersion,
    Rubric,
)
from assessments.queries.appeals import DECIDERS
from assessments.queries.attempts import saved_answers
from assessments.queries.marked import Line, marked_lines
from assessments.queries.practical_exams import latest_rubrics
from assessments.rules.bodies import Body
from assessments.rules.conduct import Conduct
from assessments.rules.essay_marks import Settling, settle
from lms.core.access import Permission
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.core.errors import NotFound
from lms.people.models import Person
from lms.people.queries.scope import within_reach
from lms.people.session import User

_PLAIN = Conduct()


@dataclass(frozen=True)
class Waiting:
    """One answer in the queue; whose it is stays unknown."""

    item_id: int
    exam_code: str
    exam: Bilingual
    stem: Bilingual
    since: datetime
    points: float
    place: int
    """Which marker is wanted: 1, 2, or 3 who settles it."""


def _waiting(user: User) -> Any:
    return (
        select(
            AttemptItem.id, AttemptItem.attempt_id, AttemptItem.position, AttemptItem.points, Exam.code, Exam.title,
            ItemVersion.stem, Attempt.finished_at, Attempt.person_id, ExamConduct.second_marker, ExamConduct.most_apart,
        )
        .join(Attempt, Attempt.id == AttemptItem.attempt_id)
        .join(Exam, Exam.id == Attempt.exam_id)
        .join(ItemVersion, ItemVersion.id == AttemptItem.item_version_id)
        .join(Person, Person.id == Attempt.person_id)
        .outerjoin(AttemptConduct, AttemptConduct.attempt_id == Attempt.id)
        .outerjoin(ExamConduct, ExamConduct.id == AttemptConduct.conduct_id)
        .where(
            Attempt.finished_at.is_not(None), AttemptItem.score.is_(None), Person.id != user.id,
            within_reach(user, Permission.ASSESS),
        )
        .order_by(Attempt.finished_at, AttemptItem.id)
    )  # fmt: skip


def list_waiting(user: User) -> list[Waiting]:
    """Answers that this reader may mark now, the longest wait first; none that they marked before, none of their own."""
    rows = db.session.execute(_waiting(user).limit(1000)).all()
    marks = _marks({row.attempt_id for row in rows})
    waiting = []
    for row in rows:
        given = marks.get((row.attempt_id, row.position), [])
        if user.id in (marker for marker, _points in given):
            continue
        settling = _settling(given, row.points, row.second_marker, row.most_apart)
        if settling.next_place:
            waiting.append(
                Waiting(row.id, row.code, row.title, row.stem, row.finished_at, row.points, settling.next_place)
            )
    return waiting


def _settling(given: list[tuple[int, float]], most: float, second: bool | None, apart: float | None) -> Settling:
    return settle(
        [points for _marker, points in given],
        most,
        second_marker=bool(second),
        most_apart=_PLAIN.most_apart if apart is None else apart,
    )


def _marks(attempt_ids: set[int]) -> Mapping[tuple[int, int], list[tuple[int, float]]]:
    found: dict[tuple[int, int], list[tuple[int, float]]] = {}
    query = select(EssayMark.attempt_id, EssayMark.position, EssayMark.marked_by, EssayMark.points)
    query = query.where(EssayMark.attempt_id.in_(attempt_ids)).order_by(EssayMark.place)
    for attempt_id, position, marker, points in db.session.execute(query):
        found.setdefault((attempt_id, position), []).append((marker, points))
    return found


def get_waiting_item(user: User, item_id: int) -> int:
    """The id of an answer that waits within this reader's reach; any other does not exist."""
    row = db.session.execute(_waiting(user).where(AttemptItem.id == item_id)).one_or_none()
    if row is None:
        raise NotFound
    return int(row.id)


def may_see_answer(user: User, item_id: int) -> bool:
    """May this reader see an answer without its name: to mark it, having marked it, or as it was appealed against?"""
    marked = exists().where(
        EssayMark.attempt_id == Attempt.id, EssayMark.position == AttemptItem.position, EssayMark.marked_by == user.id
    )
    appealed = exists().where(Appeal.attempt_id == Attempt.id, Appeal.position == AttemptItem.position)
    to_mark = within_reach(user, Permission.ASSESS) & (AttemptItem.score.is_(None) | marked)
    to_decide = or_(*(within_reach(user, permission) for permission in DECIDERS)) & appealed
    query = (
        select(AttemptItem.id)
        .join(Attempt, Attempt.id == AttemptItem.attempt_id)
        .join(Person, Person.id == Attempt.person_id)
        .where(AttemptItem.id == item_id, Attempt.finished_at.is_not(None), Person.id != user.id, to_mark | to_decide)
    )
    return db.session.scalar(query) is not None


@dataclass(frozen=True)
class Sheet:
    """One answer as a marker sees it: question, answer, rubric; and the marks so far, for whoever settles them."""

    item_id: int
    attempt_id: int
    position: int
    kind: str
    stem: Bilingual
    exam: Bilingual
    exam_code: str
    text: str
    lines: tuple[Line, ...]
    rubric: str
    rated_by: Rubric | None
    """The rubric by whose criteria the answer is marked; without one `rubric` is a text to go by, or nothing."""
    model_answer: Bilingual
    points: float
    score: float | None
    marks: tuple[EssayMark, ...]
    second_marker: bool
    most_apart: float
    body: Body
    given: Mapping[str, Any]
    order: tuple[int, ...]
    figure_file_id: int | None

    @property
    def settling(self) -> Settling:
        """What the marks come to so far, and who is wanted next."""
        given = [mark.points for mark in self.marks]
        return settle(given, self.points, second_marker=self.second_marker, most_apart=self.most_apart)


def get_sheet(item_id: int) -> Sheet:
    """One answer of a finished attempt. Whose business it is, the caller has asked before."""
    row = db.session.execute(
        select(AttemptItem, ItemVersion, Exam.title, Exam.code, ExamConduct.second_marker, ExamConduct.most_apart)
        .join(Attempt, Attempt.id == AttemptItem.attempt_id)
        .join(Exam, Exam.id == Attempt.exam_id)
        .join(ItemVersion, ItemVersion.id == AttemptItem.item_version_id)
        .outerjoin(AttemptConduct, AttemptConduct.attempt_id == Attempt.id)
        .outerjoin(ExamConduct, ExamConduct.id == AttemptConduct.conduct_id)
        .where(AttemptItem.id == item_id, Attempt.finished_at.is_not(None))
    ).one_or_none()
    if row is None:
        raise NotFound
    item, version, title, code, second, apart = row
    saved = saved_answers(item.attempt_id).get(item.position)
    given = saved.given if saved else {}
    body = Body.read(version.body)
    texts = [Bilingual.of(option) for option in version.options]
    marks = tuple(
        db.session.scalars(
            select(EssayMark)
            .where(EssayMark.attempt_id == item.attempt_id, EssayMark.position == item.position)
            .order_by(EssayMark.place)
        )
    )
    rated_by = _rubric(body.rubric, marks)
    return Sheet(
        item.id, item.attempt_id, item.position, version.kind, version.stem, title, code, str(given.get("text", "")),
        marked_lines(version.kind, texts, version.correct, body, item.option_order, given), body.rubric, rated_by,
        Bilingual(body.model_answer.zh, body.model_answer.en), item.points, item.score, marks,
        bool(second), _PLAIN.most_apart if apart is None else apart, body, given, tuple(item.option_order),
        version.figure_file_id,
    )  # fmt: skip


def _rubric(code: str, marks: Sequence[EssayMark]) -> Rubric | None:
    """The version of the rubric with which the answer's first marker began, else the newest."""
    if not code:
        return None
    if marks:
        return db.session.get(Rubric, marks[0].rubric_id) if marks[0].rubric_id else None
    return latest_rubrics([code]).get(code)
