"""When a letter may go out."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from lms.core.mail import after_quiet_hours

SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=SHANGHAI).astimezone(UTC)


@pytest.mark.parametrize(
    ("written", "quiet_from", "quiet_until", "goes"),
    [
        (at(2, 12), 21, 8, at(2, 12)),
        (at(2, 20, 59), 21, 8, at(2, 20, 59)),
        (at(2, 21), 21, 8, at(3, 8)),
        (at(2, 23, 30), 21, 8, at(3, 8)),
        (at(3, 0), 21, 8, at(3, 8)),
        (at(3, 7, 59), 21, 8, at(3, 8)),
        (at(3, 8), 21, 8, at(3, 8)),
        (at(2, 12, 30), 12, 14, at(2, 14)),
        (at(2, 14), 12, 14, at(2, 14)),
        (at(2, 3), 0, 0, at(2, 3)),
    ],
)
def test_quiet_hours(written: datetime, quiet_from: int, quiet_until: int, goes: datetime) -> None:
    assert after_quiet_hours(written, zone=SHANGHAI, quiet_from=quiet_from, quiet_until=quiet_until) == goes
