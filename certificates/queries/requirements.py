"""Where a person stands with a tier: each requirement met or not, in words' reach: title, figures, link to the evidence."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from assessments.queries.named import names_of
from certificates.models import Scheme, Tier
from certificates.queries.certificates import Held, list_held
from certificates.queries.facts import facts_for
from certificates.queries.schemes import list_tiers, schemes_open_to
from certificates.rules.requirements import Kind, State, codes_of, criterion_of, evaluate
from certificates.rules.status import VALID_STATUSES
from lms.core import clock
from lms.core.bilingual import Bilingual
from lms.core.paths import path_to
from lms.kpis.queries.criteria import MeasuredKpi, kpis_of
from lms.kpis.rules.criteria import Criterion, CriterionState
from lms.people.models import Person


@dataclass(frozen=True)
class Requirement:
    """A requirement of a tier as a page shows it: what it asks for by name."""

    kind: Kind
    titles: tuple[Bilingual, ...]
    wanted: float | None
    criterion: Criterion | None
    kpi: MeasuredKpi | None


@dataclass(frozen=True)
class RequirementState(Requirement):
    """A requirement with how far the person is. `have` is the mark, the months, or how many of `total`; `on` the day of the
    evidence; `href` leads to it, or to the place where it can be earned."""

    met: bool
    have: float | None
    total: int | None
    on: date | None
    href: str | None
    figures: CriterionState | None


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


def requirement_states(person_id: int, tier: Tier, today: date) -> tuple[RequirementState, ...]:
    """Each requirement of a tier, met or not, with its evidence."""
    tiers = [tier]
    return states_of_tiers(person_id, tiers, today, titles_of(tiers), list_held(person_id, today))[tier.id]


def states_of_tiers(
    person_id: int, tiers: Collection[Tier], today: date, titles: Titles, held: list[Held]
) -> dict[int, tuple[RequirementState, ...]]:
    """As `requirement_states`, for several tiers at once, of which the titles and all that the person holds are known."""
    facts = facts_for(person_id, tiers, today, titles.kpis, held)
    return {
        tier.id: tuple(_state(person_id, state, titles) for state in evaluate(tier.requirements, facts[tier.id], today))
        for tier in tiers
    }


def outlooks(person: Person, today: date, held: list[Held]) -> list[Outlook]:
    """The schemes that concern a person: those of their post and product line, and those they hold something of; `held` is
    all that they hold."""
    schemes = {scheme.id: scheme for scheme in schemes_open_to(person, person.post.family)}
    for one in held:
        schemes.setdefault(one.certificate.tier.scheme_id, one.certificate.tier.scheme)
    ladder = list_tiers(list(schemes))
    highest = {scheme_id: _highest(held, scheme_id) for scheme_id in schemes}
    upcoming: dict[int, Tier] = {}
    for scheme_id, top in highest.items():
        level = top.certificate.tier.level + 1 if top and top.status in VALID_STATUSES else _level_again(top)
        following = [tier for tier in ladder if tier.scheme_id == scheme_id and tier.level == level]
        if following:
            upcoming[scheme_id] = following[0]
    tiers = list(upcoming.values())
    states = states_of_tiers(person.id, tiers, today, titles_of(tiers), held)
    return [
        Outlook(
            scheme, highest[number], upcoming.get(number), states[upcoming[number].id] if number in upcoming else ()
        )
        for number, scheme in schemes.items()
    ]


def _highest(held: list[Held], scheme_id: int) -> Held | None:
    """The certificate of a scheme that says most: valid before not valid, then the highest tier, then the newest."""
    of_scheme = [one for one in held if one.certificate.tier.scheme_id == scheme_id]
    return max(
        of_scheme,
        key=lambda h: (h.status in VALID_STATUSES, h.certificate.tier.level, h.certificate.issued_on, h.certificate.id),
        default=None,
    )


def _level_again(top: Held | None) -> int:
    """Without a valid certificate the way leads to the tier that was lost, or to the first one."""
    return top.certificate.tier.level if top else 1


@dataclass(frozen=True)
class Titles:
    """What codes are called, and what a requirement says of itself."""

    exams: dict[str, Bilingual]
    rubrics: dict[str, Bilingual]
    tasks: dict[str, Bilingual]
    programmes: dict[str, Bilingual]
    kpis: dict[str, MeasuredKpi]

    def of(self, kind: Kind, codes: Collection[str]) -> tuple[Bilingual, ...]:
        """The titles of some codes; a code that nothing carries yet stands for itself."""
        known = {
            Kind.EXAM: self.exams,
            Kind.PRACTICAL_EXAM: self.rubrics,
            Kind.PRACTICALS: self.tasks,
            Kind.PROGRAMME: self.programmes,
            Kind.KPI: {code: kpi.name for code, kpi in self.kpis.items()},
        }.get(kind, {})
        return tuple(known.get(code, Bilingual.of(code)) for code in codes)


def titles_of(tiers: Collection[Tier]) -> Titles:
    """The titles of everything that some tiers ask for, in a few statements."""
    wanted: dict[Kind, set[str]] = {kind: set() for kind in Kind}
    own: dict[str, Bilingual] = {}
    for tier in tiers:
        for requirement in tier.requirements:
            kind = Kind(requirement["kind"])
            wanted[kind].update([requirement["kpi"]] if kind is Kind.KPI else codes_of(requirement))
            if "title" in requirement:
                own.update(dict.fromkeys(codes_of(requirement), Bilingual.of(requirement["title"])))
    names = names_of(
        exams=wanted[Kind.EXAM], rubrics=wanted[Kind.PRACTICAL_EXAM], tasks=wanted[Kind.PRACTICALS]
    )  # fmt: skip
    return Titles(
        exams={**own, **names.exams},
        rubrics={**own, **names.rubrics},
        tasks={**own, **names.tasks},
        programmes=own,
        kpis=kpis_of(wanted[Kind.KPI], clock.today()),
    )


def requirements_of(tier: Tier, titles: Titles) -> tuple[Requirement, ...]:
    """A tier's requirements without regard to a person."""
    return tuple(_requirement(r, titles) for r in tier.requirements)


