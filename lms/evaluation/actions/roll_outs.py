"""Roll-outs in waves: drawing the order by lot and keeping it, withdrawing one."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import func, insert, select

from lms.core import audit
from lms.core.audit import Actor
from lms.core.db import db
from lms.core.errors import Refusal, RuleBroken
from lms.evaluation.models import RollOut, RollOutPlace, RollOutWithdrawal
from lms.evaluation.queries.panels import people_of
from lms.evaluation.queries.roll_outs import find_running, to_draw
from lms.evaluation.rules.roll_outs import Draw, may_draw, tenure_band
from lms.kpis.models import Kpi
from lms.kpis.rules.periods import shift


def refuse_draw(draw: Draw, today: date) -> list[Any]:
    """The people who would be drawn, as `people_of` has them. Raises RuleBroken where the order may not be drawn."""
    condition = to_draw(draw.subject_kind, draw.subject_code, draw.unit_id, draw.families, today)
    people = people_of(condition)
    many = len({row.unit_id for row in people}) if draw.assigned == "unit" else len(people)
    running = find_running(draw.subject_kind, draw.subject_code, condition, today)
    refusals = may_draw(draw, many=many, today=today, running=running)
    if refusals:
        raise RuleBroken(*refusals)
    return people


def draw_order(*, draw: Draw, plan: dict[str, Any], actor: Actor, at: datetime, today: date) -> RollOut:
    """Deal people or units to waves by lot, and keep who goes when. The same draw of the same people gives the same order."""
    from lms.evaluation.rules.effects.planning import draw_roll_out

    people = refuse_draw(draw, today)
    by_unit = draw.assigned == "unit"
    name = {row.id: _name(row.unit_id if by_unit else row.id) for row in people}
    strata = None if by_unit or not draw.strata else {name[row.id]: _stratum(row, draw, today) for row in people}
    dealt = draw_roll_out(sorted(set(name.values())), draw.waves, draw.seed, strata)
    wave_of = {one: number for number, wave in enumerate(dealt.waves, start=1) for one in wave}
    kpi_id = db.session.scalar(select(Kpi.id).where(Kpi.code == draw.kpi_code))
    made = RollOut(
        subject_kind=draw.subject_kind, subject_code=draw.subject_code, kpi_id=kpi_id, unit_id=draw.unit_id,
        assigned=draw.assigned, strata=list(draw.strata) if strata else [], waves=draw.waves, months_apart=draw.apart,
        first_month=draw.month, seed=draw.seed, plan={**plan, "families": list(draw.families)}, made_by=actor.id, made_at=at,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    rows = [
        {
            "roll_out_id": made.id, "person_id": row.id, "unit_id": row.unit_id if by_unit else None,
            "stratum": strata[name[row.id]] if strata else None,
            "wave": wave_of[name[row.id]], "month": shift(draw.month, (wave_of[name[row.id]] - 1) * draw.apart),
        }
        for row in people
    ]  # fmt: skip
    db.session.execute(insert(RollOutPlace), rows)
    audit.record(
        "roll_out.drawn", "roll_out", made.id, actor=actor, at=at,
        code=draw.subject_code, waves=draw.waves, seed=draw.seed, people=len(rows),
    )  # fmt: skip
    return made


def withdraw_roll_out(*, roll_out: RollOut, reason: str, actor: Actor, at: datetime) -> RollOutWithdrawal:
    """It does not take place. The draw stays on record."""
    if db.session.scalar(select(func.count()).where(RollOutWithdrawal.roll_out_id == roll_out.id)):
        raise RuleBroken(Refusal("roll_out_withdrawn"))
    gone = RollOutWithdrawal(roll_out_id=roll_out.id, reason=reason, made_by=actor.id, made_at=at)
    db.session.add(gone)
    db.session.flush()
    audit.record("roll_out.withdrawn", "roll_out", roll_out.id, actor=actor, at=at, reason=reason)
    return gone


def _name(number: int) -> str:
    """So written that names sort as numbers do."""
    return f"{number:010d}"


def _stratum(row: Any, draw: Draw, today: date) -> str:
    parts = {
        "unit": str(row.unit_id),
        "tenure": tenure_band((today - row.hired_on).days / 365.25),
        "line": row.product_line or "",
    }
    return "|".join(parts[one] for one in draw.strata)
