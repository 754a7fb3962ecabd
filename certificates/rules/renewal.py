"""When a certificate may be renewed, and for how long: periods, windows, grace and lapse, by calendar dates.

Every period runs from its first to its last day, both included. While the certificate is valid, the new period follows the
old one, so that whoever renews early loses no day; after the last day it runs from the day on which renewing was finished.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from lms.core.rules import Refusal
from lms.core.terms import day_of_year, term_end

LONGEST_DAYS = 3660
_DAY_OF_YEAR = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
_LENGTHS = {1: 31, 2: 29, 3: 31, 4: 30, 5: 31, 6: 30, 7: 31, 8: 31, 9: 30, 10: 31, 11: 30, 12: 31}


class Anchor(StrEnum):
    """From where a renewed period runs."""

    EXPIRY = "expiry"
    COMPLETION = "completion"
    FIXED = "fixed"


class WhenLowerLapses(StrEnum):
    """What becomes of a certificate when the one of the tier below is no longer valid."""

    NOTHING = "nothing"
    SUSPENDS = "suspends"
    GRACE = "grace"


class Stage(StrEnum):
    """Where somebody stands with renewing on a day. LATE: expired, but the way of renewal is still open."""

    NEVER = "never"
    EARLY = "early"
    OPEN = "open"
    GRACE = "grace"
    LATE = "late"
    LAPSED = "lapsed"


MAY_RENEW = frozenset({Stage.OPEN, Stage.GRACE, Stage.LATE})


@dataclass(frozen=True)
class Cycle:
    """Which requirements count from which renewal on (1 = the first)."""

    first: int
    requirements: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True)
class Renewal:
    """A tier's rule of renewal. `renewable` is False where no rule was written: then the whole way is gone again.
    `grace_counts`: in the days of grace the certificate still counts as valid. `lookback_days` None: evidence counts from
    the opening of the window on. `lapse_days` counts from the last valid day and is never shorter than the grace."""

    renewable: bool = False
    window_days: int = 90
    anchor: Anchor = Anchor.EXPIRY
    fixed_day: tuple[int, int] | None = None
    least_months: int = 0
    grace_days: int = 0
    grace_counts: bool = False
    lookback_days: int | None = None
    lapse_days: int = 0
    cycles: tuple[Cycle, ...] = ()
    when_lower_lapses: WhenLowerLapses = WhenLowerLapses.NOTHING
    lower_grace_days: int = 0


@dataclass(frozen=True)
class Period:
    """Days from the first to the last, both included."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


_KEYS = frozenset({
    "window_days", "anchor", "fixed_day", "least_months", "grace_days", "grace_counts", "lookback_days", "lapse_days",
    "cycles", "when_lower_lapses", "lower_grace_days",
})  # fmt: skip
_EFFECT_KEYS = frozenset({"when_lower_lapses", "lower_grace_days"})


def read_renewal(data: Mapping[str, Any]) -> Renewal:
    """A rule as it stands in a tier. `{}`, or nothing but what the tier below does: cannot be renewed."""
    fixed = data.get("fixed_day")
    return Renewal(
        renewable=bool(set(data) - _EFFECT_KEYS),
        window_days=data.get("window_days", 90),
        anchor=Anchor(data.get("anchor", Anchor.EXPIRY)),
        fixed_day=(int(fixed[:2]), int(fixed[3:])) if fixed else None,
        least_months=data.get("least_months", 0),
        grace_days=data.get("grace_days", 0),
        grace_counts=data.get("grace_counts", False),
        lookback_days=data.get("lookback_days"),
        lapse_days=max(data.get("lapse_days", 0), data.get("grace_days", 0)),
        cycles=tuple(
            sorted(
                (Cycle(one["from"], tuple(one.get("requirements", ()))) for one in data.get("cycles", ())),
                key=lambda cycle: cycle.first,
            )
        ),
        when_lower_lapses=WhenLowerLapses(data.get("when_lower_lapses", WhenLowerLapses.NOTHING)),
        lower_grace_days=data.get("lower_grace_days", 0),
    )


def renewal_faults(data: Mapping[str, Any], level: int) -> list[str]:
    """What is wrong with a rule as somebody wrote it, for programmers; in words: `renewal_refusals`."""
    return [_FAULTS[one.code] % one.values for one in renewal_refusals(data, level)]


