"""Times of a day at the place where it is held, as people type and read them."""

from __future__ import annotations

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from courses.sessions.models import SessionDay
from lms.core.errors import Refusal, RuleBroken


def clock_time(moment: datetime | None, zone: str) -> str:
    """The hour and minute that the clocks at the place show; "" for none."""
    return moment.astimezone(ZoneInfo(zone)).strftime("%H:%M") if moment else ""


def read_time(typed: str, day: SessionDay) -> datetime | None:
    """The moment at which the clocks at the place show what was typed on this day. Raises RuleBroken where it is no time."""
    text = typed.strip().replace("：", ":")
    if not text:
        return None
    try:
        hour, _, minute = text.partition(":")
        shown = time(int(hour), int(minute or 0))
    except ValueError as error:
        raise RuleBroken(Refusal("attendance_time")) from error
    zone = ZoneInfo(day.zone)
    return datetime.combine(day.starts_at.astimezone(zone).date(), shown, tzinfo=zone).astimezone(UTC)
