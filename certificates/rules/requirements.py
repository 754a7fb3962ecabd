"""What a tier demands, and whether it is met: each requirement with the evidence it rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from lms.kpis.rules import criteria
from lms.kpis.rules.criteria import Criterion, CriterionState, read_criterion
from lms.kpis.rules.periods import shift


class Kind(StrEnum):
    """Kinds of requirement."""

    EXAM = "exam"
    PRACTICAL_EXAM = "practical_exam"
    PRACTICALS = "practicals"
    PROGRAMME = "programme"
    PREVIOUS_TIER = "previous_tier"
    MONTHS_IN_GRADE = "months_in_grade"
    KPI = "kpi"


@dataclass(frozen=True)
class Fact:
    """Something that is known of a person: a mark, how much of how much, since when, the record it stands in
    and, where the package that knows it says so, the page that shows it."""

    met: bool
    percent: float | None = None
    done: int | None = None
    total: int | None = None
    on: date | None = None
    record_id: int | None = None
    href: str | None = None


@dataclass(frozen=True)
class Facts:
    """All that is known of a person for a tier. Marks are those of the best result; exams and practicals by code."""

    exams: Mapping[str, Fact] = field(default_factory=dict)
    practical_exams: Mapping[str, Fact] = field(default_factory=dict)
    practicals: Mapping[str, Fact] = field(default_factory=dict)
    programmes: Mapping[str, Fact] = field(default_factory=dict)
    previous_tier: Fact | None = None
    in_grade_since: date | None = None
    kpis: Mapping[Criterion, CriterionState] = field(default_factory=dict)


@dataclass(frozen=True)
class State:
    """One requirement with its evidence. `wanted` is the mark or number of months demanded; `have` what there is."""

    kind: Kind
    codes: tuple[str, ...]
    met: bool
    wanted: float | None = None
    have: float | None = None
    total: int | None = None
    on: date | None = None
    record_id: int | None = None
    href: str | None = None
    criterion: CriterionState | None = None


def evaluate(requirements: Sequence[Mapping[str, Any]], facts: Facts, day: date) -> tuple[State, ...]:
    """Each requirement in its order, met or not on a day."""
    return tuple(_evaluate(requirement, facts, day) for requirement in requirements)


def _evaluate(requirement: Mapping[str, Any], facts: Facts, day: date) -> State:
    kind = Kind(requirement["kind"])
    codes = codes_of(requirement)
    wanted = requirement.get("min")
    if kind is Kind.PREVIOUS_TIER:
        fact = facts.previous_tier or Fact(met=False)
        return State(kind, codes, fact.met, on=fact.on, record_id=fact.record_id)
    if kind is Kind.MONTHS_IN_GRADE:
        months = None if facts.in_grade_since is None else whole_months(facts.in_grade_since, day)
        met = months is not None and wanted is not None and months >= wanted
        return State(kind, codes, met, wanted, months, on=facts.in_grade_since)
    if kind is Kind.PRACTICALS:
        found = [facts.practicals.get(code) for code in codes]
        done = sum(1 for fact in found if fact is not None and fact.met)
        days = [fact.on for fact in found if fact is not None and fact.met and fact.on]
        return State(kind, codes, done == len(codes), have=done, total=len(codes), on=max(days, default=None))
    if kind is Kind.KPI:
        return _evaluate_kpi(criterion_of(requirement), facts)
    known = {
        Kind.EXAM: facts.exams,
        Kind.PRACTICAL_EXAM: facts.practical_exams,
        Kind.PROGRAMME: facts.programmes,
    }[kind]
    best = max(
        (known[code] for code in codes if code in known), key=lambda f: (f.met, f.percent or 0), default=Fact(met=False)
    )
    met = best.met and (wanted is None or best.percent is None or best.percent >= wanted)
    return State(kind, codes, met, wanted, best.percent, on=best.on, record_id=best.record_id, href=best.href)


def _evaluate_kpi(criterion: Criterion, facts: Facts) -> State:
    """A condition on the person's figures; met on the last day of the month in which it was fulfilled."""
    found = facts.kpis.get(criterion) or CriterionState(criterion, False, None, 0, ())
    on = None if found.on is None else date.fromordinal(shift(found.on, 1).toordinal() - 1)
    return State(
        Kind.KPI,
        (criterion.kpi,),
        found.met,
        criterion.value,
        found.have,
        criterion.months_running,
        on,
        criterion=found,
    )


def criterion_of(requirement: Mapping[str, Any]) -> Criterion:
    """The condition that a requirement on figures states."""
    return read_criterion(requirement)


def whole_months(since: date, day: date) -> int:
    """How many whole calendar months have passed; the same day of the month completes one, and so does the month's last
    day where there is no such day."""
    months = (day.year - since.year) * 12 + day.month - since.month
    if day.day < since.day and not _is_last_of_month(day):
        months -= 1
    return max(months, 0)


def _is_last_of_month(day: date) -> bool:
    return date.fromordinal(day.toordinal() + 1).month != day.month


def codes_of(requirement: Mapping[str, Any]) -> tuple[str, ...]:
    """The codes that a requirement names: one of them must be met, or all of them for practical tasks."""
    if "codes" in requirement:
        return tuple(requirement["codes"])
    return (requirement["code"],) if "code" in requirement else ()


def faults(requirements: Sequence[Mapping[str, Any]], level: int) -> list[str]:
    """What is wrong with a tier's requirements as somebody wrote them, one sentence each."""
    wrong = []
    for place, requirement in enumerate(requirements, 1):
        kind = requirement.get("kind")
        if kind not in set(Kind):
            wrong.append(f"requirement {place}: unknown kind {kind!r}")
            continue
        if kind == Kind.KPI:
            wrong += [f"requirement {place}: {fault}" for fault in criteria.faults(requirement)]
            continue
        if kind in (Kind.PREVIOUS_TIER, Kind.MONTHS_IN_GRADE):
            if level == 1:
                wrong.append(f"requirement {place}: the first tier has no {kind}")
        elif not codes_of(requirement):
            wrong.append(f"requirement {place}: {kind} needs a code")
        if kind == Kind.MONTHS_IN_GRADE and not isinstance(requirement.get("min"), int):
            wrong.append(f"requirement {place}: months_in_grade needs min")
        mark = requirement.get("min")
        if kind in (Kind.EXAM, Kind.PRACTICAL_EXAM) and mark is not None and not 0 < mark <= 100:
            wrong.append(f"requirement {place}: min must be above 0 and at most 100")
    return wrong
