"""What is known of people for requirements, gathered from the packages that know it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any, TypeVar

from certificates.models import Tier
from certificates.queries.certificates import Held
from certificates.queries.records import read_records
from certificates.questions import programmes_passed
from certificates.requirement_questions import CASES_WRITTEN, MENTEES_THROUGH, Counted, counted
from certificates.rules.requirements import Fact, Facts, Kind, codes_of, criterion_of, leaves, pledge_code
from certificates.rules.status import Status
from lms.core import clock
from lms.kpis.queries.criteria import MeasuredKpi, criterion_states_of
from lms.kpis.rules.criteria import Criterion

One = TypeVar("One")


def facts_for(
    person_id: int,
    tiers: Iterable[Tier],
    day: date,
    kpis: Mapping[str, MeasuredKpi] | None,
    held: list[Held],
    since: date | None = None,
) -> dict[int, Facts]:
    """The facts for each of some tiers, by tier id; one read of each kind for all of them. `kpis` that the tiers speak of,
    and what the person holds, are known already. `since`: nothing older counts."""
    tiers = list(tiers)
    common = gather([person_id], [one for tier in tiers for one in tier.requirements], day, kpis, since)[person_id]
    return {tier.id: with_tier_below(common, held, tier) for tier in tiers}


def gather(
    person_ids: Collection[int],
    requirements: Sequence[Mapping[str, Any]],
    day: date,
    kpis: Mapping[str, MeasuredKpi] | None = None,
    since: date | None = None,
) -> dict[int, Facts]:
    """All that is known of some people for requirements, but the tier below; one read of each kind that is asked for,
    however many people."""
    codes: dict[str, set[str]] = {kind: set() for kind in Kind}
    criteria: set[Criterion] = set()
    for one in leaves(requirements):
        kind = str(one["kind"])
        if kind == Kind.KPI:
            criteria.add(criterion_of(one))
        elif kind == Kind.PLEDGE:
            codes[kind].add(pledge_code(one["text"]))
        elif kind in codes:
            codes[kind].update(codes_of(one) or ("",))
    people = list(dict.fromkeys(person_ids))
    moment = None if since is None else datetime.combine(since, time(), clock.zone())
    listed = list(criteria)
    figures = criterion_states_of(people, listed, day, kpis, since) if listed else {}
    records = read_records(people, codes, moment)
    programmes = programmes_passed(people, codes[Kind.PROGRAMME])
    cases = counted(CASES_WRITTEN, people, since) if codes[Kind.CASES] else {}
    mentees = counted(MENTEES_THROUGH, people, since) if codes[Kind.MENTEES] else {}
    return {
        person_id: Facts(
            exams={code: [_attempt(one) for one in some] for code, some in _own(records.attempts, person_id)},
            practical_exams={
                code: Fact(one.passed, one.percent, on=one.held_on, record_id=one.id)
                for code, one in _own(records.exams_held, person_id)
            },
            practicals={code: _task(one) for code, one in _own(records.tasks, person_id)},
            courses={
                code: [Fact(True, on=on, version=number) for number, on in some]
                for code, some in _own(records.courses, person_id)
            },
            programmes={
                code: Fact(True, one.percent, on=one.passed_on, href=one.href)
                for code, one in _own(programmes, person_id)
            },
            kpis=dict(zip(listed, figures.get(person_id, ()), strict=True)) if listed else {},
            cases=_count(cases.get(person_id)),
            mentees=_count(mentees.get(person_id)),
            pledges={code: [Fact(True, on=on) for on in days] for code, days in _own(records.pledges, person_id)},
            since=since,
        )
        for person_id in people
    }


def _own(found: Mapping[tuple[int, str], One], person_id: int) -> list[tuple[str, One]]:
    return [(code, one) for (whose, code), one in found.items() if whose == person_id]


def _attempt(result: Any) -> Fact:
    on = clock.local_date(result.finished_at)
    return Fact(bool(result.passed), result.percent, on=on, record_id=result.attempt_id)


def _task(progress: Any) -> Fact:
    return Fact(
        progress.complete,
        done=progress.sign_offs_done,
        total=progress.sign_offs_required,
        on=clock.local_date(progress.last_at) if progress.last_at else None,
        observations=progress.counting,
        people=progress.people_signed,
    )


def _count(found: Counted | None) -> Fact | None:
    return Fact(found.count > 0, done=found.count, on=found.last_on, href=found.href) if found else None


def with_tier_below(facts: Facts, held: Iterable[Held], tier: Tier) -> Facts:
    """With the certificate of the tier below, and since when there has been one without being withdrawn."""
    below = [
        h
        for h in held
        if h.certificate.tier.scheme_id == tier.scheme_id
        and h.certificate.tier.level == tier.level - 1
        and h.status is not Status.WITHDRAWN
    ]
    if not below:
        return facts
    valid = next((h for h in below if h.counts), None)
    newest = valid or below[0]
    fact = Fact(met=valid is not None, on=newest.certificate.issued_on, record_id=newest.certificate.id)
    return replace(facts, previous_tier=fact, in_grade_since=min(h.certificate.issued_on for h in below))
