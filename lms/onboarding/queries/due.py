"""Courses that programmes ask of people, each with the day by which its stage was planned to end."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Integer, bindparam, cast, func, null, select, union_all

from lms.core import clock
from lms.core.db import read
from lms.onboarding.models import Enrolment, Outcome, ProgrammeVersion, StageExtension, StagePassage
from lms.onboarding.queries.enrolments import Extended, Passed, list_stages
from lms.onboarding.rules import schedule
from lms.onboarding.rules.gate import COURSE

_people: Any = bindparam("people", expanding=True)
_decided_at = (
    select(func.max(Outcome.decided_at))
    .where(Outcome.enrolment_id == Enrolment.id)
    .correlate(Enrolment)
    .scalar_subquery()
)
_COLUMNS = (
    Enrolment.id, Enrolment.person_id, Enrolment.version_id, Enrolment.starts_on, ProgrammeVersion.published_at,
    _decided_at.label("decided_at"),
)  # fmt: skip
# An enrolment once for each stage it passed, or once without any; and once more for each extension.
_WITH_RECORDS = union_all(
    select(*_COLUMNS, StagePassage.stage_id, StagePassage.passed_at.label("at"), cast(null(), Integer).label("days"))
    .join(ProgrammeVersion, ProgrammeVersion.id == Enrolment.version_id)
    .outerjoin(StagePassage, StagePassage.enrolment_id == Enrolment.id)
    .where(Enrolment.person_id.in_(_people)),
    select(*_COLUMNS, StageExtension.stage_id, StageExtension.signed_at, StageExtension.days)
    .join(ProgrammeVersion, ProgrammeVersion.id == Enrolment.version_id)
    .join(StageExtension, StageExtension.enrolment_id == Enrolment.id)
    .where(Enrolment.person_id.in_(_people)),
)


@dataclass(frozen=True)
class CourseDue:
    """One course of one person's programme."""

    person_id: int
    code: str
    due_on: date


def list_courses_due(person_ids: Collection[int], today: date) -> list[CourseDue]:
    """Every course of every programme that people are or were in. After a programme has ended nothing becomes due."""
    enrolments: dict[int, Any] = {}
    records: dict[tuple[int, int], list[Passed | Extended]] = defaultdict(list)
    for row in read(_WITH_RECORDS, people=person_ids):
        enrolments.setdefault(row.id, row)
        if row.stage_id is not None:
            what = Passed(row.at) if row.days is None else Extended(row.at, row.days)
            records[row.id, row.stage_id].append(what)
    stages = list_stages({(row.version_id, row.published_at) for row in enrolments.values()})
    found: list[CourseDue] = []
    for row in enrolments.values():
        ended_on = clock.local_date(row.decided_at) if row.decided_at else None
        dates = [_dates(stage.days, records.get((row.id, stage.id), [])) for stage in stages[row.version_id]]
        plans = schedule.schedule(dates, row.starts_on, today, ended_on)
        for stage, stage_dates, plan in zip(stages[row.version_id], dates, plans, strict=True):
            due_on = schedule.planned_end(plan.starts_on, stage_dates)
            if ended_on is not None and stage_dates.passed_on is None and due_on > ended_on:
                continue
            found += [CourseDue(row.person_id, c.ref, due_on) for c in stage.contents if c.kind == COURSE]
    return found


def _dates(days: int, happened: Collection[Passed | Extended]) -> schedule.StageDates:
    """What the plan and the record say of a stage."""
    passed = next((clock.local_date(r.at) for r in happened if isinstance(r, Passed)), None)
    extensions = tuple(
        schedule.Extension(clock.local_date(r.at), r.days) for r in happened if isinstance(r, Extended)
    )  # fmt: skip
    return schedule.StageDates(days, passed, extensions)
