"""Courses that programmes ask of people, each with the day by which its stage was planned to end."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import bindparam, func, select

from lms.core import clock
from lms.core.db import read
from lms.onboarding.models import Cohort, Enrolment, Outcome, ProgrammeVersion
from lms.onboarding.queries.enrolments import list_stages
from lms.onboarding.queries.journeys import days_of
from lms.onboarding.queries.records import WHOLE, Extended, Moved, Passed, Paused, Record, list_records, put_in
from lms.onboarding.rules import schedule
from lms.onboarding.rules.gate import COURSE
from lms.onboarding.rules.policy import WORKING, Policy
from lms.people.models import Unit
from lms.workdays.queries import WorkCalendar

_people: Any = bindparam("people", expanding=True)
_decided_at = (
    select(func.max(Outcome.decided_at))
    .where(Outcome.enrolment_id == Enrolment.id)
    .correlate(Enrolment)
    .scalar_subquery()
)
_COLUMNS = (
    Enrolment.id, Enrolment.person_id, Enrolment.version_id, Enrolment.starts_on, ProgrammeVersion.published_at,
    ProgrammeVersion.policy, Unit.path.label("intake_path"), _decided_at.label("decided_at"),
)  # fmt: skip
_ENROLMENTS = (
    select(*_COLUMNS)
    .join(ProgrammeVersion, ProgrammeVersion.id == Enrolment.version_id)
    .join(Cohort, Cohort.id == Enrolment.cohort_id)
    .join(Unit, Unit.id == Cohort.unit_id)
    .where(Enrolment.person_id.in_(_people))
    .order_by(Enrolment.id)
)


@dataclass(frozen=True)
class CourseDue:
    """One course of one person's programme."""

    person_id: int
    code: str
    due_on: date


def list_courses_due(person_ids: Collection[int], today: date) -> list[CourseDue]:
    """Every course of every programme that people are or were in. After a programme has ended nothing becomes due."""
    enrolments = list(read(_ENROLMENTS, people=person_ids))
    records = list_records([row.id for row in enrolments]) if enrolments else {}
    stages = list_stages({(row.version_id, row.published_at) for row in enrolments})
    working = any(Policy.of(row.policy).days == WORKING for row in enrolments)
    calendar = WorkCalendar() if working else None
    found: list[CourseDue] = []
    for row in enrolments:
        ended_on = clock.local_date(row.decided_at) if row.decided_at else None
        pauses = [r for r in records.get((row.id, WHOLE), ()) if isinstance(r, Paused)]
        days = days_of(row, pauses, ended_on or today, calendar)
        codes = {stage.code: records.get((row.id, stage.code), ()) for stage in stages[row.version_id]}
        passed = {code: next((r.at for r in some if isinstance(r, Passed)), None) for code, some in codes.items()}
        late_comers = put_in(list(codes), records.get((row.id, WHOLE), ()), passed)
        dates = [_dates(stage.days, codes[stage.code], late_comers.get(stage.code)) for stage in stages[row.version_id]]
        plans = schedule.schedule(dates, row.starts_on, today, ended_on, days)
        for stage, stage_dates, plan in zip(stages[row.version_id], dates, plans, strict=True):
            due_on = schedule.planned_end(plan.starts_on, stage_dates, days)
            if ended_on is not None and stage_dates.passed_on is None and due_on > ended_on:
                continue
            found += [CourseDue(row.person_id, c.ref, due_on) for c in stage.contents if c.kind == COURSE]
    return found


def _dates(days: int, happened: Collection[Record], not_from: date | None) -> schedule.StageDates:
    """What the plan and the record say of a stage."""
    passed = next((clock.local_date(r.at) for r in happened if isinstance(r, Passed)), None)
    extensions = tuple(
        schedule.Extension(clock.local_date(r.at), r.days) for r in happened if isinstance(r, Extended)
    )  # fmt: skip
    moved = next((clock.local_date(r.at) for r in reversed(list(happened)) if isinstance(r, Moved)), None)
    return schedule.StageDates(days, passed, extensions, moved, not_from)
