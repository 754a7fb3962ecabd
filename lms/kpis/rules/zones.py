"""Local time to UTC and back as SQL: the zone's changes of offset are written into the expression, newest first.

Written so, millions of moments are shifted by one addition each, on every engine alike. The engine's own zones cost ten times
that, and take an hour that never was, or was twice, for another than `to_utc` says.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

_FIRST, _LAST = datetime(1970, 1, 1, tzinfo=UTC), datetime(2060, 1, 1, tzinfo=UTC)
Within = tuple[datetime, datetime]
"""Between which two moments all lie that are shifted: what changes before or after need not be said."""
_STEP = timedelta(days=7)


def _offset(at: datetime, zone: ZoneInfo) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta()


@lru_cache(maxsize=64)
def changes(name: str) -> tuple[tuple[datetime, timedelta, timedelta], ...]:
    """When a zone changed its offset: the moment (UTC), the offset before and the one after."""
    zone, found = ZoneInfo(name), []
    at = _FIRST
    while at < _LAST:
        before, after = _offset(at, zone), _offset(at + _STEP, zone)
        if before != after:
            low, high = at, at + _STEP
            while high - low > timedelta(seconds=1):
                middle = low + (high - low) / 2
                low, high = (middle, high) if _offset(middle, zone) == before else (low, middle)
            found.append((high.replace(microsecond=0), before, after))
        at += _STEP
    return tuple(found)


def to_utc(moment: str, name: str, within: Within | None = None) -> str:
    """The SQL of a local time brought to UTC. An hour that happens twice counts as its first; one that never was, as
    the same stretch later."""
    return _tree(moment, name, "-", within)


def to_local(moment: str, name: str, within: Within | None = None) -> str:
    """The SQL of a UTC moment as the zone's clocks show it."""
    return _tree(moment, name, "+", within)


def _tree(moment: str, name: str, sign: str, within: Within | None) -> str:
    first, last = within or (_FIRST, _LAST)
    steps = tuple(step for step in changes(name) if first <= step[0] <= last)
    if not steps:
        return _shifted(moment, sign, _offset(first, ZoneInfo(name)))
    newest, *_between, after = steps[-1]
    older = _half(moment, sign, steps[:-1], steps[-1][1])
    return (
        f"CASE WHEN {moment} >= {_bound(steps[-1], sign, newest)} THEN {_shifted(moment, sign, after)} ELSE {older} END"
    )


def _half(
    moment: str, sign: str, steps: tuple[tuple[datetime, timedelta, timedelta], ...], otherwise: timedelta
) -> str:
    """A tree of comparisons over the changes; without any, the one offset that holds."""
    if not steps:
        return _shifted(moment, sign, otherwise)
    middle = len(steps) // 2
    at, before, _after = steps[middle]
    late = _half(moment, sign, steps[middle + 1 :], otherwise)
    early = _half(moment, sign, steps[:middle], before)
    return f"CASE WHEN {moment} >= {_bound(steps[middle], sign, at)} THEN {late} ELSE {early} END"


def _bound(step: tuple[datetime, timedelta, timedelta], sign: str, at: datetime) -> str:
    """From when the new offset holds: by UTC, or by local clocks (the later reading, so that a doubled hour is its first)."""
    plain = at.replace(tzinfo=None)
    if sign == "-":
        plain += max(step[1], step[2])
    return f"TIMESTAMP '{plain.isoformat(sep=' ')}'"


def _shifted(moment: str, sign: str, offset: timedelta) -> str:
    """Counted in microseconds: to add an interval costs the engine three times as much."""
    microseconds = int(offset.total_seconds()) * (1 if sign == "+" else -1) * 1_000_000
    if not microseconds:
        return moment
    return f"make_timestamp(epoch_us({moment}) {'+' if microseconds > 0 else '-'} {abs(microseconds)})"
