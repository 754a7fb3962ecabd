"""When each stage begins and ends, which day of it this is, and what is late, in the days that count: every day, or
working days, without those on which the programme rests.

The first stage begins with the programme. A stage that was passed ends on that day, and the next one begins on it. A
stage that was not passed is planned to last its days, counting its first; an extension adds its days to the planned end,
or to the day it was signed where that is later, so that an extension of a late stage gives the whole of what was granted.
A stage that a new version put in front of what was under way begins on the day of that change; what had been passed by then
stays where it was.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from lms.workdays.rules import Days, every_day

DONE, NOW, LATER = "done", "now", "later"


@dataclass(frozen=True)
class Extension:
    """So many days more, signed on a day."""

    signed_on: date
    days: int


@dataclass(frozen=True)
class StageDates:
    """What the plan and the record say of one stage; `passed_on` None until its gate is passed. `not_before`: the day on
    which its length was changed under somebody's feet: it does not end before that day. `not_from`: the day on which it was put
    in front of what was under way: it does not begin before that day."""

    days: int
    passed_on: date | None = None
    extensions: tuple[Extension, ...] = ()
    not_before: date | None = None
    not_from: date | None = None


@dataclass(frozen=True)
class StagePlan:
    """One stage as it stands today.

    `starts_on` and `ends_on` (the last day, included) are planned dates for what lies ahead and actual ones for what was
    passed. `day` of `days` counts from 1 and is 0 while the stage has not begun. `late_by` counts the days past the end.
    """

    state: str
    starts_on: date
    ends_on: date
    day: int
    days: int
    late_by: int


def current_position(stages: Sequence[StageDates]) -> int | None:
    """The index of the first stage whose gate is not passed; None when all are."""
    return next((i for i, stage in enumerate(stages) if stage.passed_on is None), None)


def planned_end(starts_on: date, stage: StageDates, days: Days | None = None) -> date:
    """The last day of a stage that begins on a day, with its extensions in the order of their signing."""
    counted = days or every_day()
    end = counted.last(starts_on, stage.days)
    if stage.not_before is not None:
        end = max(end, counted.first(stage.not_before))
    for extension in sorted(stage.extensions, key=lambda e: e.signed_on):
        end = counted.later(max(end, extension.signed_on), extension.days)
    return end


def schedule(
    stages: Sequence[StageDates],
    starts_on: date,
    today: date,
    ended_on: date | None = None,
    days: Days | None = None,
) -> tuple[StagePlan, ...]:
    """Every stage of a programme as it stands today; once the programme has ended, nothing in it is late or under way."""
    counted = days or every_day()
    plans: list[StagePlan] = []
    begins = starts_on
    current = current_position(stages)
    put_in = False
    for position, stage in enumerate(stages):
        if stage.passed_on is not None and put_in and stage.passed_on < begins:
            plans.append(_as_it_was(stage, stage.passed_on, starts_on, plans, counted))
            continue
        if stage.not_from is not None:
            put_in, begins = True, max(begins, counted.first(stage.not_from))
        planned = planned_end(begins, stage, counted)
        whole = counted.between(begins, planned)
        if stage.passed_on is not None:
            ends = max(stage.passed_on, begins)
            plans.append(StagePlan(DONE, begins, ends, counted.between(begins, ends), whole, 0))
            begins = ends
            continue
        under_way = position == current and today >= begins and ended_on is None
        late_by = counted.between(planned + timedelta(days=1), today) if under_way else 0
        day = counted.between(begins, today) if under_way else 0
        plans.append(StagePlan(NOW if under_way else LATER, begins, planned, day, whole, late_by))
        # What follows cannot begin before this stage is over: a late one pushes the rest on from day to day. Where the
        # programme ended in this stage, what follows was not reached.
        here = (today if ended_on is None else ended_on) if position == current else planned
        begins = counted.first(max(planned, here) + timedelta(days=1))
    return tuple(plans)


def _as_it_was(
    stage: StageDates, passed_on: date, starts_on: date, plans: Sequence[StagePlan], counted: Days
) -> StagePlan:
    """A stage that had been passed before another was put in front of it: after those that were passed by then."""
    begun = max((p.ends_on for p in plans if p.state == DONE and p.ends_on <= passed_on), default=starts_on)
    ends = max(passed_on, begun)
    whole = counted.between(begun, planned_end(begun, stage, counted))
    return StagePlan(DONE, begun, ends, counted.between(begun, ends), whole, 0)
