"""How times are written on the exam pages."""

from __future__ import annotations

from datetime import datetime

from lms.core import clock


def clock_face(seconds: int) -> str:
    """Hours, minutes and seconds as a stopwatch shows them: 1:05:00, 42:18, 0:09 (filter `clock_face`)."""
    hours, rest = divmod(max(0, seconds), 3600)
    minutes, rest = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def time_of_day(moment: datetime) -> str:
    """The time by the organisation's clock, to the second: 10:32:07 (filter `time_of_day`)."""
    return moment.astimezone(clock.zone()).strftime("%H:%M:%S")
