"""What stands between a person and a tier, as reasons: the same answer that the person's page shows guards the award."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from certificates.models import Tier
from certificates.queries.requirements import RequirementState, requirement_states
from certificates.requirement_words import demand, evidence
from lms.core.errors import Refusal
from lms.people.models import Person


@dataclass(frozen=True)
class Worded:
    """A requirement that prints itself in the language of whoever reads the refusal."""

    words: Callable[[RequirementState], str]
    state: RequirementState

    def __str__(self) -> str:
        return self.words(self.state)


def unmet_requirements(
    person: Person,
    tier: Tier,
    today: date,
    *,
    since: date | None = None,
    requirements: Sequence[Mapping[str, Any]] | None = None,
) -> tuple[Refusal, ...]:
    """Every requirement of a tier that the person does not meet, with the evidence there is; () where the tier may be
    awarded. For a renewal: `since` and its own `requirements`."""
    states = requirement_states(person.id, tier, today, since=since, requirements=requirements)
    return unmet_of(states)


def unmet_of(states: Sequence[RequirementState]) -> tuple[Refusal, ...]:
    """The reasons in states that are known already."""
    return tuple(
        Refusal("requirement_unmet", {"requirement": Worded(demand, one), "evidence": Worded(evidence, one)})
        for one in states
        if not one.met
    )
