"""Reading results: of many people at once, and of one finished attempt with its keys."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from assessments.models import Attempt, Exam
from assessments.queries.answer_sheet import marked_questions
from assessments.queries.marked import MarkedQuestion
from lms.core.among import among
from lms.core.bilingual import Bilingual
from lms.core.db import Moment, db, read
from lms.core.errors import NotFound

RESULTS = (
    select(
        Attempt.person_id, Exam.code, Exam.title, Attempt.id, Attempt.score, Attempt.points, Attempt.passed,
        Attempt.finished_at, Attempt.started_at,
    )
    .join(Exam, Exam.id == Attempt.exam_id)
    .where(
        among(Attempt.person_id, "people"), among(Exam.code, "codes")
    )
    .order_by(Attempt.id)
)  # fmt: skip
"""The attempts of `people` at exams by `codes`, to be read with other records; see `finished_in`."""
_RESULTS_SINCE = RESULTS.where(Attempt.started_at >= bindparam("since", type_=Moment))


@dataclass(frozen=True)
class ExamResult:
    """Where a person stands with an exam: the best finished attempt, how many were used, the one that runs."""

    exam_code: str
    title: Bilingual
    attempt_id: int | None
    percent: float | None
    passed: bool | None
    finished_at: datetime | None
    attempts_used: int
    running_attempt_id: int | None


def exam_results(
    person_ids: Collection[int], codes: Collection[str], since: datetime | None = None
) -> dict[tuple[int, str], ExamResult]:
    """Results by person and exam code, for those who began at least once (after `since`, where given)."""
    values = {"people": list(person_ids), "codes": codes}
    rows = read(RESULTS, **values) if since is None else read(_RESULTS_SINCE, **values, since=since)
    found = results_in(rows, [(person_id, since) for person_id in person_ids])
    return {(person_id, code): result for ((person_id, _since), code), result in found.items()}


Asked = tuple[int, datetime | None]
"""A person, and since when attempts count; None: from ever."""


def results_in(rows: Iterable[Any], asked: Collection[Asked]) -> dict[tuple[Asked, str], ExamResult]:
    """As `exam_results` from what `RESULTS` found, where each has a moment of their own, or several."""
    attempts: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        attempts[row.person_id].append(row)
    results: dict[tuple[Asked, str], ExamResult] = {}
    for ask in asked:
        for row in attempts[ask[0]]:
            if ask[1] is None or row.started_at >= ask[1]:
                results[ask, row.code] = _with(results.get((ask, row.code)), row)
    return results


def _with(before: ExamResult | None, row: Any) -> ExamResult:
    """The result with one attempt more."""
    before = before or ExamResult(row.code, row.title, None, None, None, None, 0, None)
    percent = None if row.score is None else round(100 * row.score / row.points, 1)
    better = percent is not None and (
        before.percent is None or (row.passed, percent) > (before.passed, before.percent)
    )  # fmt: skip
    best: tuple[Any, Any, Any, Any] = (row.id, percent, row.passed, row.finished_at) if better else (before.attempt_id, before.percent, before.passed, before.finished_at)  # fmt: skip
    running = before.running_attempt_id if row.finished_at else row.id
    return ExamResult(row.code, row.title, *best, before.attempts_used + 1, running)


def finished_attempts(person_ids: Collection[int], codes: Collection[str]) -> dict[tuple[int, str], list[ExamResult]]:
    """Every attempt that was finished and has its mark, by person and exam code, in the order in which they were begun."""
    return finished_in(read(RESULTS, people=list(person_ids), codes=codes) if codes else ())


def finished_in(rows: Iterable[Any]) -> dict[tuple[int, str], list[ExamResult]]:
    """As `exam_results` from what `RESULTS` found, where each has a moment of their own, or several."""
    found: dict[tuple[int, str], list[ExamResult]] = defaultdict(list)
    for row in rows:
        if row.finished_at is not None and row.score is not None:
            found[row.person_id, row.code].append(_with(None, row))
    return dict(found)


@dataclass(frozen=True)
class TopicScore:
    """Points reached in one topic of the exam."""

    title: Bilingual
    score: float
    points: float


@dataclass(frozen=True)
class Result:
    """A finished attempt. `questions` carry the keys: for whoever sat it, after the end only.

    While answers wait for somebody who marks, it has no score, no percentage and is neither passed nor failed.
    """

    attempt_id: int
    exam_code: str
    title: Bilingual
    started_at: datetime
    deadline: datetime
    finished_at: datetime
    score: float | None
    points: float
    percent: float | None
    pass_mark: float
    passed: bool | None
    questions: tuple[MarkedQuestion, ...]

    @property
    def awaiting(self) -> int:
        """How many answers somebody has still to mark."""
        return sum(question.score is None for question in self.questions)

    @property
    def topics(self) -> list[TopicScore]:
        """Points by topic, in the exam's order."""
        sums: dict[Bilingual, tuple[float, float]] = {}
        for question in self.questions:
            score, points = sums.get(question.topic, (0, 0))
            sums[question.topic] = (score + (question.score or 0), points + question.points)
        return [TopicScore(title, score, points) for title, (score, points) in sums.items()]


def get_result(attempt_id: int, person_id: int) -> Result:
    """The result of a person's own finished attempt; NotFound while it runs."""
    attempt: Any = db.session.execute(
        select(
            Attempt.id, Exam.code, Exam.title, Attempt.started_at, Attempt.deadline, Attempt.finished_at,
            Attempt.score, Attempt.points, Attempt.pass_mark, Attempt.passed,
        )
        .join(Exam, Exam.id == Attempt.exam_id)
        .where(Attempt.id == attempt_id, Attempt.person_id == person_id, Attempt.finished_at.is_not(None))
    ).one_or_none()  # fmt: skip
    if attempt is None:
        raise NotFound
    _, code, title, started_at, deadline, finished_at, score, points, pass_mark, passed = attempt
    percent = None if score is None else round(100 * score / points, 1)
    questions = marked_questions(attempt_id, finished_at)
    return Result(
        attempt_id, code, title, started_at, deadline, finished_at, score, points, percent, pass_mark, passed, questions
    )
