"""What a plan of a session must say, and what is worth a warning before it is saved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from courses.sessions.rules.states import SessionKind
from courses.sessions.rules.times import LONGEST, MOST_DAYS, Span, overlapping
from lms.core.rules import Refusal

LEAD, CO = "lead", "co"
MOST_SEATS = 2000
SHORTEST_REASON = 4


@dataclass(frozen=True)
class PlannedDay:
    """A day as it is planned: when, in which zone, in which room. `id` for one that exists."""

    span: Span
    zone: str
    room_id: int | None = None
    id: int | None = None


def plan_faults(
    *, kind: SessionKind, days: Sequence[PlannedDay], seats: int, link: str, lead_id: int | None, co_ids: Sequence[int],
    apply_until: datetime | None, now: datetime, past_allowed: bool = False,
) -> tuple[Refusal, ...]:  # fmt: skip
    """What stands against a plan."""
    found = [*_day_faults(days, now, past_allowed)]
    if not 1 <= seats <= MOST_SEATS:
        found.append(Refusal("session_seats", {"most": MOST_SEATS}))
    if kind is SessionKind.ONLINE and not link:
        found.append(Refusal("session_link_missing"))
    if link and not link.startswith(("https://", "http://")):
        found.append(Refusal("session_link"))
    if lead_id is not None and lead_id in co_ids:
        found.append(Refusal("session_trainer_twice"))
    if lead_id is None and co_ids:
        found.append(Refusal("session_lead_missing"))
    if apply_until is not None and days and apply_until > min(day.span.starts_at for day in days):
        found.append(Refusal("session_deadline_late"))
    return tuple(found)


def _day_faults(days: Sequence[PlannedDay], now: datetime, past_allowed: bool) -> list[Refusal]:
    if not days:
        return [Refusal("session_days_missing")]
    if len(days) > MOST_DAYS:
        return [Refusal("session_days_many", {"most": MOST_DAYS})]
    found = []
    for place, day in enumerate(days, start=1):
        if day.span.ends_at <= day.span.starts_at:
            found.append(Refusal("session_day_backwards", {"place": place}))
        elif day.span.ends_at - day.span.starts_at > LONGEST:
            found.append(Refusal("session_day_long", {"place": place, "hours": LONGEST.seconds // 3600}))
        if day.id is None and day.span.ends_at <= now and not past_allowed:
            found.append(Refusal("session_day_past", {"place": place}))
    twice = overlapping([day.span for day in days])
    if twice and not found:
        found.append(Refusal("session_days_overlap", {"one": twice[0] + 1, "other": twice[1] + 1}))
    return found


@dataclass(frozen=True)
class Taken:
    """A time that a session takes of somebody or something."""

    thing_id: int
    span: Span
    session_id: int


def clashes(spans: Sequence[Span], taken: Sequence[Taken], *, but: int | None = None) -> tuple[Taken, ...]:
    """What of the times taken lies over one's own, those of the session `but` left out; each once."""
    return tuple(one for one in taken if one.session_id != but and any(one.span.overlaps(span) for span in spans))


@dataclass(frozen=True)
class Stand:
    """How somebody stands who might teach in the place of another."""

    person_id: int
    refusals: tuple[Refusal, ...] = ()
    busy: bool = False
    away: bool = False
    asked: bool = False
    declined: bool = False

    @property
    def may(self) -> bool:
        """Whether they have the right to."""
        return not self.refusals

    @property
    def free(self) -> bool:
        """Whether they are neither teaching something else nor away."""
        return not (self.busy or self.away)


def in_order(stands: Sequence[Stand]) -> list[Stand]:
    """Those first who may and can: whom to ask."""
    return sorted(stands, key=lambda one: (one.declined, not one.may, not one.free, one.person_id))
