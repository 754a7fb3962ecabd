"""Which questionnaire can be put to whom: by the level that it serves, and by whose view it asks for."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from lms.evaluation.rules.planning import Round

LEARNER, SUPERVISOR, OBSERVER = "learner", "supervisor", "observer"
WRITTEN_FOR: Mapping[str, tuple[str, ...]] = {
    "behaviour-learner": (LEARNER,),
    "behaviour-supervisor": (SUPERVISOR,),
    "behaviour-observer": (OBSERVER,),
    "feedback-360-colleagues": (),
    "feedback-360-named": (),
}
"""The questionnaires that come with the software and speak to one role; those of 360° rounds are asked there only."""
SEEN_BY_OTHERS = "behaviour:basis"
"""A question of how much was seen with one's own eyes: nobody is asked that of themselves."""


@dataclass(frozen=True)
class Instrument:
    """A questionnaire that can be asked: its level, and what its questions measure."""

    code: str
    level: int
    measures: frozenset[str]

    @property
    def roles(self) -> tuple[str, ...]:
        """Who can answer it. How a training was liked only those know who took part."""
        if self.code in WRITTEN_FOR:
            return WRITTEN_FOR[self.code]
        if self.level == 1:
            return (LEARNER,)
        return (SUPERVISOR, OBSERVER) if SEEN_BY_OTHERS in self.measures else (LEARNER, SUPERVISOR, OBSERVER)


@dataclass(frozen=True)
class Misfit:
    """A questionnaire that cannot be asked so: in which round, of whom."""

    place: int
    level: int
    role: str
    questionnaire: str


def misfits(rounds: Sequence[Round], known: Collection[Instrument]) -> list[Misfit]:
    """What of a plan's rounds cannot be asked so. What is not known (not published yet) is no misfit: nobody is asked it."""
    instruments = {one.code: one for one in known}
    return [
        Misfit(place, one.level, ask.role, ask.questionnaire)
        for place, one in enumerate(rounds)
        for ask in one.asks
        if (instrument := instruments.get(ask.questionnaire)) is not None
        and (instrument.level != one.level or ask.role not in instrument.roles)
    ]
