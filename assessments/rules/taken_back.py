"""What a task rested on at a moment, and what of it was taken back since."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from assessments.rules.practicals import Standing, counted_by_mode, is_complete, standing


@dataclass(frozen=True)
class Second:
    """What a second person made of a sign-off, and when they withdrew it, if they did."""

    at: datetime
    agreed: bool
    withdrawn_at: datetime | None = None

    def stands_at(self, moment: datetime | None) -> bool:
        """Did it stand at a moment? None: does it still stand?"""
        if moment is None:
            return self.withdrawn_at is None
        return self.at <= moment and (self.withdrawn_at is None or self.withdrawn_at > moment)


@dataclass(frozen=True)
class Given:
    """One performance signed as passed, by whom, and what was signed about it since. `asks_second`: it counts only while a
    second person's signature stands beside it."""

    mode: str
    at: datetime
    taken_back_at: datetime | None
    signer: int = 0
    asks_second: bool = False
    seconds: tuple[Second, ...] = ()

    def counts_at(self, moment: datetime | None) -> bool:
        """Did it count at a moment? None: does it count still?"""
        if moment is not None and self.at > moment:
            return False
        withdrawn = self.taken_back_at is not None and (moment is None or self.taken_back_at <= moment)
        told = [one.agreed for one in self.seconds if one.stands_at(moment)]
        return standing(passed=True, withdrawn=withdrawn, asks_second=self.asks_second, seconds=told) == Standing.COUNTS


G = TypeVar("G", bound=Given)


def is_fulfilled(required: Mapping[str, int], people: Mapping[str, int], given: Iterable[Given]) -> bool:
    """Are these sign-offs enough, in number and by enough people?"""
    signers: dict[str, list[int]] = {}
    for one in given:
        signers.setdefault(one.mode, []).append(one.signer)
    return is_complete(required, counted_by_mode(signers, required, people))


def taken_back_since(
    required: Mapping[str, int], people: Mapping[str, int], given: Iterable[G], at: datetime
) -> tuple[G, ...]:
    """The sign-offs that counted at a moment and count no more; none where enough of that moment's are left."""
    then = [one for one in given if one.counts_at(at)]
    left = [one for one in then if one.counts_at(None)]
    return () if is_fulfilled(required, people, left) else tuple(one for one in then if one not in left)
