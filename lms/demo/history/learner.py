"""One learner's way through a programme: who they are, how able, how fast, and what becomes of them."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from lms.demo.phrases import Phrases
from lms.onboarding.models import Stage
from lms.people.models import Person

PASSES, EXTENDED, FAILS_TWICE, FAILS, LEAVES = "passes", "extended", "fails_twice", "fails", "leaves"
UNDECIDED, WAITS, MIDDLE = "undecided", "waits", "middle"
"""What becomes of somebody: on duty at once, after an extension, another post after one, another post at once, gone;
or today: failed and not decided, waiting for the practical examination, in the middle of a course."""


@dataclass(frozen=True)
class Learner:
    """What the simulation knows of a learner. `spans` are the working days each stage takes them."""

    person: Person
    enrolment_id: int
    track: str
    starts_on: date
    spans: tuple[int, ...]
    ability: float
    fate: str
    technical: Person
    culture: Person
    assessor: Person
    supervisor: Person
    zone: ZoneInfo
    now: datetime
    chance: random.Random
    phrases: Phrases
    last_stage: Stage
    is_rated: bool = True

    @property
    def id(self) -> int:
        """The person's id."""
        return self.person.id

    @property
    def pen(self) -> str:
        """The chapter of the phrase book that the learner writes by."""
        if self.person.language == "en":
            return "english"
        return "field" if self.track == "technician" else "agent"

    @property
    def trade(self) -> str:
        """The chapter of the phrase book that others write about the learner by."""
        return "field" if self.track == "technician" else "agent"