def _requirement(r: Mapping[str, Any], titles: Titles) -> Requirement:
    kind = Kind(r["kind"])
    if kind is Kind.KPI:
        criterion = criterion_of(r)
        return Requirement(
            kind, titles.of(kind, [criterion.kpi]), criterion.value, criterion, titles.kpis.get(criterion.kpi)
        )
    return Requirement(kind, titles.of(kind, codes_of(r)), r.get("min"), None, None)


def _state(person_id: int, state: State, titles: Titles) -> RequirementState:
    criterion = state.criterion.criterion if state.criterion else None
    return RequirementState(
        state.kind, titles.of(state.kind, state.codes), state.wanted, criterion,
        titles.kpis.get(criterion.kpi) if criterion else None, state.met, state.have, state.total, state.on,
        _href(person_id, state), state.criterion,
    )  # fmt: skip


def _href(person_id: int, state: State) -> str | None:
    """The evidence where there is some, else where to go for it."""
    match state.kind:
        case Kind.EXAM:
            if state.record_id is not None:
                return path_to("assessments.result", attempt_id=state.record_id)
            return path_to("assessments.exam", code=state.codes[0])
        case Kind.PRACTICAL_EXAM if state.record_id is not None:
            return path_to("assessments.practical_exam", learner_id=person_id, rubric_code=state.codes[0])
        case Kind.PRACTICALS if len(state.codes) == 1:
            return path_to("assessments.practical", learner_id=person_id, task_code=state.codes[0])
        case Kind.PRACTICALS:
            return path_to("assessments.practicals")
        case Kind.PREVIOUS_TIER if state.record_id is not None:
            return path_to("certificates.show", certificate_id=state.record_id)
        case Kind.PROGRAMME:
            return state.href
        case Kind.KPI:
            return path_to("kpis.series", code=state.codes[0], person=person_id)
    return None
