"""Reads of practical tasks and how far people are with them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.orm import aliased

from assessments.models import PracticalTask, SignOff, SignOffRevocation
from assessments.practical_questions import AssignedTask, LaterStage, assigned_tasks
from assessments.queries.practical_exams import PracticalExamResult, practical_exam_results
from assessments.rules.practicals import MODES, Mode, is_complete, next_mode, open_modes, required_of
from lms.core.bilingual import Bilingual
from lms.core.db import db, read
from lms.core.errors import NotFound
from lms.people.models import Person, Post

__all__ = [
    "PracticalExamResult",
    "PracticalProgress",
    "get_progress",
    "get_task",
    "latest_tasks",
    "list_returned",
    "practical_exam_results",
    "practical_progress",
    "progress_of",
    "progress_of_all",
    "tasks_set_for",
]


@dataclass(frozen=True)
class PracticalProgress:
    """How far one person is with one task. `done` and `required` count passed sign-offs by mode;
    `last_returned_comment` says what to improve while the last sign-off was a return; `opens_with` is the stage with
    which the task opens, where that is not reached yet."""

    task_id: int
    code: str
    title: Bilingual
    summary: Bilingual
    required: dict[str, int]
    done: dict[str, int] = field(default_factory=dict)
    last_returned_comment: str | None = None
    last_at: datetime | None = None
    opens_with: LaterStage | None = None

    @property
    def complete(self) -> bool:
        """Is every mode fulfilled?"""
        return is_complete(self.required, self.done)

    @property
    def returned(self) -> bool:
        """Is there something to improve before the next sign-off?"""
        return self.last_returned_comment is not None and not self.complete

    @property
    def due_mode(self) -> Mode | None:
        """The mode that comes next, or None when the task is fulfilled."""
        return next_mode(self.required, self.done)

    @property
    def open_modes(self) -> tuple[Mode, ...]:
        """The modes that may be signed now."""
        return open_modes(self.required, self.done)

    @property
    def modes(self) -> tuple[Mode, ...]:
        """The modes that the task asks for."""
        return tuple(mode for mode in MODES if required_of(mode, self.required))

    @property
    def sign_offs_done(self) -> int:
        """How many of the needed sign-offs are there; more than needed in one mode do not count for another."""
        return sum(min(self.done.get(mode, 0), required_of(mode, self.required)) for mode in MODES)

    @property
    def sign_offs_required(self) -> int:
        """How many sign-offs the task needs in all."""
        return sum(required_of(mode, self.required) for mode in MODES)


def latest_tasks(codes: Collection[str]) -> dict[str, PracticalTask]:
    """The newest version of each task."""
    newest = select(PracticalTask.code, func.max(PracticalTask.number).label("number")).group_by(PracticalTask.code)
    newest = newest.where(PracticalTask.code.in_(codes))
    latest = newest.subquery()
    query = select(PracticalTask).join(
        latest, (latest.c.code == PracticalTask.code) & (latest.c.number == PracticalTask.number)
    )
    return {task.code: task for task in db.session.scalars(query)}


def get_task(code: str) -> PracticalTask:
    """The newest version of a task. Raises NotFound."""
    task = latest_tasks([code]).get(code)
    if task is None:
        raise NotFound
    return task


def practical_progress(
    person_ids: Collection[int], codes: Collection[str], since: datetime | None = None
) -> dict[tuple[int, str], PracticalProgress]:
    """How far each person is with each task, by its newest version. Only sign-offs after `since` count."""
    sets = {person_id: [AssignedTask(code, since) for code in codes] for person_id in person_ids}
    return progress_of(sets)


_TASK, _OTHER = PracticalTask.__table__, PracticalTask.__table__.alias()
_SIGNED = (
    select(
        _TASK.c.code, SignOff.id, SignOff.learner_id, SignOff.mode, SignOff.passed, SignOff.comment, SignOff.signed_at
    )
    .join(SignOff, SignOff.task_id == _TASK.c.id)
    .outerjoin(SignOffRevocation, SignOffRevocation.sign_off_id == SignOff.id)
    .where(SignOff.learner_id.in_(bindparam("learners", expanding=True)), SignOffRevocation.id.is_(None))
    .subquery()
)
_NEWEST = PracticalTask.__table__.alias()
_PROGRESS = (
    select(
        _NEWEST.c.id.label("task_id"),
        _NEWEST.c.code,
        _NEWEST.c.title,
        _NEWEST.c.summary,
        _NEWEST.c.required,
        *_SIGNED.c[2:],
    )
    .outerjoin(_SIGNED, _SIGNED.c.code == _NEWEST.c.code)
    .where(
        _NEWEST.c.code.in_(bindparam("codes", expanding=True)),
        _NEWEST.c.number == select(func.max(_OTHER.c.number)).where(_OTHER.c.code == _NEWEST.c.code).scalar_subquery(),
    )
    .order_by(_SIGNED.c.signed_at, _SIGNED.c.id)
)  # the newest version of each task, once for every sign-off of any version that stands


def progress_of(sets: dict[int, list[AssignedTask]]) -> dict[tuple[int, str], PracticalProgress]:
    """How far each person is with the tasks that are set for them. One statement, however many people."""
    codes = sorted({task.code for tasks in sets.values() for task in tasks})
    rows = read(_PROGRESS, codes=codes, learners=list(sets)).all() if codes else []
    newest = {row.code: row for row in rows}
    set_ = {(person_id, task.code): task for person_id, tasks in sets.items() for task in tasks}
    found = {
        (person_id, code): PracticalProgress(
            newest[code].task_id, code, newest[code].title, newest[code].summary, dict(newest[code].required),
            opens_with=task.opens_with,
        )
        for (person_id, code), task in set_.items()
        if code in newest
    }  # fmt: skip
    counts: dict[tuple[int, str], dict[str, int]] = {}
    last: dict[tuple[int, str], tuple[str | None, datetime]] = {}
    for row in rows:
        key = (row.learner_id, row.code)
        if key not in found or ((start := set_[key].since) is not None and row.signed_at < start):
            continue
        last[key] = (None if row.passed else row.comment, row.signed_at)
        if row.passed:
            done = counts.setdefault(key, {})
            done[row.mode] = done.get(row.mode, 0) + 1
    return {
        key: replace(p, done=counts.get(key, {}), last_returned_comment=said, last_at=at)
        for key, p in found.items()
        for said, at in (last.get(key, (None, None)),)
    }


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


def tasks_set_for(person_ids: Collection[int]) -> dict[int, list[AssignedTask]]:
    """The tasks of each person: those of their programme, or else those of their job family and product line."""
    found = assigned_tasks(person_ids)
    others = [person_id for person_id in person_ids if person_id not in found]
    if others:
        same_line = or_(PracticalTask.product_line.is_(None), PracticalTask.product_line == Person.product_line)
        query = (
            select(Person.id, PracticalTask.code)
            .join(Post, Post.id == Person.post_id)
            .join(PracticalTask, (PracticalTask.family == Post.family) & same_line)
            .where(Person.id.in_(others))
            .group_by(Person.id, PracticalTask.code)
            .order_by(Person.id, func.min(PracticalTask.id))
        )
        for person_id, code in db.session.execute(query):
            found.setdefault(person_id, []).append(AssignedTask(code))
    return found


def progress_of_all(person_ids: Collection[int]) -> dict[int, list[PracticalProgress]]:
    """How far each person is with every task set for them, in the order in which they are set."""
    sets = tasks_set_for(person_ids)
    states = progress_of(sets)
    return {
        person_id: [
            states[person_id, task.code] for task in sets.get(person_id, ()) if (person_id, task.code) in states
        ]
        for person_id in person_ids
    }


def get_progress(learner_id: int, code: str) -> PracticalProgress:
    """How far one person is with one task, counted as it is set for them. Raises NotFound for an unknown task."""
    sets = assigned_tasks([learner_id]).get(learner_id, [])
    task = next((task for task in sets if task.code == code), AssignedTask(code))
    progress = progress_of({learner_id: [task]}).get((learner_id, code))
    if progress is None:
        raise NotFound
    return progress
