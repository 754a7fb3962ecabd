"""A return as plain data: every figure with the figures it is made of and the lines they stand on."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from lms.evaluation.returns_labels import CASE_FAULTS, CATEGORY_NAMES, CHECKS, PRINCIPLES
from lms.evaluation.rules.returns.case import Benefit, CostLine
from lms.evaluation.rules.returns.choosing import Chosen
from lms.evaluation.rules.returns.inputs import Input, Term
from lms.evaluation.rules.returns.principles import Check, check_principles
from lms.evaluation.rules.returns.results import Line, Returns, by_category
from lms.evaluation.rules.returns.sensitivity import break_even, share_needed, tornado
from lms.evaluation.rules.returns.simulation import DRAWS
from lms.evaluation.rules.returns.table import Fault

FIGURES = ("benefits", "costs", "net", "bcr", "roi_percent", "payback_months")


def fault_sentence(fault: Fault, say: Callable[[str], str] = str) -> str:
    """What is wrong, in the reader's language; outside the application `say` knows it."""
    values = {name: f"{value:f}" if isinstance(value, Decimal) else value for name, value in fault.values.items()}
    return _said(say(str(CASE_FAULTS[fault.code])), values)


def check_sentence(check: Check, say: Callable[[str], str] = str) -> str:
    """How a principle stands, in the reader's language; outside the application `say` knows it."""
    values = {name: _plain(value, say) for name, value in check.values.items()}
    return _said(say(str(CHECKS[check.code])), values)


def _plain(value: Any, say: Callable[[str], str]) -> Any:
    """Numbers without an exponent; kinds of cost by their names."""
    if isinstance(value, tuple):
        return say(", ").join(say(str(CATEGORY_NAMES.get(one, one))) for one in value)
    if isinstance(value, Decimal):
        return f"{value:f}"
    return f"{value:,}" if isinstance(value, int) else value


def _said(sentence: Any, values: dict[str, Any]) -> str:
    """A sentence without a place to fill may hold a per cent sign of its own."""
    return str(sentence) % values if values else str(sentence)


def as_json(returns: Returns, forecast: Returns | None = None) -> dict[str, Any]:
    """The whole result. `low` and `high` are limits of 95 % of each figure."""
    central, limits = returns.central, returns.limits
    told: dict[str, Any] = {
        "title": returns.case.title,
        "currency": returns.case.currency,
        "verdict": returns.verdict,
        **{name: number(getattr(central, name)) for name in FIGURES},
        "low": limits and {name: number(limit.low) for name, limit in limits.items()},
        "high": limits and {name: number(limit.high) for name, limit in limits.items()},
        "headline": "conservative",
        "lines": {name: _line(getattr(returns, name)) for name in ("conservative", "central", "optimistic")},
        "interval": {"method": returns.method, "level": 0.95, "seed": returns.case.seed if returns.method == "simulated" else None, "draws": DRAWS if returns.method == "simulated" else None},
        "target_roi_percent": number(returns.case.target),
        "probability_of_target": returns.probability,
        "not_shown": list(returns.not_shown),
        "formulas": {
            "benefits": "sum of the counted benefits",
            "costs": "sum of the cost lines",
            "net": "benefits - costs",
            "bcr": "benefits / costs",
            "roi_percent": "100 * (bcr - 1)",
            "payback_months": f"{number(central.months)} * costs / benefits",
        },
        "benefit_lines": [_benefit(one) for one in returns.chosen],
        "cost_lines": [_cost(line) for line in returns.case.costs],
        "costs_by_category": {name: number(value) for name, value in by_category(returns.case.costs).items()},
        "intangibles": [{"name": one.name, "evidence": one.evidence, "line": one.line} for one in returns.case.intangibles],
        "break_even": {
            "share_of_effects": number(share_needed(returns)),
            "effects": [{"code": one.code, "unit": one.unit, "effect": number(one.effect), "needed": number(one.needed)} for one in break_even(returns)],
        },
        "tornado": [
            {"key": bar.input.key, "line": bar.input.line, "low": number(bar.input.limits[0]), "high": number(bar.input.limits[1]), "roi_percent_at_low": number(bar.roi_low), "roi_percent_at_high": number(bar.roi_high), "break_even": number(bar.break_even), "changes_sign": bar.changes_sign}
            for bar in tornado(returns)
        ],
        "checks": [
            {"principle": check.number, "name": str(PRINCIPLES[check.number]), "met": check.met, "code": check.code, "reason": check_sentence(check)}
            for check in check_principles(returns)
        ],
    }  # fmt: skip
    if forecast is not None:
        told["forecast"] = as_json(forecast)
        told["came_against_forecast"] = {
            name: _difference(getattr(central, name), getattr(forecast.central, name)) for name in FIGURES
        }
    return told


def number(value: Decimal | None) -> float | int | None:
    """A JSON number; whole where it is whole."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() and abs(value) < 10**15 else float(value)


def _difference(came: Decimal | None, forecast: Decimal | None) -> float | int | None:
    return None if came is None or forecast is None else number(came - forecast)


def _line(line: Line) -> dict[str, Any]:
    return {name: number(getattr(line, name)) for name in FIGURES}


def _term(term: Term) -> dict[str, Any]:
    return {
        "amount": number(term.amount),
        "formula": " * ".join(factor.key for factor in term.factors),
        "line": term.line,
        "from": [_input(factor) for factor in term.factors],
    }


def _input(one: Input) -> dict[str, Any]:
    told = {"key": one.key, "value": number(one.value), "line": one.line}
    if one.is_uncertain:
        told |= {"low": number(one.limits[0]), "high": number(one.limits[1]), "shape": one.shape}
    return told


def _benefit(one: Chosen) -> dict[str, Any]:
    benefit: Benefit = one.benefit
    told: dict[str, Any] = {
        "code": benefit.code,
        "name": benefit.name,
        "status": one.status,
        "instead": one.instead or None,
        **_term(benefit.term),
        "isolation": benefit.isolation,
        "source": benefit.source,
        "not_shown": benefit.holds_zero,
    }
    if benefit.conversion is not None:
        told["money"] = {"method": benefit.conversion.method, "rank": benefit.conversion.rank, "source": benefit.conversion.source}  # fmt: skip
    if benefit.estimates or benefit.extremes:
        told["estimates"] = [{"who": one.who, "adjusted": number(one.adjusted), "known": one.is_known, "line": one.line} for one in benefit.estimates]  # fmt: skip
        told["left_out"] = [{"who": one.who, "adjusted": number(one.adjusted), "reason": one.excluded, "line": one.line} for one in benefit.extremes]  # fmt: skip
        told["people"] = number(benefit.trained)
    return told


def _cost(line: CostLine) -> dict[str, Any]:
    return {
        "category": line.category,
        "name": line.name,
        "source": line.source,
        "full": number(line.full),
        "share": number(line.share),
        **_term(line.term),
    }
