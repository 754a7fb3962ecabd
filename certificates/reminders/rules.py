"""When somebody is reminded of a certificate that runs out."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

REMIND_DAYS = (90, 60, 30, 7)
"""So many days before the last day."""


def reminder_due(expires_on: date, today: date, sent: Collection[int]) -> int | None:
    """Which reminder is due: the one nearest to the last day among those whose day has come, unless it was sent. Those
    further off are then not sent any more, so that nobody gets two at once."""
    left = (expires_on - today).days
    come = [days for days in REMIND_DAYS if 0 <= left <= days]
    if not come or min(come) in sent:
        return None
    return min(come)
