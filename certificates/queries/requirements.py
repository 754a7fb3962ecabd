"""Where a person stands with a tier: each requirement met or not, in words' reach: title, figures, link to the evidence."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from certificates.models import Scheme, Tier
from certificates.queries.certificates import Held, list_held
from certificates.queries.facts import facts_for
from certificates.queries.requirement_titles import Requirement, Titles, requirements_in, titles_in
from certificates.queries.schemes import tiers_open_to
from certificates.rules.requirements import Facts, Kind, State, evaluate, nearest
from lms.core.bilingual import Bilingual
from lms.core.paths import path_to
from lms.kpis.rules.criteria import CriterionState

__all__ = [
    "Outlook", "Requirement", "RequirementState", "Titles", "next_of", "outlooks", "requirement_states", "requirements_of",
    "shown_states", "states_of_tiers", "titles_of",
]  # fmt: skip


_NONE = State("", (), False)


@dataclass(frozen=True)
class RequirementState(Requirement):
    """A requirement with how far the person is: `state` as the rule says it; `missing` what of several is not there yet.
    `href` leads to the evidence, or to the place where it can be earned."""

    state: State = _NONE
    missing: tuple[Bilingual, ...] = ()
    href: str | None = None
    parts: tuple[RequirementState, ...] = ()

    @property
    def met(self) -> bool:
        """Is it met?"""
        return self.state.met

    @property
    def have(self) -> float | None:
        """The mark, the months, or how many of `total`."""
        return self.state.have

    @property
    def total(self) -> int | None:
        """Of how many."""
        return self.state.total

    @property
    def on(self) -> date | None:
        """The day of the evidence."""
        return self.state.on

    @property
    def figures(self) -> CriterionState | None:
        """The months behind a condition on figures."""
        return self.state.criterion


@dataclass(frozen=True)
class Outlook:
    """One scheme for one person: what they hold of it, and the next tier with what is missing."""

    scheme: Scheme
    held: Held | None
    next_tier: Tier | None
    states: tuple[RequirementState, ...]

    @property
    def met(self) -> int:
        """How many requirements of the next tier are met."""
        return sum(state.met for state in self.states)


def requirement_states(
    person_id: int, tier: Tier, today: date, *, since: date | None = None, requirements: Sequence[Mapping[str, Any]] | None = None
) -> tuple[RequirementState, ...]:  # fmt: skip
    """Each requirement of a tier, met or not, with its evidence. For a renewal: `since` (nothing older counts) and, where
    they are others, its `requirements`."""
    asked = tier if requirements is None else _asking(tier, requirements)
    held = list_held(person_id, today)
    return states_of_tiers(person_id, [asked], today, titles_of([asked]), held, since)[tier.id]


def _asking(tier: Tier, requirements: Sequence[Mapping[str, Any]]) -> Any:
    """A tier as it would be with other requirements; no row of the database."""
    return _Asking(tier.id, tier.scheme_id, tier.level, [dict(one) for one in requirements])


@dataclass(frozen=True)
class _Asking:
    id: int
    scheme_id: int
    level: int
    requirements: list[dict[str, Any]]


def states_of_tiers(
    person_id: int, tiers: Collection[Tier], today: date, titles: Titles, held: list[Held], since: date | None = None
) -> dict[int, tuple[RequirementState, ...]]:
    """As `requirement_states`, for several tiers at once, of which the titles and all that the person holds are known."""
    facts = facts_for(person_id, tiers, today, titles.kpis, held, since)
    return {tier.id: states_by(person_id, tier.requirements, facts[tier.id], today, titles) for tier in tiers}


def states_by(
    person_id: int, requirements: Sequence[Mapping[str, Any]], facts: Facts, today: date, titles: Titles
) -> tuple[RequirementState, ...]:
    """Requirements met or not by facts that are known already, as a page shows them."""
    return shown_states(person_id, evaluate(requirements, facts, today), titles)


def outlooks(person_id: int, today: date, held: list[Held]) -> list[Outlook]:
    """The schemes that concern a person: those of their post and product line, and those they hold something of; `held` is
    all that they hold."""
    ladder = tiers_open_to(person_id, {one.certificate.tier.scheme_id for one in held})
    schemes = {tier.scheme_id: tier.scheme for tier in ladder}
    highest = {scheme_id: _highest(held, scheme_id) for scheme_id in schemes}
    upcoming: dict[int, Tier] = {}
    for scheme_id, top in highest.items():
        level = top.certificate.tier.level + 1 if top and top.counts else _level_again(top)
        following = [
            tier for tier in ladder if (tier.scheme_id, tier.level) == (scheme_id, level) and not tier.is_retired(today)
        ]
        if following:
            upcoming[scheme_id] = following[0]
    tiers = list(upcoming.values())
    states = states_of_tiers(person_id, tiers, today, titles_of(tiers), held)
    return [
        Outlook(
            scheme, highest[number], upcoming.get(number), states[upcoming[number].id] if number in upcoming else ()
        )
        for number, scheme in schemes.items()
    ]


def _highest(held: list[Held], scheme_id: int) -> Held | None:
    """The certificate of a scheme that says most: what counts before what does not, then the highest tier, then the newest."""
    of_scheme = [one for one in held if one.certificate.tier.scheme_id == scheme_id]
    return max(
        of_scheme,
        key=lambda h: (h.counts, h.certificate.tier.level, h.certificate.issued_on, h.certificate.id),
        default=None,
    )


def _level_again(top: Held | None) -> int:
    """Without a certificate that counts the way leads to the tier that was lost, or to the first one."""
    return top.certificate.tier.level if top else 1


def titles_of(tiers: Collection[Tier]) -> Titles:
    """The titles of everything that some tiers ask for."""
    return titles_in([one for tier in tiers for one in tier.requirements])


def requirements_of(tier: Tier, titles: Titles) -> tuple[Requirement, ...]:
    """A tier's requirements without regard to a person."""
    return requirements_in(tier.requirements, titles)


