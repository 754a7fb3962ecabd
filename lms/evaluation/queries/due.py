"""Trainings whose results or return fall due, with what is wanted next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select, true

from lms.core.db import db
from lms.evaluation.models import RoiCase, RoiVersion
from lms.evaluation.queries.estimates import list_standing
from lms.evaluation.queries.finishes import finishers
from lms.evaluation.queries.plans import Planned, list_planned
from lms.evaluation.rules.due import Call, call_for


@dataclass(frozen=True)
class Due:
    """What one training wants next. `estimate_id` is the one that waits for a signature."""

    planned: Planned
    call: Call
    estimate_id: int | None = None


def list_due(today: date, planned: Sequence[Planned] | None = None) -> list[Due]:
    """All of them, over the whole organisation; `planned` where the plans are known already."""
    planned = [one for one in (list_planned() if planned is None else planned) if {4, 5} & set(one.plan.levels)]
    if not planned:
        return []
    finished = finishers(true())
    standing = (one.estimate for one in list_standing())
    known = {(e.subject_kind, e.subject_code, e.kpi_id): e for e in standing if e.unit_id is None}
    results = set(
        db.session.execute(
            select(RoiCase.subject_kind, RoiCase.subject_code)
            .join(RoiVersion, RoiVersion.case_id == RoiCase.id)
            .where(RoiVersion.stage == "result", RoiCase.unit_id.is_(None))
        ).all()
    )
    found = []
    for one in planned:
        key, kpi = one.subject.key, one.plan.kpi_id
        estimate = known.get((*key, kpi)) if kpi is not None else None
        call = call_for(
            one.plan.levels, finished[key].first if key in finished else None, today, has_kpi=kpi is not None,
            estimate=estimate.verdict if estimate else None, approved=estimate is not None and estimate.approval is not None,
            has_result=key in results,
        )  # fmt: skip
        if call is not None:
            found.append(Due(one, call, estimate.id if estimate else None))
    return found
