"""When a limit of working time runs out: what a service level says of an order, by a calendar."""

from __future__ import annotations

from datetime import datetime, timedelta

from lms.kpis.rules.working_time import LAST_DAY, Calendar

MOST_DAYS = 3 * 366
"""So far ahead a limit is looked for; a calendar without shifts never gets there."""


def due_at(calendar: Calendar, opened: datetime, minutes: float, priority: str | None) -> datetime | None:
    """The moment of local time by which `minutes` of working time have passed since an order was opened; None where the
    calendar has too little of it."""
    if priority in calendar.on(opened.date()).around_the_clock:
        return opened + timedelta(minutes=minutes)
    midnight = datetime.combine(opened.date(), datetime.min.time())
    passed, left = (opened - midnight) / timedelta(minutes=1), minutes
    for _ in range(MOST_DAYS):
        if midnight.date() > LAST_DAY:
            return None
        for shift in calendar.shifts_on(midnight.date()):
            since = max(passed, shift.since)
            if since >= shift.until:
                continue
            if left <= shift.until - since:
                return midnight + timedelta(minutes=since + left)
            left -= shift.until - since
        midnight, passed = midnight + timedelta(days=1), 0.0
    return None
