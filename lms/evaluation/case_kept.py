"""What a version of a case holds and its form does not show: kept where the figures beside it stay as they were."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from lms.evaluation.rules.returns.naming import joined, pair, parts
from lms.evaluation.rules.returns.table import as_number

PARTS = ("amount", "low", "high", "over", "used", "source")
"""What the form shows of one kind of cost."""
OF_CASE = ("seed", "extreme_factor")
OF_COSTS = ("source", "total")
OF_BENEFIT = ("people", "months", "unit_months")
OF_EFFECT = ("se", "df", "shape", "sd")
EFFECT = ("effect", "low", "high", "amount")
OF_MONEY = ("shape", "sd", "alternatives")
MONEY = ("value", "low", "high")


def shown_cost(cost: Any) -> dict[str, Any]:
    """One kind of cost as the form shows it: a number alone, hours by a rate and several lines come to one amount."""
    if isinstance(cost, Mapping):
        if "hours" in cost and "amount" not in cost:
            return {"amount": _plain(_number(cost["hours"]) * _number(cost.get("rate"))), "source": _worded(cost.get("source"))}  # fmt: skip
        return {
            key: _worded(cost[key]) if key == "source" else str(cost[key])
            for key in PARTS
            if cost.get(key) not in (None, "")
        }
    if isinstance(cost, list):
        lines = [shown_cost(one) for one in cost]
        source = joined(one.get("source") for one in lines)
        return {"amount": _plain(sum((_number(one.get("amount")) for one in lines), Decimal(0))), "source": source}  # fmt: skip
    return {"amount": str(cost)}


def keep_unshown(content: dict[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
    """The content of a form with what the version that it changes held besides."""
    kept = {key: before[key] for key in OF_CASE if key in before} | content
    costs = before.get("costs", {})
    kept["costs"] = {
        key: costs[key] for key in OF_COSTS if key in costs and (key == "source" or not content.get("costs"))
    }
    kept["costs"] |= {
        name: costs[name] if name in costs and _same(shown_cost(costs[name]), shown_cost(cost)) else cost
        for name, cost in content.get("costs", {}).items()
    }
    earlier = before.get("benefit", [])
    kept["benefit"] = [
        _benefit(one, earlier[place]) if place < len(earlier) else one
        for place, one in enumerate(content.get("benefit", []))
    ]
    return kept


def _benefit(now: dict[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
    kept = dict(now)
    if _same(now, before, EFFECT):
        kept |= {key: before[key] for key in (*OF_BENEFIT, *OF_EFFECT) if key in before and key not in kept}
    money, earlier = now.get("money"), before.get("money", {})
    if money and _same(money, earlier, MONEY):
        kept["money"] = {key: earlier[key] for key in OF_MONEY if key in earlier} | money
    return kept


def _same(one: Mapping[str, Any], other: Mapping[str, Any], keys: tuple[str, ...] | None = None) -> bool:
    names = keys or tuple({*one, *other})
    return all(_figure(one.get(name)) == _figure(other.get(name)) for name in names)


def _figure(value: Any) -> Decimal | str:
    """A figure however it was written, and whatever else stands in its place as text. Never written out: of a slip of the pen such
    as 1e999999999 that would take a gigabyte."""
    number = as_number(value)
    return str(value or "") if number is None else number


def _worded(text: Any) -> str | dict[str, str]:
    """Words as a form gives them back, so that they can be told from words that were changed."""
    return pair(*parts(text))


def _number(value: Any) -> Decimal:
    return as_number(value) or Decimal(0)


def _plain(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
