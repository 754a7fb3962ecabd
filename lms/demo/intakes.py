"""Which intakes the demo company had: one every two to three months on each track, three of them under way."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from lms.core.bilingual import Bilingual
from lms.demo.workdays import workday_before, workday_from

STARTED, SHADOWING, CERTIFYING, NEWEST, OVER = "started", "shadowing", "certifying", "newest", "over"
"""Where an intake stands: just begun; on the job; before the last gate; just put on duty; long over."""

_BEGAN_DAYS_AGO = {SHADOWING: 25, CERTIFYING: 83, STARTED: 4, NEWEST: 56}
_TRACKS = {SHADOWING: "technician", CERTIFYING: "technician", STARTED: "agent", NEWEST: "agent"}
_OLDEST_OPEN = {"technician": 83, "agent": 56}
_LONGEST = {"technician": 150, "agent": 100}
"""Days after which even somebody who was extended has ended."""

LEAST = 4
_NAMES = {"technician": ("售后工程师", "Technician"), "agent": ("客服专员", "Service agent")}


@dataclass(frozen=True)
class IntakePlan:
    """People who start a track together; where they stand today."""

    track: str
    state: str
    starts_on: date
    size: int

    @property
    def title(self) -> Bilingual:
        """What the intake is called."""
        zh, en = _NAMES[self.track]
        day = self.starts_on
        return Bilingual(f"{day.year} 年 {day.month} 月{zh}班", f"{en} intake, {day:%B %Y}")


def plan_intakes(people: int, months: int, today: date, chance: random.Random) -> tuple[IntakePlan, ...]:
    """Every intake of the last `months`, oldest first; together they hold about three tenths of the people."""
    dates = [(track, state, today - timedelta(days=_BEGAN_DAYS_AGO[state])) for state, track in _TRACKS.items()]
    over: list[tuple[str, str, date]] = []
    for track, last in _OLDEST_OPEN.items():
        ago = max(last + chance.randint(60, 85), _LONGEST[track] + 10)
        while ago <= months * 30:
            over.append((track, OVER, today - timedelta(days=ago)))
            ago += chance.randint(62, 90)
    room = max(2, round(people * 0.3 - 21) // LEAST)  # a small company did not hire so often
    dates += over[:: -(-len(over) // room)]
    sizes = _sizes([state for _, state, _ in dates], round(people * 0.3), chance)
    plans = [
        IntakePlan(track, state, _first_day(day, today), size)
        for (track, state, day), size in zip(dates, sizes, strict=True)
    ]
    return tuple(sorted(plans, key=lambda plan: (plan.starts_on, plan.track)))


def _first_day(day: date, today: date) -> date:
    """The day itself if work is done on it, else the next working day, or the one before where that has not come yet."""
    following = workday_from(day)
    return following if following < today else workday_before(day)


def _sizes(states: Sequence[str], total: int, chance: random.Random) -> list[int]:
    """Between LEAST and 12 each; those that people look at today are never the smallest."""
    usual = total / len(states)
    least = {SHADOWING: 6, CERTIFYING: 5, STARTED: 5, NEWEST: 5}
    return [max(least.get(state, LEAST), min(12, round(usual * chance.uniform(0.8, 1.2)))) for state in states]
