"""What lower packages ask about programmes (see their question modules); wired in `lms.wiring`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, Select, and_, func, select
from sqlalchemy.orm import aliased

from assessments.practical_questions import AssignedTask, Candidate, LaterStage
from assessments.rules.sitting import ExamAccess
from certificates.questions import ProgrammePassed
from lms.core import clock
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.core.paths import path_to
from lms.mentoring.standing import MenteeStanding
from lms.onboarding.models import (
    Cohort,
    Enrolment,
    Outcome,
    Programme,
    ProgrammeVersion,
    Stage,
    StageContent,
    StagePassage,
)
from lms.onboarding.queries.ahead import journey_standing
from lms.onboarding.queries.enrolments import find_running, find_running_row, list_rows
from lms.onboarding.queries.journeys import CURRENT, NOTHING, base_since, journeys
from lms.onboarding.rules.decisions import ON_DUTY
from lms.onboarding.rules.gate import EXAM, LOG, MENTOR_RATING, PRACTICAL, PRACTICAL_EXAM

_stage, _passed_stage = aliased(Stage), aliased(Stage)
_OPEN_POSITION = (
    select(func.min(_stage.position))
    .where(_stage.version_id == Enrolment.version_id)
    .where(
        ~select(StagePassage.id)
        .join(_passed_stage, _passed_stage.id == StagePassage.stage_id)
        .where(StagePassage.enrolment_id == Enrolment.id, _passed_stage.code == _stage.code)
        .correlate(Enrolment, _stage)
        .exists()
    )
    .correlate(Enrolment)
    .scalar_subquery()
)
"""The position of the first stage of an enrolment's version that was not passed, in this version or another."""


def practical_tasks(person_ids: Collection[int]) -> dict[int, list[AssignedTask]]:
    """The practical tasks of each person's running programme, in its order; each opens with its stage, at the first place
    where it stands."""
    query = (
        select(Enrolment.person_id, StageContent.ref, Stage.position, Stage.title, _OPEN_POSITION.label("open"))
        .join(Stage, Stage.version_id == Enrolment.version_id)
        .join(StageContent, and_(StageContent.stage_id == Stage.id, StageContent.kind == PRACTICAL))
        .outerjoin(Outcome, Outcome.enrolment_id == Enrolment.id)
        .where(Enrolment.person_id.in_(person_ids), Outcome.id.is_(None))
        .order_by(Enrolment.person_id, Stage.position, StageContent.position)
    )
    found: dict[int, list[AssignedTask]] = {}
    for person_id, code, number, title, open_at in db.session.execute(query):
        if all(task.code != code for task in found.setdefault(person_id, [])):
            later = LaterStage(number, title) if open_at is not None and number > open_at else None
            found[person_id].append(AssignedTask(code, opens_with=later))
    return found


def practicals_from(learner_id: int) -> date | None:
    """The first day of the running programme."""
    return db.session.scalar(select(Enrolment.starts_on).where(Enrolment.id == find_running(learner_id)))


def practical_exam_candidates() -> list[Candidate]:
    """Who has reached a stage with a practical examination and has no result in it that counts."""
    query = (
        select(Enrolment.id)
        .join(Stage, and_(Stage.version_id == Enrolment.version_id, Stage.position == _OPEN_POSITION))
        .join(StageContent, and_(StageContent.stage_id == Stage.id, StageContent.kind == PRACTICAL_EXAM))
        .outerjoin(Outcome, Outcome.enrolment_id == Enrolment.id)
        .where(Outcome.id.is_(None))
    )
    rows = list_rows(Enrolment.id.in_(query))
    found = []
    for journey in journeys(rows, clock.today(), CURRENT, only={PRACTICAL_EXAM}):
        began = max((s.passed_at for s in journey.stages if s.passed_at), default=base_since(journey.row))
        since = journey.round_began or began
        for check in journey.current.checks if journey.current else ():
            if check.content.kind == PRACTICAL_EXAM and check.evidence.mark is None:
                found.append(Candidate(journey.row.person_id, check.content.ref, since))
    return found


