"""Estimates of effects: asking for one, keeping what came of it, signing that it may be used for a return."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import select

from lms.core import audit
from lms.core.audit import Actor
from lms.core.db import db
from lms.core.errors import Refusal, RuleBroken
from lms.core.jobs import Job, enqueue
from lms.evaluation.models import EffectApproval, EffectEstimate
from lms.evaluation.rules.questions import Question
from lms.kpis.models import Kpi

if TYPE_CHECKING:
    from lms.evaluation.estimating import Worked

REFRESH = audit.System("evaluation refresh")


def ask_for_estimate(
    *, subject_kind: str, subject_code: str, kpi_code: str, question: Question, unit_id: int | None, actor: Actor,
    at: datetime,
) -> Job:  # fmt: skip
    """A job that works the estimate out and keeps it."""
    given = {
        "subject_kind": subject_kind,
        "subject_code": subject_code,
        "kpi_code": kpi_code,
        "unit_id": unit_id,
        "question": question.as_json(),
    }
    return enqueue("evaluation.estimate", given, actor=actor, at=at)


def keep_estimate(
    *, worked: Worked, kpi: Kpi, subject_kind: str, subject_code: str, unit_id: int | None, as_of: date,
    job_id: int | None, actor: Actor, at: datetime,
) -> EffectEstimate:  # fmt: skip
    """Keep what was worked out; an estimate is never changed, the next one is a further row."""
    figures = worked.figures
    made = EffectEstimate(
        subject_kind=subject_kind, subject_code=subject_code, kpi_id=kpi.id, unit_id=unit_id,
        roll_out_id=worked.roll_out_id, first_month=worked.span.first, last_month=worked.span.last, as_of=as_of,
        method=worked.method, timing=worked.timing, verdict=worked.verdict, unit=worked.unit, att=figures.get("att"),
        se=figures.get("se"), low=figures.get("low"), high=figures.get("high"), df=figures.get("df"),
        people=worked.people, compared=worked.compared, report=worked.report, settings=worked.settings,
        limits=worked.limits, job_id=job_id, asked_by=actor.id, made_at=at,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    audit.record(
        "effect.estimated", "effect_estimate", made.id, actor=actor, at=at,
        code=subject_code, kpi=kpi.code, verdict=made.verdict,
    )  # fmt: skip
    return made


def approve_estimate(*, estimate: EffectEstimate, reason: str, actor: Actor, at: datetime) -> EffectApproval:
    """Sign that a return may rest on an estimate. Whoever asked for it cannot; a refusal has no figure to sign for."""
    if estimate.verdict == "refused" or estimate.att is None:
        raise RuleBroken(Refusal("effect_no_figure"))
    if actor.id is None or estimate.asked_by == actor.id:
        raise RuleBroken(Refusal("effect_own_approval"))
    if db.session.scalar(select(EffectApproval.id).where(EffectApproval.estimate_id == estimate.id)) is not None:
        raise RuleBroken(Refusal("effect_approved"))
    signed = EffectApproval(estimate_id=estimate.id, reason=reason, signed_by=actor.id, signed_at=at)
    db.session.add(signed)
    db.session.flush()
    audit.record("effect.approved", "effect_estimate", estimate.id, actor=actor, at=at, reason=reason)
    return signed
