"""Level 4 of the demo company: the effects of the courses that experienced engineers took, and a roll-out drawn for the next."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select

from lms.core import clock
from lms.core.db import db, rollback, transaction
from lms.demo.company import LOADER
from lms.demo.history.refreshers import COURSES
from lms.evaluation.actions.roll_outs import draw_order, refuse_draw
from lms.evaluation.effect_jobs import estimate_now
from lms.evaluation.models import EffectEstimate, RollOut
from lms.evaluation.rules.questions import Question
from lms.evaluation.rules.roll_outs import Draw
from lms.kpis.rules.periods import shift

KPI, NEXT = "first_time_fix", "customer-communication"
WAVES, APART = 4, 2


def load_effects(*, months: int, seed: int, say: Callable[[str], None]) -> None:
    """Estimate what each of the courses did to first-time fix, and draw who takes the next one when."""
    now = clock.now()
    if db.session.scalar(select(EffectEstimate.id).limit(1)) is None:
        rollback()
        for course in COURSES:
            estimate_now("course", course.code, KPI, Question(months=max(12, months)), actor=LOADER, at=now)
        say(f"effects estimated: {len(COURSES)}")
    if db.session.scalar(select(RollOut.id).limit(1)) is None:
        _draw_next(now, seed)
        say("next roll-out drawn")


def _draw_next(now: datetime, seed: int) -> None:
    from lms.evaluation.foresight import foresee

    today = clock.local_date(now)
    draw = Draw(
        subject_kind="course", subject_code=NEXT, kpi_code="csat", unit_id=None, families=("field",), assigned="person",
        strata=("tenure",), waves=WAVES, apart=APART, first=f"{shift(today, 1):%Y-%m}", seed=20_000 + seed,
    )  # fmt: skip
    plan = foresee(draw, refuse_draw(draw, today), today)
    rollback()
    with transaction():
        draw_order(draw=draw, plan=plan, actor=LOADER, at=now, today=today)
