"""Level 2 of a training: what exams, retention tests and ratings in practice say together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement

from lms.evaluation.models import EvaluationPlan
from lms.evaluation.queries.finishes import SubjectKey
from lms.evaluation.queries.gains import Learned, learned
from lms.evaluation.queries.practical_gains import Practised, practised
from lms.evaluation.queries.retention import Retained, retained
from lms.evaluation.rules.verdicts import BOUNDS, FLOOR, Finding, Signal


@dataclass(frozen=True)
class Tested:
    """What level 2 rests on: exams, what was left weeks later, and ratings in practice."""

    learned: Learned | None = None
    retained: Retained | None = None
    practised: Practised | None = None


def tests_of(
    seen: ColumnElement[bool], plans: Iterable[EvaluationPlan], subject: SubjectKey | None
) -> Callable[[SubjectKey], Tested]:
    """What level 2 rests on, by training; what no plan asks for is not looked for."""
    plans = list(plans)
    exams = learned(seen, subject)
    later = retained(seen, subject) if any(plan.retention_weeks for plan in plans) else {}
    practice = practised(seen, subject) if any(plan.rubric for plan in plans) else {}
    return lambda key: Tested(exams.get(key), later.get(key), practice.get(key))


def learning(tested: Tested) -> Finding:
    """Level 2: the gain in exams where there are pairs, else the gain in practice; otherwise how many passed, which does not show
    that the training did it. A gain of which less than half is left weeks later does not count as good."""
    known, hands = tested.learned, tested.practised
    more = _later(tested.retained) | _in_practice(hands)
    if known is None and hands is None:
        return Finding(2, Signal.UNKNOWN, "nothing")
    values: dict[str, Any] = (
        {"sat": known.sat, "passed": known.passed, "same": known.same} if known else {"same": False}
    )
    if known and known.trainings > 1 and known.exam:
        values |= {"exam": known.exam.as_dict(), "trainings": known.trainings}
    last = max(one.last for one in (known, hands) if one)
    gain = known.gain if known and known.gain and known.gain.n >= FLOOR else None
    if gain is None and "practice" in more:
        return Finding(2, _gain_signal(more["practice"]), "gain_practice", more["practice"]["n"], last, values | more)
    if gain is None:
        sat = known.sat if known else 0
        return Finding(2, Signal.UNKNOWN, "no_pairs" if known else "nothing", sat, last, values | more)
    values |= {"mean": gain.mean, "low": gain.low, "high": gain.high, "normalised": gain.normalised} | more
    signal = _gain_signal(values)
    if known and known.same and signal == Signal.GOOD:
        # Whoever sits an exam again did badly at first: part of such a gain would come by itself.
        return Finding(2, Signal.MIXED, "gain_selected", gain.n, last, values)
    if signal == Signal.GOOD and (more.get("kept_high") or BOUNDS.kept) < BOUNDS.kept:
        return Finding(2, Signal.MIXED, "gain_faded", gain.n, last, values)
    return Finding(2, signal, f"gain_{signal}", gain.n, last, values)


def _gain_signal(values: Mapping[str, Any]) -> Signal:
    return Signal.GOOD if values["low"] > 0 else Signal.WEAK if values["high"] < 0 else Signal.MIXED


def _later(retained: Retained | None) -> dict[str, Any]:
    """What retention tests add: the share kept, or the change since the exam after where there is no score from before."""
    if retained is None:
        return {}
    values: dict[str, Any] = {"weeks": retained.weeks, "tested": retained.sat, "tests": retained.asked}
    kept = retained.kept
    if kept is None or kept.n_change < FLOOR:
        return values
    values |= {
        "kept_n": kept.n_change,
        "change": kept.change,
        "change_low": kept.change_low,
        "change_high": kept.change_high,
    }
    if kept.n >= FLOOR and kept.share is not None:
        values |= {"kept_n": kept.n, "kept": kept.share, "kept_low": kept.low, "kept_high": kept.high}
    return values


def _in_practice(hands: Practised | None) -> dict[str, Any]:
    if hands is None or hands.gain is None or hands.gain.n < FLOOR:
        return {}
    gain = hands.gain
    return {"practice": {"n": gain.n, "mean": gain.mean, "low": gain.low, "high": gain.high}}