_FAULTS = {
    "renewal_key": "renewal: unknown key %(key)s",
    "renewal_number": "renewal: %(field)s must be a whole number",
    "renewal_range": "renewal: %(field)s must be from %(least)s to %(most)s",
    "renewal_yes_no": "renewal: %(field)s must be true or false",
    "renewal_anchor": "renewal: anchor must be one of %(known)s",
    "renewal_fixed_day": "renewal: fixed_day must be a month and a day, as 12-31",
    "renewal_no_such_day": "renewal: there is no day %(day)s",
    "renewal_cycles": "renewal: cycles must be a list",
    "renewal_cycle_from": "renewal, cycle %(place)s: from must be a whole number from 1",
    "renewal_cycle_twice": "renewal, cycle %(place)s: from %(first)s stands twice",
    "renewal_lower": "renewal: when_lower_lapses must be one of %(known)s",
    "renewal_first_tier": "renewal: the first tier has none below it that could lapse",
    "renewal_lower_grace": "renewal: when_lower_lapses grace needs lower_grace_days",
    "renewal_lapse": "renewal: lapse_days must not be shorter than grace_days",
}


def renewal_refusals(data: Mapping[Any, Any], level: int) -> tuple[Refusal, ...]:
    """What is wrong with a rule, whatever somebody wrote. Requirements of cycles are checked by the rule of requirements."""
    wrong = [
        Refusal("renewal_key", {"key": repr(key)}) for key in sorted((k for k in data if k not in _KEYS), key=repr)
    ]
    for key, least in (
        ("window_days", 1), ("least_months", 0), ("grace_days", 0), ("lookback_days", 1), ("lapse_days", 0),
        ("lower_grace_days", 0),
    ):  # fmt: skip
        value = data.get(key)
        if value is not None and (isinstance(value, bool) or not isinstance(value, int)):
            wrong.append(Refusal("renewal_number", {"field": key}))
        elif value is not None and not least <= value <= LONGEST_DAYS:
            wrong.append(Refusal("renewal_range", {"field": key, "least": least, "most": LONGEST_DAYS}))
    if not isinstance(data.get("grace_counts", False), bool):
        wrong.append(Refusal("renewal_yes_no", {"field": "grace_counts"}))
    wrong += _anchor_faults(data)
    wrong += _cycle_faults(data.get("cycles", ()))
    lower = data.get("when_lower_lapses", WhenLowerLapses.NOTHING)
    if lower not in tuple(WhenLowerLapses):
        wrong.append(Refusal("renewal_lower", {"known": ", ".join(WhenLowerLapses)}))
    elif lower != WhenLowerLapses.NOTHING and level == 1:
        wrong.append(Refusal("renewal_first_tier"))
    elif lower == WhenLowerLapses.GRACE and not data.get("lower_grace_days"):
        wrong.append(Refusal("renewal_lower_grace"))
    grace, lapse = data.get("grace_days"), data.get("lapse_days")
    if isinstance(grace, int) and isinstance(lapse, int) and 0 < lapse < grace:
        wrong.append(Refusal("renewal_lapse"))
    return tuple(wrong)


def _anchor_faults(data: Mapping[Any, Any]) -> list[Refusal]:
    anchor = data.get("anchor", Anchor.EXPIRY)
    if anchor not in tuple(Anchor):
        return [Refusal("renewal_anchor", {"known": ", ".join(Anchor)})]
    fixed = data.get("fixed_day")
    if anchor != Anchor.FIXED and not fixed:
        return []
    if not isinstance(fixed, str) or not _DAY_OF_YEAR.fullmatch(fixed):
        return [Refusal("renewal_fixed_day")]
    if int(fixed[3:]) > _LENGTHS[int(fixed[:2])]:
        return [Refusal("renewal_no_such_day", {"day": fixed})]
    return []


def _cycle_faults(cycles: Any) -> list[Refusal]:
    if not isinstance(cycles, Sequence) or isinstance(cycles, str):
        return [Refusal("renewal_cycles")]
    wrong: list[Refusal] = []
    seen: set[int] = set()
    for place, one in enumerate(cycles, 1):
        first = one.get("from") if isinstance(one, Mapping) else None
        if isinstance(first, bool) or not isinstance(first, int) or first < 1:
            wrong.append(Refusal("renewal_cycle_from", {"place": place}))
            continue
        if first in seen:
            wrong.append(Refusal("renewal_cycle_twice", {"place": place, "first": first}))
        seen.add(first)
    return wrong


