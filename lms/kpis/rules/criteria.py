"""Conditions on a person's figures, as careers and certification ask for them: "CSAT at least 95 three months running",
"50 complex cases", "first-time fix at least 85 over the last twelve months, from 50 orders at least".

A run is made of months that follow each other in the calendar, each over, each with enough orders, each fulfilling the
condition; a month with too few orders breaks it. It must lie within the months looked back on. Without a run the figure
is that of all the months looked back on together; where no number of months is said, of all there are. A count may be
reached in the month that is not over yet, since it can only grow; every other figure waits for the end of its month, and
one that looks ahead until its month is ripe: then as many months count that end with the newest ripe one.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from lms.core.rules import Refusal
from lms.kpis.rules.periods import Span, shift
from lms.kpis.rules.ripeness import ripe_span
from lms.kpis.rules.sums import COUNT, Sums, value_of

AT_LEAST, AT_MOST = ">=", "<="
LOOK_BACK = 12
"""In how many of the last months a run must lie, where nothing else is said."""
MOST_MONTHS, MOST_ORDERS = 1000, 1_000_000
"""Larger numbers in a condition ask for what nobody can have."""

FIELDS = frozenset({"kpi", "op", "value", "months_running", "within_months", "least_n"})


@dataclass(frozen=True)
class Criterion:
    """One condition. `months_running` asks for a run; `within_months` says how far back; `least_n` how many orders it takes
    (in each month of a run, or in all)."""

    kpi: str
    op: str
    value: float
    months_running: int | None = None
    within_months: int | None = None
    least_n: int = 1

    def holds(self, value: float) -> bool:
        """Does a figure fulfil it?"""
        return value >= self.value if self.op == AT_LEAST else value <= self.value


@dataclass(frozen=True)
class MonthFigure:
    """A month as evidence: its figure, from how many orders, and whether it fulfils the condition with enough of them."""

    month: date
    value: float | None
    n: int
    holds: bool


@dataclass(frozen=True)
class CriterionState:
    """Where a person stands with a condition.

    `have` is the longest run so far, or the figure; None where there is none. `months` are those of that run, or those
    with orders; `n` their orders. `on` is the month in which the condition was first fulfilled within what is looked at.
    `newest` is the last month with orders that was looked at; `waiting` are later ones, not ripe yet.
    """

    criterion: Criterion
    met: bool
    have: float | None
    n: int
    months: tuple[MonthFigure, ...]
    on: date | None = None
    newest: MonthFigure | None = None
    waiting: tuple[date, ...] = ()


def read_criterion(data: Mapping[str, Any]) -> Criterion:
    """A condition as data holds it. Raises ValueError naming what is wrong."""
    if wrong := faults(data):
        raise ValueError("; ".join(wrong))
    return Criterion(
        str(data["kpi"]), str(data.get("op", AT_LEAST)), float(data["value"]), data.get("months_running"),
        data.get("within_months"), int(data.get("least_n", 1)),
    )  # fmt: skip


def faults(data: Mapping[str, Any]) -> list[str]:
    """What is wrong with a condition as somebody wrote it, for programmers; in words: `refusals`."""
    return [_FAULTS[one.code] % one.values for one in refusals(data)]


_FAULTS = {
    "criterion_kpi": "kpi must name a KPI by its code",
    "criterion_op": f"op must be {AT_LEAST} or {AT_MOST}",
    "criterion_value": "value must be a number",
    "criterion_number": "%(field)s must be a whole number from 1",
    "criterion_run": "months_running cannot be more than within_months (12 where it is left out)",
}


def refusals(data: Mapping[str, Any]) -> tuple[Refusal, ...]:
    """What is wrong with a condition as somebody wrote it."""
    wrong = []
    if not isinstance(data.get("kpi"), str) or not data["kpi"]:
        wrong.append(Refusal("criterion_kpi"))
    if data.get("op", AT_LEAST) not in (AT_LEAST, AT_MOST):
        wrong.append(Refusal("criterion_op"))
    value = data.get("value")
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        wrong.append(Refusal("criterion_value"))
    for name in ("months_running", "within_months", "least_n"):
        number, most = data.get(name), MOST_ORDERS if name == "least_n" else MOST_MONTHS
        if number is not None and (isinstance(number, bool) or not isinstance(number, int) or not 1 <= number <= most):
            wrong.append(Refusal("criterion_number", {"field": name}))
    running, within = data.get("months_running"), data.get("within_months")
    if not wrong and running is not None and running > (within or LOOK_BACK):
        wrong.append(Refusal("criterion_run"))
    return tuple(wrong)


def first_month(criterion: Criterion, today: date, window: int = 0) -> date | None:
    """How far back a condition looks; None for as far as there is anything. `window`: for how many days after its month
    the KPI's figure waits."""
    back = criterion.within_months or (LOOK_BACK if criterion.months_running else None)
    return None if back is None else shift(last_over(today, window), 1 - back)


