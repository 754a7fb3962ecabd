"""How fast learners go: the working days that each stage takes, so that today's intakes stand where they should."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta

from lms.demo.intakes import CERTIFYING, NEWEST, SHADOWING, STARTED, IntakePlan
from lms.demo.workdays import is_workday, workday_before, workdays_back

_LAST_STAGE_BEGAN = {CERTIFYING: 4, NEWEST: 8}
"""How many working days ago the last stage began for intakes that have come so far."""
_PACE = {STARTED: (0.95, 1.25), SHADOWING: (0.58, 0.74)}
_LAST_STAGE_TAKES = {CERTIFYING: 5, NEWEST: 7}


def spans(
    plan: IntakePlan, days: Sequence[int], today: date, chance: random.Random, *, slow: bool = False
) -> tuple[int, ...]:
    """Working days for each stage, from those planned. Who is slow came well through the first stage and fell
    behind in the second."""
    planned = [max(2, count) for count in days]
    if slow:
        return (max(2, round(planned[0] * 0.6)), round(planned[1] * 1.5), *planned[2:])
    back = _LAST_STAGE_BEGAN.get(plan.state)
    if back is None:
        pace = chance.uniform(*_PACE.get(plan.state, (0.75, 0.98)))
        return tuple(max(2, round(count * pace)) for count in planned)
    begins = workdays_back(workday_before(today), back)
    whole = _between(plan.starts_on, begins)
    first = planned[:-1]
    shares = [max(2, round(count * whole / sum(first) * chance.uniform(0.92, 1.0))) for count in first[:-1]]
    return (*shares, max(2, whole - sum(shares)), _LAST_STAGE_TAKES[plan.state])


def spotlight_spans(plan: IntakePlan, days: Sequence[int], today: date) -> tuple[int, ...]:
    """Those of the learner who can sign in: the first gate passed on a day that leaves two to four days of the second stage."""
    passed = workdays_back(today, days[1] - 4)
    first = _between(plan.starts_on, passed) + 1
    return (first, *(max(2, count) for count in days[1:]))


def _between(start: date, end: date) -> int:
    """Working days from a day up to the day before another."""
    return sum(is_workday(start + timedelta(days=n)) for n in range((end - start).days))
