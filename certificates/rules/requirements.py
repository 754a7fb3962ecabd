"""Whether what is demanded of a person is met: each requirement with the evidence it rests on, groups within groups
included, and the nearest way to what is not met yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from certificates.rules.requirement_kinds import (
    COUNTS,
    GROUPS,
    Fact,
    Facts,
    Kind,
    Known,
    State,
    codes_of,
    criterion_of,
    leaves,
    pledge_code,
)
from lms.core.rules import needed
from lms.core.terms import months_later, whole_months
from lms.kpis.rules.criteria import CriterionState
from lms.kpis.rules.periods import shift

__all__ = [
    "Fact", "Facts", "Kind", "State", "codes_of", "criterion_of", "distance", "evaluate", "leaves",
    "nearest", "pledge_code", "unmet",
]  # fmt: skip


def evaluate(requirements: Sequence[Mapping[str, Any]], facts: Facts, day: date) -> tuple[State, ...]:
    """Each requirement in its order, met or not on a day. All of them must be met; groups say so of their own."""
    return tuple(replace(_evaluate(one, facts, day), requirement=one) for one in requirements)


def _evaluate(requirement: Mapping[str, Any], facts: Facts, day: date) -> State:
    kind = str(requirement["kind"])
    if kind in GROUPS:
        return _group(Kind(kind), requirement, facts, day)
    codes, wanted = codes_of(requirement), requirement.get("min")
    if kind == Kind.PREVIOUS_TIER:
        fact = facts.previous_tier or Fact(met=False)
        return State(kind, codes, fact.met, on=fact.on, record_id=fact.record_id)
    if kind == Kind.MONTHS_IN_GRADE:
        since = facts.in_grade_since
        months = None if since is None else whole_months(since, day)
        met = months is not None and wanted is not None and months >= wanted
        due = None if since is None or wanted is None else months_later(since, wanted)
        return State(kind, codes, met, wanted, months, on=since, due=due)
    if kind == Kind.PRACTICALS:
        return _practicals(requirement, codes, facts)
    if kind == Kind.KPI:
        return _figures(requirement, facts)
    if kind in COUNTS:
        fact = (facts.cases if kind == Kind.CASES else facts.mentees) or Fact(met=False)
        have = fact.done or 0
        return State(kind, codes, have >= (wanted or 1), wanted, have, on=fact.on, href=fact.href)
    if kind == Kind.PLEDGE:
        codes = (pledge_code(requirement["text"]),)
    known: Mapping[str, Known] = {
        Kind.EXAM: facts.exams,
        Kind.PRACTICAL_EXAM: facts.practical_exams,
        Kind.COURSE: facts.courses,
        Kind.PROGRAMME: facts.programmes,
        Kind.PLEDGE: facts.pledges,
    }
    return _best(requirement, codes, known.get(kind, facts.further.get(kind, {})), facts.since, day)


def _group(kind: Kind, requirement: Mapping[str, Any], facts: Facts, day: date) -> State:
    parts = evaluate(requirement["of"], facts, day)
    need = needed({Kind.ALL: None, Kind.ANY: 1}.get(kind, requirement.get("n")), len(parts))
    have = sum(part.met for part in parts)
    days = sorted(part.on for part in parts if part.met and part.on)
    return State(
        kind, (), have >= need, need, have, len(parts), on=days[-1] if days and have >= need else None, parts=parts,
        need=need,
    )  # fmt: skip


def _practicals(requirement: Mapping[str, Any], codes: tuple[str, ...], facts: Facts) -> State:
    """Each task complete; or, where `observations` are asked for, each seen so often, by so many `people`."""
    found = {code: facts.practicals.get(code) or Fact(met=False) for code in codes}
    wanted, signers = requirement.get("observations"), int(requirement.get("people") or 1)

    def enough(fact: Fact) -> bool:
        return fact.met if wanted is None else fact.observations >= wanted and fact.people >= signers

    missing = tuple(code for code, fact in found.items() if not enough(fact))
    days = [fact.on for fact in found.values() if enough(fact) and fact.on]
    state = State(
        Kind.PRACTICALS, codes, not missing, have=len(codes) - len(missing), total=len(codes),
        on=max(days, default=None), missing=missing,
    )  # fmt: skip
    if wanted is None:
        return state
    least = min(found.values(), key=lambda fact: (enough(fact), fact.observations, fact.people), default=Fact(False))
    return replace(state, wanted=wanted, have=least.observations, total=None, people=(least.people, signers))


def _figures(requirement: Mapping[str, Any], facts: Facts) -> State:
    """A condition on the person's figures; met on the last day of the month in which it was fulfilled."""
    criterion = criterion_of(requirement)
    found = facts.kpis.get(criterion) or CriterionState(criterion, False, None, 0, ())
    on = None if found.on is None else date.fromordinal(shift(found.on, 1).toordinal() - 1)
    return State(
        Kind.KPI, (criterion.kpi,), found.met, criterion.value, found.have, criterion.months_running, on, criterion=found
    )  # fmt: skip


