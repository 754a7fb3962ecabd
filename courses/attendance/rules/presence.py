"""How much of a session somebody was there for, and whether that counts as having attended."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from courses.sessions.rules.times import Span
from lms.core.rules import Refusal


class How(StrEnum):
    """How it is known that somebody was there, or was not."""

    CODE = "code"
    LIST = "list"
    WALK_IN = "walk_in"
    LEFT = "left"
    """Was there, and left, by the code."""
    ABSENT = "absent"


class AbsenceKind(StrEnum):
    """Why somebody who had a seat did not come."""

    ILL = "ill"
    URGENT_JOB = "urgent_job"
    LEAVE = "leave"
    TRAVEL = "travel"
    NOT_TOLD = "not_told"
    OTHER = "other"


@dataclass(frozen=True)
class Terms:
    """What a course asks of those who attend: the share of the session in per cent, how many minutes late are forgiven, and
    whether somebody who is not signed up may walk in while seats are free."""

    least_percent: int = 80
    grace_minutes: int = 10
    walk_ins: bool = True


EARLIEST = timedelta(hours=2)
"""How long before a day begins people may be noted as there."""
USUAL = Terms()
"""What holds for a course that says nothing."""


def terms_faults(least_percent: int, grace_minutes: int) -> tuple[Refusal, ...]:
    """Why terms cannot be so."""
    found = []
    if not 1 <= least_percent <= 100:
        found.append(Refusal("attendance_percent"))
    if not 0 <= grace_minutes <= 120:
        found.append(Refusal("attendance_grace"))
    return tuple(found)


@dataclass(frozen=True)
class Stay:
    """What is known of one person on one day, by what was noted last. `came_at` None: from the beginning; `left_at` None: to
    the end."""

    present: bool
    came_at: datetime | None = None
    left_at: datetime | None = None


ABSENT = Stay(False)


def minutes_late(span: Span, stay: Stay, terms: Terms = USUAL) -> int:
    """By how many minutes somebody came late; 0 within what is forgiven."""
    if not stay.present or stay.came_at is None:
        return 0
    late = int((stay.came_at - span.starts_at).total_seconds() // 60)
    return late if late > terms.grace_minutes else 0


def minutes_early(span: Span, stay: Stay, terms: Terms = USUAL) -> int:
    """How many minutes before the end somebody left; 0 within what is forgiven."""
    if not stay.present or stay.left_at is None:
        return 0
    early = -(int((stay.left_at - span.ends_at).total_seconds()) // 60)
    return early if early > terms.grace_minutes else 0


def time_there(span: Span, stay: Stay, terms: Terms = USUAL) -> timedelta:
    """How long somebody was there on a day. What is forgiven at either end counts as there."""
    if not stay.present:
        return timedelta(0)
    first = stay.came_at if minutes_late(span, stay, terms) and stay.came_at else span.starts_at
    last = stay.left_at if minutes_early(span, stay, terms) and stay.left_at else span.ends_at
    return max(min(last, span.ends_at) - max(first, span.starts_at), timedelta(0))


@dataclass(frozen=True)
class Attended:
    """What somebody's part in a session came to. `known` is False where nothing was noted of them on any day."""

    share: float
    enough: bool
    minutes: int
    late: bool = False
    left_early: bool = False
    known: bool = True

    @property
    def percent(self) -> int:
        """The share in whole per cent, never rounded up to what it is not."""
        return int(self.share * 100)

    @property
    def no_show(self) -> bool:
        """Was not there at all?"""
        return self.minutes == 0


def attended(days: Mapping[int, Span], stays: Mapping[int, Stay], terms: Terms = USUAL) -> Attended:
    """Somebody's part in a session, over all its days; a day of which nothing was noted counts as absent."""
    whole = sum((span.ends_at - span.starts_at for span in days.values()), timedelta(0))
    there = sum((time_there(span, stays.get(key, ABSENT), terms) for key, span in days.items()), timedelta(0))
    share = there / whole if whole else 0.0
    return Attended(
        share=share,
        enough=bool(whole) and there * 100 >= whole * terms.least_percent,
        minutes=int(there.total_seconds() // 60),
        late=any(minutes_late(span, stays.get(key, ABSENT), terms) for key, span in days.items()),
        left_early=any(minutes_early(span, stays.get(key, ABSENT), terms) for key, span in days.items()),
        known=any(key in stays for key in days),
    )


LEAST_STAY = timedelta(minutes=5)
"""Nobody means to leave who scanned twice on coming in."""


def may_leave(span: Span, stay: Stay, at: datetime) -> bool:
    """May somebody say by the code that they leave? Once the day has begun, not right after coming in, and once only."""
    return (
        stay.present and stay.left_at is None and at - max(stay.came_at or span.starts_at, span.starts_at) >= LEAST_STAY
    )


def only_leaves(before: Stay, after: Stay) -> bool:
    """Does a note only add that somebody left? Then it corrects nothing."""
    return before.present and before.left_at is None and after == Stay(True, before.came_at, after.left_at)


def walk_in_refusals(terms: Terms, seats_left: int | None) -> tuple[Refusal, ...]:
    """Why somebody who is not signed up cannot come in by the code. `seats_left` None: there is no limit. The trainer may still
    let them in by the list."""
    if not terms.walk_ins:
        return (Refusal("attendance_no_walk_ins"),)
    if seats_left is not None and seats_left <= 0:
        return (Refusal("attendance_full"),)
    return ()


def stay_faults(span: Span, stay: Stay) -> tuple[Refusal, ...]:
    """Why times cannot be so."""
    found = []
    if stay.came_at is not None and not span.starts_at - EARLIEST <= stay.came_at < span.ends_at:
        found.append(Refusal("attendance_came"))
    if stay.left_at is not None and not span.starts_at < stay.left_at <= span.ends_at + EARLIEST:
        found.append(Refusal("attendance_left"))
    if stay.came_at is not None and stay.left_at is not None and stay.left_at <= stay.came_at:
        found.append(Refusal("attendance_left_before"))
    return tuple(found)


def hours_of(spans: Iterable[Span]) -> float:
    """How many hours a session lasts, to a quarter."""
    return round(sum(span.hours for span in spans) * 4) / 4


def no_shows(expected: Sequence[int], found: Mapping[int, Attended]) -> list[int]:
    """Who had a seat and was not there at all, in the order given."""
    return [one for one in expected if one not in found or found[one].no_show]


def differs_from_meanwhile(last_id: int, last_how: str, basis: int, stay: Stay) -> bool:
    """Whether a note that a list kept without network did not know yet (its number is beyond `basis`) says otherwise."""
    return last_id > basis and (last_how != How.ABSENT) is not stay.present
