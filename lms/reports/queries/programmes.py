"""Enrolments with what came of them."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import func, select

from lms.core.db import db
from lms.onboarding.models import (
    Cohort,
    Enrolment,
    Outcome,
    Programme,
    ProgrammeVersion,
    Stage,
    StageExtension,
    StagePassage,
)
from lms.reports.queries.names import SIGNER, Signer, get_signer, signer_of
from lms.reports.records import Extension, OutcomeRecord, Passage, ProgrammeRecord


def list_programmes(person_id: int) -> tuple[ProgrammeRecord, ...]:
    """The person's enrolments, newest first."""
    passages, extensions, outcomes = _passages(person_id), _extensions(person_id), _outcomes(person_id)
    stages = select(func.count()).where(Stage.version_id == Enrolment.version_id).correlate(Enrolment)
    query = (
        select(
            Enrolment.id, Programme.title, Cohort.title.label("intake"), ProgrammeVersion.number, Enrolment.starts_on,
            Enrolment.enrolled_at, stages.scalar_subquery().label("stages"),
        )
        .join(Cohort, Cohort.id == Enrolment.cohort_id)
        .join(ProgrammeVersion, ProgrammeVersion.id == Enrolment.version_id)
        .join(Programme, Programme.id == ProgrammeVersion.programme_id)
        .where(Enrolment.person_id == person_id)
        .order_by(Enrolment.starts_on.desc(), Enrolment.id.desc())
    )  # fmt: skip
    return tuple(
        ProgrammeRecord(
            row.id, row.title, row.intake, row.number, row.starts_on, row.enrolled_at, row.stages,
            tuple(passages[row.id]), tuple(extensions[row.id]), outcomes.get(row.id),
        )
        for row in db.session.execute(query)
    )  # fmt: skip


def _passages(person_id: int) -> dict[int, list[Passage]]:
    query = (
        select(StagePassage.enrolment_id, Stage.title, StagePassage.passed_at)
        .join(Stage, Stage.id == StagePassage.stage_id)
        .join(Enrolment, Enrolment.id == StagePassage.enrolment_id)
        .where(Enrolment.person_id == person_id)
        .order_by(Stage.position)
    )
    found: dict[int, list[Passage]] = defaultdict(list)
    for row in db.session.execute(query):
        found[row.enrolment_id].append(Passage(*row))
    return found


def _extensions(person_id: int) -> dict[int, list[Extension]]:
    query = (
        select(
            StageExtension.enrolment_id, Stage.title, StageExtension.days, StageExtension.reason,
            StageExtension.signed_at, *SIGNER,
        )
        .join(Stage, Stage.id == StageExtension.stage_id)
        .join(Enrolment, Enrolment.id == StageExtension.enrolment_id)
        .join(Signer, Signer.id == StageExtension.signed_by)
        .where(Enrolment.person_id == person_id)
        .order_by(StageExtension.signed_at, StageExtension.id)
    )  # fmt: skip
    found: dict[int, list[Extension]] = defaultdict(list)
    for row in db.session.execute(query):
        found[row.enrolment_id].append(Extension(*row[:5], get_signer(row)))
    return found


def _outcomes(person_id: int) -> dict[int, OutcomeRecord]:
    query = (
        select(Outcome.enrolment_id, Outcome.kind, Outcome.reason, Outcome.result, Outcome.decided_at, *SIGNER)
        .join(Enrolment, Enrolment.id == Outcome.enrolment_id)
        .outerjoin(Signer, Signer.id == Outcome.decided_by)
        .where(Enrolment.person_id == person_id)
        .order_by(Outcome.id)
    )
    return {
        row.enrolment_id: OutcomeRecord(
            row.enrolment_id, row.kind, row.reason, row.result, row.decided_at, signer_of(row)
        )
        for row in db.session.execute(query)
    }
