"""Jobs that work out effects: when somebody asks, when a roll-out is drawn, and at night where new months came in."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select

from lms.core import clock
from lms.core.audit import Actor
from lms.core.db import db, rollback, transaction
from lms.core.errors import RuleBroken
from lms.core.jobs import JobRefused, Progress, job
from lms.evaluation.actions.estimates import REFRESH, ask_for_estimate, keep_estimate
from lms.evaluation.actions.roll_outs import draw_order, refuse_draw
from lms.evaluation.models import EffectEstimate, RollOut
from lms.evaluation.queries.estimates import list_standing
from lms.evaluation.queries.panels import find_last_month
from lms.evaluation.rules.questions import Question
from lms.evaluation.rules.roll_outs import Draw
from lms.kpis.heartbeat import beating
from lms.kpis.models import Kpi
from lms.people.models import Person


@job("evaluation.estimate")
def estimate_effect(
    progress: Progress, *, subject_kind: str, subject_code: str, kpi_code: str, unit_id: int | None,
    question: dict[str, Any],
) -> dict[str, Any]:  # fmt: skip
    """Work an estimate out and keep it. Run twice, it keeps one."""
    kept = db.session.scalar(select(EffectEstimate.id).where(EffectEstimate.job_id == progress.job_id))
    rollback()
    if kept is not None:
        return {"estimate_id": kept}
    at = clock.now()
    with beating(progress, 1) as step:
        made = estimate_now(
            subject_kind, subject_code, kpi_code, Question.of(question), unit_id=unit_id, job_id=progress.job_id,
            actor=_asker(progress.asked_by), at=at,
        )  # fmt: skip
        step()
    return {"estimate_id": made}


def estimate_now(
    subject_kind: str, subject_code: str, kpi_code: str, question: Question, *, unit_id: int | None = None,
    job_id: int | None = None, actor: Actor = REFRESH, at: datetime,
) -> int:  # fmt: skip
    """The id of the estimate; read first, then written in a transaction of its own."""
    from lms.evaluation.estimating import work_out

    kpi = db.session.scalar(select(Kpi).where(Kpi.code == kpi_code))
    if kpi is None:
        raise JobRefused("effect_no_kpi", kpi=kpi_code)
    today = clock.local_date(at)
    worked = work_out(kpi, subject_kind, subject_code, question, unit_id=unit_id, today=today)
    rollback()
    with transaction():
        made = keep_estimate(
            worked=worked, kpi=db.session.get_one(Kpi, kpi.id), subject_kind=subject_kind, subject_code=subject_code,
            unit_id=unit_id, as_of=today, job_id=job_id, actor=actor, at=at,
        )  # fmt: skip
        return made.id


def _asker(person_id: int | None) -> Actor:
    return REFRESH if person_id is None else db.session.get_one(Person, person_id)


def refresh_due(*, at: datetime) -> int:
    """Ask again, with the settings of the one that stands, for every estimate whose KPI has a newer whole month of figures. Returns how many.
    Called at night; what was asked for already is not asked for twice, for the estimate that comes has the new month."""
    today = clock.local_date(at)
    due: list[tuple[EffectEstimate, str]] = []
    newest: dict[int, Any] = {}
    for standing in list_standing():
        one, latest = standing.estimate, standing.newest
        if one.kpi_id not in newest:
            newest[one.kpi_id] = find_last_month(one.kpi, today.replace(day=1))
        last = newest[one.kpi_id]
        seen = latest.as_of
        if last is not None and (seen.year, seen.month) < (today.year, today.month) and last > latest.last_month:
            due.append((one, one.kpi.code))
    asked = [(one.subject_kind, one.subject_code, code, Question.of(one.settings), one.unit_id) for one, code in due]
    rollback()
    if asked:
        with transaction():
            for kind, subject, code, question, unit_id in asked:
                ask_for_estimate(
                    subject_kind=kind, subject_code=subject, kpi_code=code, question=question, unit_id=unit_id,
                    actor=REFRESH, at=at,
                )  # fmt: skip
    return len(asked)


@job("evaluation.plan")
def draw_roll_out_order(progress: Progress, *, draw: dict[str, Any]) -> dict[str, Any]:
    """Work out what a roll-out will be able to show, then draw its order and keep both. Run twice, it keeps one."""
    from lms.evaluation.foresight import foresee

    asked = Draw.of(draw)
    same = select(RollOut.id).where(
        RollOut.seed == asked.seed, RollOut.subject_code == asked.subject_code, RollOut.made_by == progress.asked_by
    )
    kept = db.session.scalar(same)
    if kept is not None:
        rollback()
        return {"roll_out_id": kept}
    at = clock.now()
    today = clock.local_date(at)
    with beating(progress, 1) as step:
        try:
            plan = foresee(asked, refuse_draw(asked, today), today)
            actor = _asker(progress.asked_by)
            rollback()
            with transaction():
                made = draw_order(draw=asked, plan=plan, actor=actor, at=at, today=today).id
        except RuleBroken as broken:
            first = broken.refusals[0]
            raise JobRefused(first.code, **first.values) from broken
        step()
    return {"roll_out_id": made}


@job("evaluation.preview")
def preview_roll_out(progress: Progress, *, draw: dict[str, Any]) -> dict[str, Any]:
    """What a roll-out would be able to show. Nothing is drawn and nothing kept beside the job."""
    from lms.evaluation.foresight import foresee

    asked, today = Draw.of(draw), clock.local_date(clock.now())
    with beating(progress, 1) as step:
        try:
            people = refuse_draw(asked, today)
        except RuleBroken as broken:
            first = broken.refusals[0]
            raise JobRefused(first.code, **first.values) from broken
        plan = foresee(asked, people, today)
        rollback()
        step()
    return {"preview": plan}
