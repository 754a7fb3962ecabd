"""Passed stages of which a sign-off that counted was taken back later: read from the record, on which both stay."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, select

from assessments.queries.taken_back import Undone, undone_since
from lms.core.db import db
from lms.onboarding.models import Stage, StageContent, StagePassage
from lms.onboarding.rules.gate import PRACTICAL


def list_shaken(enrolment_id: int, person_id: int) -> list[tuple[Row[Any], Undone]]:
    """Each task of a passed stage that would not have been complete without what was taken back since, in the order of the
    programme; the row holds the stage's id, code, position and title."""
    query = (
        select(Stage.id, Stage.code, Stage.position, Stage.title, StageContent.ref, StagePassage.passed_at)
        .join(Stage, Stage.id == StagePassage.stage_id)
        .join(StageContent, StageContent.stage_id == Stage.id)
        .where(StagePassage.enrolment_id == enrolment_id, StageContent.kind == PRACTICAL)
        .order_by(Stage.position, StageContent.position)
    )
    rows: list[Row[Any]] = list(db.session.execute(query))
    undone = undone_since(person_id, {(row.ref, row.passed_at) for row in rows})
    return [(row, undone[row.ref, row.passed_at]) for row in rows if (row.ref, row.passed_at) in undone]