def next_period(renewal: Renewal, months: int, *, finished_on: date, expires_on: date | None = None) -> Period:
    """The days of the certificate that somebody gets who finished on a day; `expires_on` is the last day of the one that
    they renew, None for a first one."""
    still_valid = expires_on is not None and finished_on <= expires_on
    if expires_on is not None and still_valid and renewal.anchor is not Anchor.COMPLETION:
        first = expires_on + timedelta(days=1)
    else:
        first = finished_on
    last = term_end(first, months)
    if renewal.anchor is Anchor.FIXED and renewal.fixed_day is not None:
        last = _last_fixed(first, last, renewal.fixed_day, renewal.least_months)
    return Period(first, last)


def _last_fixed(first: date, last: date, fixed: tuple[int, int], least_months: int) -> date:
    """The last fixed day within the months of validity; where that leaves less than the least period, the one after it."""
    least = term_end(first, least_months) if least_months else first
    within = [
        day for year in range(first.year, last.year + 1) if least <= (day := day_of_year(year, *fixed)) <= last
    ]  # fmt: skip
    if within:
        return within[-1]
    return next(day for year in range(least.year, least.year + 2) if (day := day_of_year(year, *fixed)) >= least)


def window(renewal: Renewal, expires_on: date) -> Period | None:
    """The days on which a valid certificate may be renewed; None where it never may."""
    if not renewal.renewable:
        return None
    return Period(expires_on - timedelta(days=renewal.window_days), expires_on)


def grace_until(renewal: Renewal, expires_on: date) -> date | None:
    """The last day of grace; None where there is none."""
    if not renewal.renewable or not renewal.grace_days:
        return None
    return expires_on + timedelta(days=renewal.grace_days)


def renewable_until(renewal: Renewal, expires_on: date) -> date | None:
    """The last day on which renewing is enough; after it the whole way is gone again."""
    return expires_on + timedelta(days=renewal.lapse_days) if renewal.renewable else None


def lapsed(renewal: Renewal, expires_on: date, day: date) -> bool:
    """Whether so much time has passed that the whole way must be gone again."""
    until = renewable_until(renewal, expires_on)
    return day > (until if until is not None else expires_on)


def stage(renewal: Renewal, expires_on: date, day: date) -> Stage:
    """Where somebody stands with renewing on a day."""
    open_days = window(renewal, expires_on)
    if open_days is None:
        return Stage.LAPSED if day > expires_on else Stage.NEVER
    if day < open_days.first:
        return Stage.EARLY
    if day in open_days:
        return Stage.OPEN
    grace = grace_until(renewal, expires_on)
    if grace is not None and day <= grace:
        return Stage.GRACE
    return Stage.LAPSED if lapsed(renewal, expires_on, day) else Stage.LATE


def requirements_of_cycle(renewal: Renewal, cycle: int) -> tuple[Mapping[str, Any], ...] | None:
    """What the renewal of this number asks for; None where the rule names nothing, so that the tier's own requirements
    count again."""
    fitting = [one for one in renewal.cycles if one.first <= cycle]
    return fitting[-1].requirements if fitting else None


def evidence_since(renewal: Renewal, expires_on: date, day: date) -> date:
    """From which day on evidence counts for a renewal: so many days back, or from the opening of the window on."""
    if renewal.lookback_days is not None:
        return day - timedelta(days=renewal.lookback_days)
    return expires_on - timedelta(days=renewal.window_days)


def lower_tier_stops(renewal: Renewal, lower_valid_until: date | None) -> date | None:
    """The first day on which the end of the tier below suspends this one; None where it never does. `lower_valid_until`
    is the last day on which the tier below was valid, None where it was never held."""
    if renewal.when_lower_lapses is WhenLowerLapses.NOTHING or lower_valid_until is None:
        return None
    days = renewal.lower_grace_days if renewal.when_lower_lapses is WhenLowerLapses.GRACE else 0
    return lower_valid_until + timedelta(days=days + 1)
