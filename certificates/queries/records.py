"""What people did that requirements ask for, of every kind that is kept at or below this floor: one statement."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from assessments.models import PracticalExam, Rubric
from assessments.practical_questions import AssignedTask
from assessments.queries.practicals import PROGRESS, PracticalProgress, progress_in
from assessments.queries.results import RESULTS, ExamResult, finished_in
from certificates.pledges.queries import SIGNED, signed_in
from certificates.rules.requirements import Kind
from courses.queries.completions import VERSIONS, versions_in
from lms.core.among import among
from lms.core.together import Together

Key = tuple[int, str]
"""A person and a code."""

_HELD = (
    select(
        PracticalExam.learner_id.label("person_id"), Rubric.code, PracticalExam.id, PracticalExam.percent,
        PracticalExam.passed, PracticalExam.held_on,
    )
    .join(Rubric, Rubric.id == PracticalExam.rubric_id)
    .where(among(PracticalExam.learner_id, "people"), among(Rubric.code, "rubrics"))
    .order_by(PracticalExam.signed_at, PracticalExam.id)
)  # fmt: skip
_RECORDS = Together(attempts=RESULTS, held=_HELD, tasks=PROGRESS, courses=VERSIONS, pledges=SIGNED)


@dataclass(frozen=True)
class Records:
    """By person and code: finished attempts, the latest practical examination, progress with tasks, versions of courses
    completed, and the days on which pledges were signed."""

    attempts: Mapping[Key, list[ExamResult]] = field(default_factory=dict)
    exams_held: Mapping[Key, Any] = field(default_factory=dict)
    tasks: Mapping[Key, PracticalProgress] = field(default_factory=dict)
    courses: Mapping[Key, list[tuple[int, date]]] = field(default_factory=dict)
    pledges: Mapping[Key, list[date]] = field(default_factory=dict)


def read_records(person_ids: Sequence[int], codes: Mapping[str, Collection[str]], since: datetime | None) -> Records:
    """The records of some people with the codes of each kind; of tasks only sign-offs after `since` count."""
    exams, tasks = set(codes[Kind.EXAM]), sorted(codes[Kind.PRACTICALS])
    kinds = (Kind.EXAM, Kind.PRACTICAL_EXAM, Kind.PRACTICALS, Kind.COURSE, Kind.PLEDGE)
    if not person_ids or not any(codes[kind] for kind in kinds):
        return Records()
    found = _RECORDS.read(
        people=list(person_ids), learners=list(person_ids), codes=sorted(exams.union(tasks)),
        rubrics=sorted(codes[Kind.PRACTICAL_EXAM]), courses=sorted(codes[Kind.COURSE]),
        digests=sorted(codes[Kind.PLEDGE]),
    )  # fmt: skip
    sets = {person_id: [AssignedTask(code, since) for code in tasks] for person_id in person_ids}
    return Records(
        finished_in(row for row in found["attempts"] if row.code in exams),
        {(row.person_id, row.code): row for row in found["held"]},
        progress_in([row for row in found["tasks"] if row.code in tasks], sets),
        versions_in(found["courses"]),
        signed_in(found["pledges"]),
    )
