"""Appointing the mentors of an intake: two for each new hire, many at once, all or none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from lms.core import clock
from lms.core.audit import Actor
from lms.core.errors import Refusal, RuleBroken
from lms.mentoring.actions.pairings import appoint_mentor
from lms.mentoring.queries.pairings import mentors_of
from lms.people.models import Person

KINDS = ("technical", "culture")


@dataclass(frozen=True)
class Choice:
    """Who is to be somebody's mentor of one kind."""

    mentee: Person
    kind: str
    mentor: Person
    reason: str = ""


class MentorsRefused(RuleBroken):
    """Some choices cannot be; tells for each mentee why. Nothing was saved."""

    def __init__(self, by_mentee: Mapping[int, tuple[Refusal, ...]]) -> None:
        super().__init__(*(refusal for refusals in by_mentee.values() for refusal in refusals))
        self.by_mentee = by_mentee


def appoint_mentors(*, choices: Iterable[Choice], actor: Actor, at: datetime) -> list[Choice]:
    """Appoint what is chosen and not so already; returns what was new. Raises MentorsRefused."""
    wanted = list(choices)
    standing = mentors_of({choice.mentee.id for choice in wanted}, clock.local_date(at))
    refused: dict[int, tuple[Refusal, ...]] = {}
    for choice in wanted:
        twice = any(c.mentee is choice.mentee and c.kind != choice.kind and c.mentor is choice.mentor for c in wanted)
        if twice:
            refused[choice.mentee.id] = (Refusal("same_mentor_twice", {"name": choice.mentee.name}),)
    if refused:
        raise MentorsRefused(refused)
    made: list[Choice] = []
    changing = {(c.mentee.id, c.kind) for c in wanted}
    for choice in wanted:
        same = (p for p in standing.get(choice.mentee.id, ()) if p.kind == choice.kind)
        if any(pair.mentor_id == choice.mentor.id for pair in same):
            continue
        try:
            appoint_mentor(
                mentee=choice.mentee, mentor=choice.mentor, kind=choice.kind, actor=actor, at=at, reason=choice.reason,
                changing=[kind for kind in KINDS if (choice.mentee.id, kind) in changing],
            )  # fmt: skip
            made.append(choice)
        except RuleBroken as broken:
            refused[choice.mentee.id] = (*refused.get(choice.mentee.id, ()), *broken.refusals)
    if refused:
        raise MentorsRefused(refused)
    return made
