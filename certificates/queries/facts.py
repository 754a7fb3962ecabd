"""What is known of a person for the requirements of a tier, gathered from the packages that know it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from assessments.queries.practicals import practical_exam_results, practical_progress
from assessments.queries.results import exam_results
from certificates.models import Tier
from certificates.queries.certificates import Held
from certificates.questions import programmes_passed
from certificates.rules.requirements import Fact, Facts, Kind, codes_of, criterion_of
from certificates.rules.status import VALID_STATUSES
from lms.core import clock
from lms.kpis.queries.criteria import MeasuredKpi, criterion_states
from lms.kpis.rules.criteria import Criterion, CriterionState


def facts_for(
    person_id: int, tiers: Iterable[Tier], day: date, kpis: Mapping[str, MeasuredKpi], held: list[Held]
) -> dict[int, Facts]:
    """The facts for each of some tiers, by tier id; one read of each kind for all of them. `kpis` that the tiers speak of,
    and what the person holds, are known already."""
    tiers = list(tiers)
    codes: dict[Kind, set[str]] = {kind: set() for kind in Kind}
    criteria: set[Criterion] = set()
    for tier in tiers:
        for requirement in tier.requirements:
            codes[Kind(requirement["kind"])].update(codes_of(requirement))
            if requirement["kind"] == Kind.KPI:
                criteria.add(criterion_of(requirement))
    common = Facts(
        exams=_exams(person_id, codes[Kind.EXAM]),
        practical_exams=_practical_exams(person_id, codes[Kind.PRACTICAL_EXAM]),
        practicals=_practicals(person_id, codes[Kind.PRACTICALS]),
        programmes=_programmes(person_id, codes[Kind.PROGRAMME]),
        kpis=_kpis(person_id, criteria, day, kpis),
    )
    return {tier.id: _with_tier_below(common, held, tier) for tier in tiers}


def _with_tier_below(facts: Facts, held: list[Held], tier: Tier) -> Facts:
    """The certificate of the tier below, and since when there has been one without being withdrawn."""
    below = [
        h
        for h in held
        if h.certificate.tier.scheme_id == tier.scheme_id
        and h.certificate.tier.level == tier.level - 1
        and not any(decision.kind == "withdraw" for decision in h.certificate.decisions)
    ]
    if not below:
        return facts
    valid = next((h for h in below if h.status in VALID_STATUSES), None)
    newest = valid or below[0]
    fact = Fact(met=valid is not None, on=newest.certificate.issued_on, record_id=newest.certificate.id)
    since = min(h.certificate.issued_on for h in below)
    return replace(facts, previous_tier=fact, in_grade_since=since)


def _exams(person_id: int, codes: set[str]) -> dict[str, Fact]:
    return {
        code: Fact(
            met=bool(result.passed),
            percent=result.percent,
            on=clock.local_date(result.finished_at) if result.finished_at else None,
            record_id=result.attempt_id,
        )
        for (_person, code), result in (exam_results([person_id], codes) if codes else {}).items()
    }


def _practical_exams(person_id: int, codes: set[str]) -> dict[str, Fact]:
    return {
        code: Fact(met=result.passed, percent=result.percent, on=result.held_on, record_id=result.exam_id)
        for (_person, code), result in (practical_exam_results([person_id], codes) if codes else {}).items()
    }


def _practicals(person_id: int, codes: set[str]) -> dict[str, Fact]:
    return {
        code: Fact(
            met=progress.complete,
            done=sum(progress.done.values()),
            total=sum(progress.required.values()),
            on=clock.local_date(progress.last_at) if progress.last_at else None,
        )
        for (_person, code), progress in (practical_progress([person_id], codes) if codes else {}).items()
    }


def _programmes(person_id: int, codes: set[str]) -> dict[str, Fact]:
    return {
        code: Fact(met=True, percent=passed.percent, on=passed.passed_on, href=passed.href)
        for (_person, code), passed in (programmes_passed([person_id], codes) if codes else {}).items()
    }


def _kpis(
    person_id: int, criteria: set[Criterion], day: date, kpis: Mapping[str, MeasuredKpi]
) -> dict[Criterion, CriterionState]:
    listed = list(criteria)
    return dict(zip(listed, criterion_states(person_id, listed, day, kpis) if listed else (), strict=True))
