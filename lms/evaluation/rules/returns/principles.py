"""Phillips's twelve guiding principles, each looked up in the case: met, not met and why, or nothing to look at."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from lms.evaluation.rules.returns.case import ESTIMATED, LEVELS, MEASURED, Benefit
from lms.evaluation.rules.returns.results import Returns


@dataclass(frozen=True)
class Check:
    """One principle. `code` names the sentence that says how it stands, `values` fill it in."""

    number: int
    met: bool
    code: str
    values: dict[str, Any] = field(default_factory=dict)


SLACK = Decimal("0.01")
"""So far a case's costs and its ledger may lie apart: rounding, and entries of the last days."""


def check_principles(returns: Returns, ledger: Decimal | None = None) -> tuple[Check, ...]:
    """All twelve in their order. `ledger` is what the training's ledger holds, where there is one."""
    case = returns.case
    counted = [one.benefit for one in returns.counted]
    return (
        _levels(returns),
        Check(2, True, "short_forms"),
        _sources(returns, counted),
        _conservative(returns, counted),
        _isolated(returns),
        _unknown(counted),
        _adjusted(counted),
        _extremes(counted),
        _first_year(returns, counted),
        _full_costs(returns, ledger),
        Check(11, True, "intangibles", {"count": len(case.intangibles)}),
        Check(12, bool(case.told), "told" if case.told else "nobody_told", {"count": len(case.told)}),
    )


def _levels(returns: Returns) -> Check:
    gaps = [level for level in LEVELS if level not in returns.case.evidence]
    if gaps:
        return Check(1, False, "levels_missing", {"levels": ", ".join(map(str, gaps))})
    return Check(1, True, "levels_there")


def _sources(returns: Returns, counted: list[Benefit]) -> Check:
    bare = [one.name for one in counted if not one.source]
    bare += [one.name for one in counted if one.conversion and not one.conversion.source]
    bare += sorted({line.category for line in returns.case.costs if line.term.amount and not line.source})
    if bare:
        return Check(3, False, "sources_missing", {"where": tuple(dict.fromkeys(bare))})
    return Check(3, True, "sources_there")


def _conservative(returns: Returns, counted: list[Benefit]) -> Check:
    lower = [
        one.code
        for one in counted
        if one.conversion
        and one.conversion.alternatives
        and min(one.conversion.alternatives) < one.conversion.value.value
    ]
    if lower:
        return Check(4, False, "lower_alternative", {"where": ", ".join(lower)})
    if returns.limits is None:
        return Check(4, False, "no_interval")
    return Check(4, True, "conservative_first")


def _isolated(returns: Returns) -> Check:
    without = [one.benefit.code for one in returns.chosen if one.status == "not_isolated"]
    if without:
        return Check(5, False, "not_isolated", {"where": ", ".join(without)})
    measured = sum(one.benefit.isolation in MEASURED for one in returns.counted)
    return Check(5, True, "isolated", {"measured": measured, "estimated": len(returns.counted) - measured})


def _unknown(counted: list[Benefit]) -> Check:
    asked = [one for one in counted if one.estimates or one.extremes]
    if not asked:
        return Check(6, True, "one_figure" if any(one.isolation in ESTIMATED for one in counted) else "no_estimates")
    known = sum(estimate.is_known for one in asked for estimate in one.estimates)
    return Check(6, True, "unknown_is_nothing", {"known": known, "people": sum(int(one.trained or 0) for one in asked)})


def _adjusted(counted: list[Benefit]) -> Check:
    by_people = [one for one in counted if one.isolation in ESTIMATED]
    unsure = tuple(one.name for one in by_people if not (one.estimates or one.extremes or one.confidence))
    if unsure:
        return Check(7, False, "not_lowered", {"where": unsure})
    opinions = len(by_people) + sum(bool(one.conversion and one.conversion.confidence) for one in counted)
    return Check(7, True, "lowered_by_confidence" if opinions else "no_estimates", {"count": opinions})


def _extremes(counted: list[Benefit]) -> Check:
    out = sum(len(one.extremes) for one in counted)
    return Check(8, True, "extremes_out" if out else "no_extremes", {"count": out})


def _first_year(returns: Returns, counted: list[Benefit]) -> Check:
    case = returns.case
    longer = [one for one in counted if one.months and one.months > 12]
    cut = [one.code for one in counted if one.months_asked and one.months and one.months_asked > one.months]
    if longer and case.override is not None:
        by, months = case.override.approved_by, case.override.months
        return Check(
            9,
            case.solution == "long",
            "override" if case.solution == "long" else "override_short",
            {"by": by, "months": months},
        )
    if cut:
        return Check(9, True, "cut_to_first_year", {"where": ", ".join(cut)})
    return Check(9, True, "first_year")


def _full_costs(returns: Returns, ledger: Decimal | None) -> Check:
    if returns.case.only_total:
        return Check(10, False, "only_total")
    if ledger is not None and abs(ledger - returns.central.costs) > SLACK * max(ledger, returns.central.costs):
        told = {"costs": round(returns.central.costs), "ledger": round(ledger), "currency": returns.case.currency}
        lower = returns.central.costs < ledger
        return Check(10, not lower, "below_ledger" if lower else "above_ledger", told)
    return Check(10, True, "all_costs")
