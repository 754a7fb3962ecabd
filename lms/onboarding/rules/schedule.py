"""When each stage begins and ends, which day of it this is, and what is late. All in calendar days.

The first stage begins with the programme. A stage that was passed ends on that day, and the next one begins on it. A
stage that was not passed is planned to last its days, counting its first; an extension adds its days to the planned end,
or to the day it was signed where that is later, so that an extension of a late stage gives the whole of what was granted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

DONE, NOW, LATER = "done", "now", "later"


@dataclass(frozen=True)
class Extension:
    """So many days more, signed on a day."""

    signed_on: date
    days: int


@dataclass(frozen=True)
class StageDates:
    """What the plan and the record say of one stage; `passed_on` None until its gate is passed."""

    days: int
    passed_on: date | None = None
    extensions: tuple[Extension, ...] = ()


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


def planned_end(starts_on: date, stage: StageDates) -> date:
    """The last day of a stage that begins on a day, with its extensions in the order of their signing."""
    end = starts_on + timedelta(days=stage.days - 1)
    for extension in sorted(stage.extensions, key=lambda e: e.signed_on):
        end = max(end, extension.signed_on) + timedelta(days=extension.days)
    return end


def schedule(
    stages: Sequence[StageDates], starts_on: date, today: date, ended_on: date | None = None
) -> tuple[StagePlan, ...]:
    """Every stage of a programme as it stands today; once the programme has ended, nothing in it is late or under way."""
    plans: list[StagePlan] = []
    begins = starts_on
    current = current_position(stages)
    for position, stage in enumerate(stages):
        planned = planned_end(begins, stage)
        if stage.passed_on is not None:
            ends = max(stage.passed_on, begins)
            plans.append(StagePlan(DONE, begins, ends, (ends - begins).days + 1, (planned - begins).days + 1, 0))
            begins = ends
            continue
        under_way = position == current and today >= begins and ended_on is None
        late_by = max(0, (today - planned).days) if under_way else 0
        day = (today - begins).days + 1 if under_way else 0
        plans.append(StagePlan(NOW if under_way else LATER, begins, planned, day, (planned - begins).days + 1, late_by))
        # What follows cannot begin before this stage is over: a late one pushes the rest on from day to day.
        begins = max(planned, today if under_way else planned) + timedelta(days=1)
    return tuple(plans)
