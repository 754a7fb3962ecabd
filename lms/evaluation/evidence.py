"""The chain of evidence of trainings: what each level says, gathered for the board and for the page of one of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, false, select, true
from sqlalchemy.orm import joinedload

from assessments.rules.surveys.figures import Figure, MeasureFigure
from lms.core import clock
from lms.core.access import Permission
from lms.core.db import db
from lms.evaluation.learning import Tested, learning, tests_of
from lms.evaluation.models import EffectEstimate, RoiCase, RoiVersion
from lms.evaluation.queries.costs import in_reach
from lms.evaluation.queries.estimates import Standing, list_standing, stands
from lms.evaluation.queries.finishes import Finishers, SubjectKey, finishers
from lms.evaluation.queries.members import trained_in
from lms.evaluation.queries.plans import Planned
from lms.evaluation.queries.returns import returns_of, shown_version
from lms.evaluation.queries.waves import Answered, AskedKey, answered
from lms.evaluation.results_evidence import refusals_of, results, standings_for
from lms.evaluation.rules.planning import LEVELS, WEIGHS, Depth, window_of
from lms.evaluation.rules.returns.results import REFUSED, Returns
from lms.evaluation.rules.verdicts import (
    BOUNDS,
    FLOOR,
    Finding,
    Proposal,
    Signal,
    against,
    gaps_of,
    propose,
    return_signal,
    together,
)
from lms.people.models import Unit
from lms.people.queries.scope import within_reach
from lms.people.session import User

REACTIONS = ("satisfaction", "relevance", "engagement", "confidence", "commitment", "recommend")
WITNESSES = ("supervisor", "observer", "learner")
"""Whose view of behaviour counts first: what somebody else saw before what people say of themselves."""


@dataclass(frozen=True)
class Chain:
    """One training with everything that is known of it."""

    planned: Planned
    finishers: Finishers | None
    findings: tuple[Finding, ...]
    proposal: Proposal
    gaps: tuple[int, ...]
    answered: Mapping[AskedKey, Answered]
    tested: Tested
    standing: Standing | None
    case: RoiCase | None
    returns: Returns | None
    seen: ColumnElement[bool] = field(default_factory=true)
    """The condition on the people whom it counts."""

    @property
    def estimate(self) -> EffectEstimate | None:
        """What level 4 rests on."""
        return self.standing.estimate if self.standing else None

    def finding(self, level: int) -> Finding:
        """What one level says."""
        return self.findings[level - 1]


def chains(planned: Sequence[Planned], user: User | None, *, whole: bool = False, subject: SubjectKey | None = None, asked: Sequence[Any] | None = None) -> list[Chain]:  # fmt: skip
    """The chain of each training as a reader sees it; `whole` where they see a training of their own over all units, or where the
    software itself looks (`user` None). `asked`: who was asked, where that is known; see `waves.select_asked`."""
    today, seen = clock.today(), seen_by(user, whole=whole)
    finished = finishers(seen, subject)
    waves: dict[SubjectKey, dict[AskedKey, Answered]] = {}
    for wave, answers in answered(seen, today=today, subject=subject, asked=asked).items():
        waves.setdefault(wave[:2], {})[wave] = answers
    tested = tests_of(seen, [one.plan for one in planned], subject)
    sees_all = whole or (user is not None and user.reaches_all(Permission.SEE_EVALUATIONS))
    estimates = _estimates(subject) if sees_all else {}
    cases = _cases(user, whole, subject)
    found = []
    told = {one.subject.key: stands(estimates.get(one.subject.key, []), one.plan.kpi_id) for one in planned}
    why = refusals_of(told.values())
    for one in planned:
        key = one.subject.key
        found.append(
            _chain(
                one,
                today,
                finished.get(key),
                waves.get(key, {}),
                tested(key),
                told[key],
                why,
                cases.get(key),
            )
        )
    return found


def chain_within(planned: Planned, unit: Unit | None, estimates: Sequence[Standing] | None = None) -> Chain:
    """One training as it stands over the whole organisation or among those who worked in a unit when they finished it, whoever
    reads, and without its return. Level 4 rests on one of the `estimates` where they are given."""
    key, today = planned.subject.key, clock.today()
    seen = trained_in(unit, key)
    found = standings_for(key, unit.id if unit else None) if estimates is None else estimates
    standing = stands(found, planned.plan.kpi_id)
    waves = answered(seen, today=today, subject=key, trained=True)
    finished, tested = finishers(seen, key), tests_of(seen, [planned.plan], key)
    chain = _chain(planned, today, finished.get(key), waves, tested(key), standing, refusals_of([standing]), None)
    return replace(chain, seen=seen)


def seen_by(user: User | None, *, whole: bool) -> ColumnElement[bool]:
    """The condition on people whose answers count for a reader."""
    if whole:
        return true()
    return false() if user is None else within_reach(user, Permission.SEE_EVALUATIONS)


def _estimates(subject: SubjectKey | None) -> dict[SubjectKey, list[Standing]]:
    found: dict[SubjectKey, list[Standing]] = {}
    for one in list_standing(*subject) if subject else list_standing():
        if one.estimate.unit_id is None:
            found.setdefault((one.estimate.subject_kind, one.estimate.subject_code), []).append(one)
    return found


def _cases(user: User | None, whole: bool, subject: SubjectKey | None) -> dict[SubjectKey, RoiCase]:
    """The newest case over the whole organisation, of each training."""
    query = (
        select(RoiCase)
        .where(RoiCase.unit_id.is_(None))
        .options(joinedload(RoiCase.versions).joinedload(RoiVersion.override), joinedload(RoiCase.told))
        .order_by(RoiCase.id)
    )
    if not whole and user is not None:
        query = query.where(in_reach(user, Permission.SEE_EVALUATIONS, RoiCase.unit_id))
    if subject is not None:
        query = query.where(RoiCase.subject_kind == subject[0], RoiCase.subject_code == subject[1])
    return {(case.subject_kind, case.subject_code): case for case in db.session.scalars(query).unique()}


def _chain(
    one: Planned, today: date, finished: Finishers | None, waves: Mapping[AskedKey, Answered], tested: Tested,
    standing: Standing | None, why: Mapping[int, list[dict[str, Any]]], case: RoiCase | None,
) -> Chain:  # fmt: skip
    version = shown_version(case) if case else None
    returns = returns_of(version) if version else None
    kpi_id = one.plan.kpi_id
    made: dict[int, Finding] = {
        1: reaction(waves),
        2: learning(tested),
        3: conduct(waves),
        4: results(standing, kpi_id, why),
        5: worth(case, version, returns),
    }
    findings = []
    for level in LEVELS:
        finding = made[level]
        if finding.signal == Signal.UNKNOWN and not finding.n and level not in one.plan.levels:
            finding = Finding(level, Signal.UNKNOWN, "unplanned")
        elif finding.reason == "nothing" and finished is None:
            finding = replace(finding, reason="nobody_finished")
        elif finding.reason == "nothing" and finished and (span := window_of(level, finished.first)):
            reason = "not_due" if today < span[0] else "due" if today <= span[1] else "overdue"
            finding = replace(finding, reason=reason, values={"day": (span[0] if today < span[0] else span[1]).isoformat()})  # fmt: skip
        findings.append(finding)
    gaps = gaps_of(findings)
    findings = [replace(f, flag="gap") if f.level in gaps else f for f in findings]
    proposal = propose(findings, one.plan.levels, WEIGHS[Depth(one.plan.depth)])
    return Chain(one, finished, tuple(findings), proposal, gaps, waves, tested, standing, case, returns)


def position(figure: MeasureFigure, value: float | None) -> float | None:
    """Where a mean lies on its scale, from 0 to 1."""
    return None if value is None else (value - figure.bottom) / (figure.top - figure.bottom)


def _signal(figure: MeasureFigure, bound: float) -> Signal:
    return against(position(figure, figure.low), position(figure, figure.high), bound)


def _figure_values(figure: MeasureFigure) -> dict[str, Any]:
    return {
        "measure": figure.measure, "mean": figure.mean, "low": figure.low, "high": figure.high, "bottom": figure.bottom,
        "top": figure.top,
    }  # fmt: skip


def _turnout(rows: Sequence[Answered]) -> dict[str, Any]:
    return {"asked": sum(one.asked for one in rows), "answered": sum(one.answered for one in rows)}


def reaction(waves: Mapping[AskedKey, Answered]) -> Finding:
    """Level 1 by what was asked at the end: the weakest measure decides, satisfaction is shown."""
    rows = sorted(((key[3], one) for key, one in waves.items() if key[2] == 1), key=lambda pair: pair[0])
    if not rows:
        return Finding(1, Signal.UNKNOWN, "nothing")
    first = [one for days, one in rows if days == rows[0][0]]
    turnout = _turnout(first)
    last = max(filter(None, (one.last for one in first)), default=None)
    figures = [figure for one in first for figure in one.measures if figure.measure in REACTIONS]
    if not figures:
        hidden = any(one.hidden for one in first)
        return Finding(1, Signal.UNKNOWN, "hidden" if hidden else "too_few", turnout["answered"], last, turnout)
    signals = {figure.measure: _signal(figure, BOUNDS.reaction) for figure in figures}
    headline = next((f for f in figures if f.measure == "satisfaction"), figures[0])
    weak = sorted(name for name, signal in signals.items() if signal == Signal.WEAK)
    signal = together(signals.values())
    values = {**turnout, **_figure_values(headline), "weak": weak}
    return Finding(1, signal, f"reaction_{signal}", turnout["answered"], last, values)


def conduct(waves: Mapping[AskedKey, Answered]) -> Finding:
    """Level 3 by the latest look at behaviour that enough people answered; supervisors first, then observers, then learners."""
    rows = [(key, one) for key, one in waves.items() if key[2] == 3]
    if not rows:
        return Finding(3, Signal.UNKNOWN, "nothing")
    for days in sorted({key[3] for key, _one in rows}, reverse=True):
        for role in WITNESSES:
            for key, one in rows:
                if key[3] == days and key[5] == role and (figure := one.measure("behaviour")):
                    signal = _signal(figure, BOUNDS.behaviour)
                    values = {**_figure_values(figure), "role": role, "days": days, "asked": one.asked, "answered": one.answered}  # fmt: skip
                    return Finding(3, signal, f"behaviour_{signal}", figure.n, one.last, values)
    turnout = _turnout([one for _key, one in rows])
    last = max(filter(None, (one.last for _key, one in rows)), default=None)
    return Finding(3, Signal.UNKNOWN, "too_few", turnout["answered"], last, turnout)


def drivers_of(waves: Mapping[AskedKey, Answered]) -> list[tuple[str, str, Figure]]:
    """What supports the use on the job, by the latest look that enough answered: driver, role, figure."""
    found: dict[tuple[str, str], Figure] = {}
    for key in sorted(waves):
        for item, figure in waves[key].items.values() if key[2] == 3 else ():
            if item.stem == "driver" and figure.n >= FLOOR and figure.mean is not None:
                found[item.measure.partition(":")[2], key[5]] = figure
    return [(driver, role, figure) for (driver, role), figure in sorted(found.items())]


def worth(case: RoiCase | None, version: RoiVersion | None, returns: Returns | None) -> Finding:
    """Level 5 by the newest case: the careful line and the hopeful one. A forecast is not a result."""
    if case is None or version is None or returns is None:
        return Finding(5, Signal.UNKNOWN, "nothing")
    day = clock.local_date(version.made_at)
    lines = [line.roi_percent for line in (returns.conservative, returns.central, returns.optimistic)]
    low, central, high = (None if line is None else float(line) for line in lines)
    values = {"low": low, "central": central, "high": high, "stage": version.stage, "case": case.id}
    if version.stage != "result":
        return Finding(5, Signal.UNKNOWN, "forecast", 1, day, values)
    if returns.verdict == REFUSED or low is None:
        return Finding(5, Signal.UNKNOWN, "return_refused", 1, day, values)
    signal = return_signal(low, high)
    return Finding(5, signal, f"return_{signal}", 1, day, values)
