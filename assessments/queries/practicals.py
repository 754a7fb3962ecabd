"""Reads of practical tasks and how far people are with them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select

from assessments.models import (
    Countersignature,
    CountersignatureWithdrawal,
    PracticalTask,
    SignOff,
    SignOffRevocation,
)
from assessments.practical_questions import AssignedTask, LaterStage, assigned_tasks
from assessments.queries.practical_exams import PracticalExamResult, practical_exam_results
from assessments.rules.practicals import (
    MODES,
    Mode,
    Standing,
    counted_by_mode,
    is_complete,
    next_mode,
    open_modes,
    required_of,
    standing,
)
from lms.core.among import among
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
    "practical_exam_results",
    "practical_progress",
    "progress_of",
    "progress_of_all",
    "tasks_set_for",
]


@dataclass(frozen=True)
class PracticalProgress:
    """How far one person is with one task. `done` and `required` count passed sign-offs by mode, as far as they count
    towards both the number and the `people` that are needed; `waiting` those not countersigned yet; `signers` are the
    people whose sign-offs count; `last_returned_comment` says what to improve while the last sign-off was a return; `opens_with` is the stage with
    which the task opens, where that is not reached yet. `counting`: all sign-offs that count, more than needed included."""

    task_id: int
    code: str
    title: Bilingual
    summary: Bilingual
    required: dict[str, int]
    done: dict[str, int] = field(default_factory=dict)
    last_returned_comment: str | None = None
    last_at: datetime | None = None
    opens_with: LaterStage | None = None
    people: dict[str, int] = field(default_factory=dict)
    waiting: dict[str, int] = field(default_factory=dict)
    signers: dict[str, tuple[int, ...]] = field(default_factory=dict)
    counting: int = 0

    @property
    def people_signed(self) -> int:
        """How many different people signed what counts."""
        return len({signer for some in self.signers.values() for signer in some})

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

    def others_needed(self, mode: str) -> int:
        """How many people must still sign in a mode who have not yet."""
        return max(self.people.get(mode, 1) - len(self.signers.get(mode, ())), 0) if mode in self.people else 0

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
    if not codes:
        return {}
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
_SECOND, _BACK = Countersignature.__table__, CountersignatureWithdrawal.__table__
_STANDS = ~select(_BACK.c.id).where(_BACK.c.countersignature_id == _SECOND.c.id).correlate(_SECOND).exists()
_SIGNED = (
    select(
        _TASK.c.code, SignOff.id, SignOff.learner_id, SignOff.mode, SignOff.passed, SignOff.comment, SignOff.signed_at,
        SignOff.signer_id, _TASK.c.countersign, _SECOND.c.agreed, _SECOND.c.comment.label("second_comment"),
        _SECOND.c.signed_at.label("second_at"),
    )
    .join(SignOff, SignOff.task_id == _TASK.c.id)
    .outerjoin(SignOffRevocation, SignOffRevocation.sign_off_id == SignOff.id)
    .outerjoin(_SECOND, (_SECOND.c.sign_off_id == SignOff.id) & _STANDS)  # of these sign-offs only: there are many
    .where(among(SignOff.learner_id, "learners"), SignOffRevocation.id.is_(None))
    .subquery()
)  # fmt: skip
_NEWEST = PracticalTask.__table__.alias()
PROGRESS = (
    select(
        _NEWEST.c.id.label("task_id"),
        _NEWEST.c.code,
        _NEWEST.c.title,
        _NEWEST.c.summary,
        _NEWEST.c.required,
        _NEWEST.c.people,
        *_SIGNED.c[1:],
    )
    .outerjoin(_SIGNED, _SIGNED.c.code == _NEWEST.c.code)
    .where(
        among(_NEWEST.c.code, "codes"),
        _NEWEST.c.number == select(func.max(_OTHER.c.number)).where(_OTHER.c.code == _NEWEST.c.code).scalar_subquery(),
    )
    .order_by(_SIGNED.c.signed_at, _SIGNED.c.id)
)  # the newest version of each task, once for every sign-off of any version that was not taken back


def progress_of(sets: dict[int, list[AssignedTask]]) -> dict[tuple[int, str], PracticalProgress]:
    """How far each person is with the tasks that are set for them. One statement, however many people."""
    codes = sorted({task.code for tasks in sets.values() for task in tasks})
    return progress_in(read(PROGRESS, codes=codes, learners=list(sets)).all() if codes else [], sets)


def progress_in(rows: Sequence[Any], sets: dict[int, list[AssignedTask]]) -> dict[tuple[int, str], PracticalProgress]:
    """The same from what `PROGRESS` found for the learners and the codes of their tasks."""
    newest = {row.code: row for row in rows}
    set_ = {(person_id, task.code): task for person_id, tasks in sets.items() for task in tasks}
    found = {
        (person_id, code): PracticalProgress(
            newest[code].task_id, code, newest[code].title, newest[code].summary, dict(newest[code].required),
            opens_with=task.opens_with, people=dict(newest[code].people),
        )
        for (person_id, code), task in set_.items()
        if code in newest
    }  # fmt: skip
    signed: dict[tuple[int, str], dict[int, list[Any]]] = {}
    for row in rows:
        key = (row.learner_id, row.code)
        if key not in found or ((start := set_[key].since) is not None and row.signed_at < start):
            continue
        signed.setdefault(key, {}).setdefault(row.id, []).append(row)
    return {key: _counted(p, list(signed.get(key, {}).values())) for key, p in found.items()}


def _counted(progress: PracticalProgress, signed: list[list[Any]]) -> PracticalProgress:
    """With the sign-offs of one person and task, oldest first: each comes once for every countersignature, or once."""
    signers: dict[str, list[int]] = {}
    waiting: dict[str, int] = {}
    said: list[tuple[datetime, str | None]] = []
    for rows in signed:
        row, refusal = rows[0], next((row for row in rows if row.agreed is False), None)
        state = standing(
            passed=row.passed, withdrawn=False, asks_second=row.mode in row.countersign,
            seconds=[one.agreed for one in rows if one.agreed is not None],
        )  # fmt: skip
        if state == Standing.COUNTS:
            signers.setdefault(row.mode, []).append(row.signer_id)
        elif state == Standing.WAITS:
            waiting[row.mode] = waiting.get(row.mode, 0) + 1
        said.append((row.signed_at, None if row.passed else row.comment))
        if refusal is not None:
            said.append((refusal.second_at, refusal.second_comment))
    last_at, comment = sorted(said, key=lambda one: one[0])[-1] if said else (None, None)
    return replace(
        progress, done=counted_by_mode(signers, progress.required, progress.people), waiting=waiting,
        signers={mode: tuple(sorted(set(by))) for mode, by in signers.items()},
        counting=sum(len(by) for by in signers.values()),
        last_returned_comment=comment, last_at=last_at,
    )  # fmt: skip


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
