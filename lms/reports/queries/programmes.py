"""Enrolments with what came of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from sqlalchemy import bindparam, func, select

from lms.core.together import Found
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

_stages = select(func.count()).where(Stage.version_id == Enrolment.version_id).correlate(Enrolment).scalar_subquery()
_OWN = Enrolment.person_id == bindparam("person_id")
PARTS: Mapping[str, Any] = {
    "enrolments": select(
        Enrolment.id, Programme.title, Cohort.title.label("intake"), ProgrammeVersion.number, Enrolment.starts_on,
        Enrolment.enrolled_at, _stages.label("stages"),
    )
    .join(Cohort, Cohort.id == Enrolment.cohort_id)
    .join(ProgrammeVersion, ProgrammeVersion.id == Enrolment.version_id)
    .join(Programme, Programme.id == ProgrammeVersion.programme_id)
    .where(_OWN)
    .order_by(Enrolment.starts_on.desc(), Enrolment.id.desc()),
    "passages": select(StagePassage.enrolment_id, Stage.title, StagePassage.passed_at)
    .join(Stage, Stage.id == StagePassage.stage_id)
    .join(Enrolment, Enrolment.id == StagePassage.enrolment_id)
    .where(_OWN)
    .order_by(Stage.position),
    "extensions": select(
        StageExtension.enrolment_id, Stage.title, StageExtension.days, StageExtension.reason,
        StageExtension.signed_at, StageExtension.repeats, *SIGNER,
    )
    .join(Stage, Stage.id == StageExtension.stage_id)
    .join(Enrolment, Enrolment.id == StageExtension.enrolment_id)
    .join(Signer, Signer.id == StageExtension.signed_by)
    .where(_OWN)
    .order_by(StageExtension.signed_at, StageExtension.id),
    "outcomes": select(
        Outcome.enrolment_id, Outcome.kind, Outcome.reason, Outcome.result, Outcome.decided_at, *SIGNER
    )
    .join(Enrolment, Enrolment.id == Outcome.enrolment_id)
    .outerjoin(Signer, Signer.id == Outcome.decided_by)
    .where(_OWN)
    .order_by(Outcome.id),
}  # fmt: skip


def programmes_of(rows: Found) -> tuple[ProgrammeRecord, ...]:
    """The person's enrolments, newest first, from what `PARTS` found."""
    passages: dict[int, list[Passage]] = defaultdict(list)
    for row in rows["passages"]:
        passages[row.enrolment_id].append(Passage(*row))
    extensions: dict[int, list[Extension]] = defaultdict(list)
    for row in rows["extensions"]:
        extensions[row.enrolment_id].append(Extension(*(*row[:6], get_signer(row))))
    outcomes = {
        row.enrolment_id: OutcomeRecord(
            row.enrolment_id, row.kind, row.reason, row.result, row.decided_at, signer_of(row)
        )
        for row in rows["outcomes"]
    }
    return tuple(
        ProgrammeRecord(
            row.id, row.title, row.intake, row.number, row.starts_on, row.enrolled_at, row.stages,
            tuple(passages[row.id]), tuple(extensions[row.id]), outcomes.get(row.id),
        )
        for row in rows["enrolments"]
    )  # fmt: skip
