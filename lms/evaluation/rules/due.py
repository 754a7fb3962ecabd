"""What falls due for results and return, and what is still wanted: a declared KPI, an estimate, a signature, a case."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from enum import StrEnum

from lms.evaluation.rules.planning import window_of


class Call(StrEnum):
    """What is called for. The estimate is asked for by the software itself; the others are somebody's task."""

    DECLARE = "declare"
    ESTIMATE = "estimate"
    APPROVE = "approve"
    RETURN = "return"


TASKS = (Call.DECLARE, Call.APPROVE, Call.RETURN)


def call_for(
    levels: Collection[int], first_finish: date | None, today: date, *, has_kpi: bool, estimate: str | None, approved: bool,
    has_result: bool,
) -> Call | None:  # fmt: skip
    """The next step of a training whose window has opened; None where nothing is wanted or nothing can be done. `estimate` is the
    verdict of the one that stands: a refusal has no figure to sign for, and comes again by itself with new months."""
    if first_finish is None:
        return None
    results, worth = (_open(level, levels, first_finish, today) for level in (4, 5))
    if results and not has_kpi:
        return Call.DECLARE
    if results and estimate is None:
        return Call.ESTIMATE
    if results and estimate != "refused" and not approved:
        return Call.APPROVE
    if worth and approved and not has_result:
        return Call.RETURN
    return None


def _open(level: int, levels: Collection[int], first_finish: date, today: date) -> bool:
    span = window_of(level, first_finish)
    return level in levels and span is not None and today >= span[0]