def last_over(today: date, window: int) -> date:
    """The newest month that is over and ripe."""
    before = shift(today.replace(day=1), -1)
    return ripe_span(Span(before, before), window, today).last


def state_of(
    criterion: Criterion, kind: str | None, sums: Mapping[date, Sums], today: date, window: int = 0
) -> CriterionState:
    """Where a person stands, from the sums of each month; `kind` is that of the KPI, None where there is no such KPI;
    `window` as in `first_month`."""
    if kind is None:
        return CriterionState(criterion, False, None, 0, ())
    this, first = today.replace(day=1), first_month(criterion, today, window)
    grows = kind == COUNT and not criterion.months_running and not window
    last = this if grows else last_over(today, window)
    known = {month: one for month, one in sorted(sums.items()) if month <= last and (first is None or month >= first)}
    state = _run(criterion, kind, known) if criterion.months_running else _whole(criterion, kind, known)
    figures = [_figure(criterion, kind, month, one) for month, one in known.items() if one.n]
    waiting = tuple(month for month, one in sorted(sums.items()) if last < month < this and one.n) if window else ()
    return replace(state, newest=figures[-1] if figures else None, waiting=waiting)


def _run(criterion: Criterion, kind: str, known: Mapping[date, Sums]) -> CriterionState:
    """The first run that is long enough; else the longest, of several the newest."""
    assert criterion.months_running is not None
    best: list[MonthFigure] = []
    run: list[MonthFigure] = []
    for month, sums in known.items():
        figure = _figure(criterion, kind, month, sums)
        if run and shift(run[-1].month, 1) != month:
            run = []
        run = [*run, figure] if figure.holds else []
        if len(run) >= criterion.months_running:
            return CriterionState(criterion, True, len(run), sum(m.n for m in run), tuple(run), month)
        if run and len(run) >= len(best):
            best = run
    return CriterionState(criterion, False, len(best), sum(m.n for m in best), tuple(best))


def _whole(criterion: Criterion, kind: str, known: Mapping[date, Sums]) -> CriterionState:
    months = tuple(_figure(criterion, kind, month, sums) for month, sums in known.items() if sums.n)
    whole = sum(known.values(), Sums())
    value = value_of(kind, whole)
    met = value is not None and whole.n >= criterion.least_n and criterion.holds(value)
    return CriterionState(criterion, met, value, whole.n, months, _reached(criterion, kind, known) if met else None)


def _reached(criterion: Criterion, kind: str, known: Mapping[date, Sums]) -> date | None:
    """The month from which on, added up since the first, the condition has been fulfilled."""
    since: date | None = None
    so_far = Sums()
    for month, sums in known.items():
        so_far += sums
        value = value_of(kind, so_far)
        if value is not None and so_far.n >= criterion.least_n and criterion.holds(value):
            since = since or month
        else:
            since = None
    return since


def _figure(criterion: Criterion, kind: str, month: date, sums: Sums) -> MonthFigure:
    value = value_of(kind, sums)
    return MonthFigure(
        month, value, sums.n, value is not None and sums.n >= criterion.least_n and criterion.holds(value)
    )


def needed_from(criteria: Iterable[Criterion], today: date, windows: Mapping[str, int]) -> date:
    """The first month that any of some conditions looks at; `windows` as in `first_month`, by KPI."""
    firsts = [first_month(one, today, windows.get(one.kpi, 0)) for one in criteria]
    return min((f or date.min.replace(year=1970) for f in firsts), default=today)