def _best(requirement: Mapping[str, Any], codes: tuple[str, ...], known: Known, since: date | None, day: date) -> State:
    """The best result of any of the codes that is new enough. Of a kind with a mark the mark counts, of a count the count."""
    wanted, version = requirement.get("min"), requirement.get("version_from")
    results = [fact for code in codes or ("",) for fact in _all(known.get(code))]
    first = since
    if requirement.get("months"):
        oldest = months_later(day, -int(requirement["months"]))
        first = oldest if first is None else max(first, oldest)

    def reached(fact: Fact) -> bool:
        have = fact.percent if fact.percent is not None else fact.done
        return (
            fact.met
            and (wanted is None or have is None or have >= wanted)
            and (version is None or (fact.version is not None and fact.version >= version))
        )

    new = [fact for fact in results if first is None or fact.on is None or fact.on >= first]
    old = [fact for fact in results if first is not None and fact.on is not None and fact.on < first]
    best = max(new, key=lambda f: (reached(f), f.met, f.percent or 0, f.done or 0, f.version or 0), default=Fact(False))
    stale = max((f.on for f in old if reached(f) and f.on), default=None)
    have = best.percent if best.percent is not None else best.version if version is not None else best.done
    met = reached(best)
    return State(
        str(requirement["kind"]), codes, met, wanted if version is None else version, have, best.total, on=best.on,
        record_id=best.record_id, href=best.href, stale=None if met else stale,
    )  # fmt: skip


def _all(facts: Fact | Sequence[Fact] | None) -> Sequence[Fact]:
    return () if facts is None else (facts,) if isinstance(facts, Fact) else facts


def unmet(states: Sequence[State]) -> tuple[State, ...]:
    """What stands in the way: the requirements that are not met, a group as one."""
    return tuple(state for state in states if not state.met)


def nearest(states: Sequence[State]) -> tuple[State, ...]:
    """What to do next, without groups: of a group that is not met those of its parts that are nearest to being so, as
    many as it still needs."""
    found: list[State] = []
    for state in unmet(states):
        if state.need is None:
            found.append(state)
        else:
            open_ = sorted(unmet(state.parts), key=_near)[: state.need - state.parts_met]
            chosen = {id(part) for part in open_}
            found += nearest([part for part in state.parts if id(part) in chosen])
    return tuple(found)


_FAR = {Kind.PLEDGE: 0.05, Kind.COURSE: 0.6, Kind.EXAM: 0.7, Kind.PROGRAMME: 3.0, Kind.PREVIOUS_TIER: 4.0}
"""How far something is that was not begun: a signature is near, a programme and another tier are long ways."""


def _near(state: State) -> tuple[float, int]:
    """How near a way is: of two equally far ones that on which more is done."""
    return round(distance(state), 6), -state.parts_met


def distance(state: State) -> float:
    """How far a requirement is from being met, for comparing the ways that a group offers: 0 where it is met, about 1 for
    one with nothing done yet; a group is as far as the nearest of its parts together."""
    if state.met:
        return 0.0
    if state.need is not None:
        return sum(sorted(map(distance, unmet(state.parts)))[: state.need - state.parts_met])
    far = _FAR.get(Kind(state.kind), 1.0) if state.kind in set(Kind) else 1.0
    return far * max(1.0 - _share(state), 0.05)


def _share(state: State) -> float:
    """How much of a requirement is there."""
    if state.have is None:
        return 0.0
    whole = state.wanted
    if state.kind == Kind.KPI and state.criterion is not None:
        if not state.criterion.criterion.months_running and not state.criterion.criterion.holds(state.have):
            falling = state.criterion.criterion.op != ">="
            whole, have = (state.have, state.wanted) if falling else (state.wanted, state.have)
            return min((have or 0) / whole, 1.0) if whole else 0.0
        whole = state.total
    elif state.total is not None and state.kind in (Kind.PRACTICALS, Kind.COURSE):
        whole = state.total
    return max(min(state.have / whole, 1.0), 0.0) if whole else 0.0