def shown_states(person_id: int, states: Sequence[State], titles: Titles) -> tuple[RequirementState, ...]:
    """What the rule said, as a page shows it."""
    return tuple(_shown(person_id, state, titles) for state in states)


def _shown(person_id: int, state: State, titles: Titles) -> RequirementState:
    criterion = state.criterion.criterion if state.criterion else None
    return RequirementState(
        state.kind, titles.of(state.kind, state.codes), state.wanted, criterion,
        titles.kpis.get(criterion.kpi) if criterion else None, state.requirement, need=state.need, state=state,
        missing=titles.of(state.kind, state.missing), href=_href(person_id, state),
        parts=shown_states(person_id, state.parts, titles),
    )  # fmt: skip


def next_of(states: Sequence[RequirementState]) -> tuple[RequirementState, ...]:
    """What to do next: what is not met, of groups the nearest way."""
    chosen = {id(state) for state in nearest([one.state for one in states])}
    return tuple(one for one in _flat(states) if id(one.state) in chosen)


def _flat(states: Sequence[RequirementState]) -> list[RequirementState]:
    return [leaf for one in states for leaf in (_flat(one.parts) if one.need is not None else [one])]


def _href(person_id: int, state: State) -> str | None:
    """The evidence where there is some, else where to go for it."""
    match state.kind:
        case Kind.EXAM:
            if state.record_id is not None:
                return path_to("assessments.result", attempt_id=state.record_id)
            return path_to("assessments.exam", code=state.codes[0])
        case Kind.PRACTICAL_EXAM if state.record_id is not None:
            return path_to("assessments.practical_exam_result", exam_id=state.record_id)
        case Kind.PRACTICALS if len(state.codes) == 1 or state.missing:
            code = (state.missing or state.codes)[0]
            return path_to("assessments.practical", learner_id=person_id, task_code=code)
        case Kind.PRACTICALS:
            return path_to("assessments.practicals")
        case Kind.COURSE:
            return path_to("courses.course", code=state.codes[0])
        case Kind.PREVIOUS_TIER if state.record_id is not None:
            return path_to("certificates.show", certificate_id=state.record_id)
        case Kind.KPI:
            return path_to("kpis.series", code=state.codes[0], person=person_id)
        case Kind.PLEDGE:
            return path_to("certificates.pledge", digest=state.codes[0])
    return state.href