def programmes_passed(person_ids: Collection[int], codes: Collection[str]) -> dict[tuple[int, str], ProgrammePassed]:
    """Who was put on duty by which programme, the latest time."""
    query = (
        select(Enrolment.person_id, Programme.code, Enrolment.id, Outcome.decided_at, Outcome.result)
        .join(Enrolment, Enrolment.id == Outcome.enrolment_id)
        .join(ProgrammeVersion, ProgrammeVersion.id == Enrolment.version_id)
        .join(Programme, Programme.id == ProgrammeVersion.programme_id)
        .where(Enrolment.person_id.in_(person_ids), Programme.code.in_(codes), Outcome.kind == ON_DUTY)
        .order_by(Outcome.decided_at)
    )
    found = {}
    for person_id, code, enrolment_id, decided_at, result in db.session.execute(query):
        figure = (result or {}).get("figure")
        percent = None if figure is None else float(figure)
        href = path_to("onboarding.result", enrolment_id=enrolment_id)
        found[person_id, code] = ProgrammePassed(clock.local_date(decided_at), percent, href)
    return found


def under_way() -> dict[int, set[int]]:
    """By intake, those whose programme has not ended."""
    query = select(Enrolment.cohort_id, Enrolment.person_id).outerjoin(Outcome, Outcome.enrolment_id == Enrolment.id)
    found: dict[int, set[int]] = defaultdict(set)
    for cohort_id, person_id in db.session.execute(query.where(Outcome.id.is_(None))):
        found[cohort_id].add(person_id)
    return dict(found)


def cohort_members(cohort_id: int) -> Select[Any]:
    """The ids of the people in an intake."""
    return select(Enrolment.person_id).where(Enrolment.cohort_id == cohort_id)


def cohorts() -> list[Row[tuple[int, str, Bilingual]]]:
    """All intakes, newest first."""
    query = select(Cohort.id, Cohort.code, Cohort.title).order_by(Cohort.starts_on.desc(), Cohort.id.desc())
    return list(db.session.execute(query))


def mentee_standings(person_ids: Collection[int]) -> dict[int, MenteeStanding]:
    """Where each person is in the running programme, and whether the mentor's rating is wanted now."""
    rows = list_rows(Enrolment.person_id.in_(person_ids), Outcome.id.is_(None))
    found: dict[int, MenteeStanding] = {}
    today = clock.today()
    for journey in journeys(rows, today, CURRENT):
        stage = journey.current
        if stage is None:
            continue
        rating_due = any(c.content.kind == MENTOR_RATING for c in stage.missing)
        plan = stage.plan
        found[journey.row.person_id] = MenteeStanding(
            stage.row.title,
            plan.day,
            plan.days,
            plan.late_by > 0,
            rating_due,
            journey_standing(journey, (), today).is_soon,
            any(content.kind == LOG for content in stage.row.contents),
        )
    return found


def without_log(person_ids: Collection[int]) -> set[int]:
    """Those whose running programme stands at a stage that asks for no growth log."""
    wanted = select(StageContent.id).where(StageContent.stage_id == Stage.id, StageContent.kind == LOG).exists()
    query = (
        select(Enrolment.person_id)
        .join(Stage, and_(Stage.version_id == Enrolment.version_id, Stage.position == _OPEN_POSITION))
        .outerjoin(Outcome, Outcome.enrolment_id == Enrolment.id)
        .where(Enrolment.person_id.in_(person_ids), Outcome.id.is_(None), ~wanted)
    )
    return set(db.session.scalars(query))


def exam_access(person_id: int, exam_code: str, at: datetime) -> ExamAccess | None:
    """Whether a written exam is open to somebody now, and from when attempts count; None when their running programme
    does not hold it. An exam is open in its own stage, not before it and not after."""
    row = find_running_row(person_id)
    if row is None:
        return None
    journey = journeys([row], clock.local_date(at), NOTHING)[0]
    holding = [s for s in journey.stages if any((c.kind, c.ref) == (EXAM, exam_code) for c in s.row.contents)]
    if not holding:
        return None
    is_open = journey.current is not None and any(s.row.id == journey.current.row.id for s in holding)
    return ExamAccess(is_open, journey.round_began or base_since(journey.row))
