"""Deciding that a day is worked, or is not."""

from __future__ import annotations

from datetime import date, datetime

from lms.core import audit
from lms.core.audit import Actor
from lms.core.db import db
from lms.core.errors import RuleBroken
from lms.people.models import Unit
from lms.workdays.models import DayDecision
from lms.workdays.queries import find_decided
from lms.workdays.rules import decision_faults


def decide_day(
    *, day: date, works: bool | None, unit: Unit | None, reason: str, actor: Actor, at: datetime
) -> DayDecision:
    """Say that work is done on a day or not; `works` None takes back what was said. Raises RuleBroken."""
    has = find_decided(unit.id if unit else None, day)
    if faults := decision_faults(day, works=works, has=has, reason=reason):
        raise RuleBroken(*faults)
    assert actor.id is not None
    row = DayDecision(
        day=day, works=works, unit_id=unit.id if unit else None, reason=reason.strip(), set_by=actor.id, set_at=at
    )
    db.session.add(row)
    db.session.flush()
    audit.record(
        "day.decided", "day_decision", row.id, actor=actor, at=at,
        day=day.isoformat(), works=works, unit=row.unit_id, reason=row.reason,
    )  # fmt: skip
    return row
