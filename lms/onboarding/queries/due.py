"""Courses that programmes ask of people, each with the day by which its stage was planned to end."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from lms.core import clock
from lms.core.db import db
from lms.onboarding.models import Enrolment, Outcome, ProgrammeVersion
from lms.onboarding.queries.enrolments import Extended, Passed, list_records, list_stages
from lms.onboarding.rules import schedule
from lms.onboarding.rules.gate import COURSE


@dataclass(frozen=True)
class CourseDue:
    """One course of one person's programme."""

    person_id: int
    code: str
    due_on: date


def list_courses_due(person_ids: Collection[int], today: date) -> list[CourseDue]:
    """Every course of every programme that people are or were in. After a programme has ended nothing becomes due."""
    query = (
        select(
            Enrolment.id, Enrolment.person_id, Enrolment.version_id, Enrolment.starts_on,
            ProgrammeVersion.published_at, func.max(Outcome.decided_at).label("decided_at"),
        )
        .join(ProgrammeVersion, ProgrammeVersion.id == Enrolment.version_id)
        .outerjoin(Outcome, Outcome.enrolment_id == Enrolment.id)
        .where(Enrolment.person_id.in_(person_ids))
        .group_by(
            Enrolment.id, Enrolment.person_id, Enrolment.version_id, Enrolment.starts_on, ProgrammeVersion.published_at
        )
    )  # fmt: skip
    rows = db.session.execute(query).all()
    if not rows:
        return []
    stages = list_stages({(row.version_id, row.published_at) for row in rows})
    records = list_records([row.id for row in rows])
    found: list[CourseDue] = []
    for row in rows:
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
