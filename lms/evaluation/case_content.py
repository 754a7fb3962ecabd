"""Between the form of a case and its content: what was typed becomes the data that a case file holds, and back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial
from typing import Any

from flask_babel import gettext as _

from lms.core.bilingual import Bilingual
from lms.evaluation.case_forms import BenefitPart, IntangiblePart
from lms.evaluation.case_kept import keep_unshown, shown_cost
from lms.evaluation.queries.costs import CategoryTotal
from lms.evaluation.returns_labels import CASE_FAULTS
from lms.evaluation.returns_told import fault_sentence
from lms.evaluation.returns_words import in_both, unit_code, unit_parts
from lms.evaluation.rules.returns.case import CATEGORIES, ESTIMATED, FIRST_YEAR
from lms.evaluation.rules.returns.naming import pair, parts
from lms.evaluation.rules.returns.places import Path
from lms.evaluation.rules.returns.table import Fault, as_number

_FULL_WIDTH = str.maketrans("０１２３４５６７８９．－％", "0123456789.-%")
_THOUSANDS = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d*)?\Z")

WHOLE_YEAR = "1"
"""Unit-months of an effect that is the whole year's already."""


def typed(text: str | None) -> str | None:
    """A number as people type it: 1,200 and １２００ too. None where nothing stands. A comma that parts no thousands stays, so that
    1,5 is refused and never read as fifteen."""
    told = (text or "").translate(_FULL_WIDTH).strip().removesuffix("%").replace("，", ",").replace("−", "-").replace(" ", "")  # fmt: skip
    return (told.replace(",", "") if _THOUSANDS.match(told) else told) or None


def content_of(form: Any, title: Bilingual, before: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The case as a file would hold it; of the version that is changed what the form does not show is kept."""
    content: dict[str, Any] = {
        "title": title.as_dict(),
        "currency": (form.currency.data or "CNY").strip().upper(),
        "people": typed(form.people.data),
        "months": typed(form.months.data),
        "target_roi_percent": typed(form.target.data),
        "solution": form.solution.data,
        "evidence": {f"level{n}": form[f"level{n}"].data or "" for n in (1, 2, 3, 4)},
        "benefit": [_benefit(number, one.form) for number, one in enumerate(form.benefits, start=1)],
        "costs": {category: _cost(form.costs.form[category].form) for category in CATEGORIES},
        "intangible": [told for one in form.intangibles if (told := _intangible(one.form))],
    }
    months = as_number(content["months"]) if content["months"] else None
    if months is not None and months > FIRST_YEAR:
        content["override"] = {"months": content["months"], "reason": form.override_reason.data or ""}
    content["costs"] = {category: cost for category, cost in content["costs"].items() if cost}
    content = {key: value for key, value in content.items() if value is not None}
    return keep_unshown(content, before) if before else content


def _benefit(number: int, part: BenefitPart) -> dict[str, Any]:
    money = {
        "value": typed(part.money_value.data), "low": typed(part.money_low.data), "high": typed(part.money_high.data),
        "method": part.money_method.data, "confidence": typed(part.money_confidence.data), "source": pair(part.money_source_zh.data, part.money_source_en.data),
    }  # fmt: skip
    told: dict[str, Any] = {
        "code": f"b{number}",
        "name": pair(part.name_zh.data, part.name_en.data),
        "overlap": part.overlap.data,
        "isolation": part.isolation.data,
        "source": pair(part.source_zh.data, part.source_en.data),
        "unit": unit_code(part.unit_zh.data, part.unit_en.data),
        "direction": part.direction.data,
        "per_unit_month": typed(part.per_unit_month.data),
        "effect": typed(part.effect.data),
        "confidence": typed(part.confidence.data) if part.isolation.data in ESTIMATED else None,
        "low": typed(part.low.data),
        "high": typed(part.high.data),
        "money": {key: value for key, value in money.items() if value},
    }
    if hours := typed(part.hours.data):
        told |= {
            "effect": hours,
            "unit": unit_code(part.unit_zh.data, part.unit_en.data) or "hours",
            "unit_months": WHOLE_YEAR,
            "per_unit_month": None,
        }
    elif amount := typed(part.amount.data):
        told |= {"amount": amount, "per_unit_month": None, "unit": "", "money": {}}
    lines = [line for line in (part.estimates.data or "").splitlines() if line.strip()]
    if lines:
        told["estimate"] = [_estimate(line) for line in lines]
        told["confidence"] = None  # each of them says their own
    return {key: value for key, value in told.items() if value not in (None, "", {})} | {"name": told["name"]}


def _estimate(line: str) -> dict[str, Any]:
    parts = [part.strip() for part in line.replace("；", ";").split(";")]
    told = dict(zip(("who", "improvement", "contribution", "confidence", "exclude"), parts, strict=False))
    for key in ("improvement", "contribution", "confidence"):
        if key in told:
            told[key] = typed(told[key]) or ""
    return {key: value for key, value in told.items() if value}


def _cost(part: Any) -> dict[str, Any]:
    told = {
        "amount": typed(part.amount.data), "low": typed(part.low.data), "high": typed(part.high.data),
        "over": typed(part.over.data), "used": typed(part.used.data), "source": pair(part.source_zh.data, part.source_en.data),
    }  # fmt: skip
    return {key: value for key, value in told.items() if value} if told["amount"] else {}


def _intangible(part: IntangiblePart) -> dict[str, Any]:
    """Nothing where the fields are empty."""
    told = {key: pair(*(_words(part, key, language) for language in ("zh", "en"))) for key in ("name", "evidence")}
    return told if any(told.values()) else {}


def _words(part: IntangiblePart, key: str, language: str) -> str:
    return (part._fields[f"{key}_{language}"].data or "").strip()


def form_values(content: dict[str, Any], stage: str) -> dict[str, Any]:
    """What the form shows of a version that is changed."""
    values: dict[str, Any] = {
        "stage": stage,
        "currency": content.get("currency"),
        "people": content.get("people"),
        "months": content.get("months"),
        "override_reason": content.get("override", {}).get("reason"),
        "target": content.get("target_roi_percent"),
        "solution": content.get("solution"),
        **content.get("evidence", {}),
        "costs": {
            name: _in_both(shown_cost(cost), "source")
            for name, cost in content.get("costs", {}).items()
            if name in CATEGORIES
        },
        "intangibles": [_in_both(one, "name", "evidence") for one in content.get("intangible", [])],
    }
    values["benefits"] = [
        {
            **{
                key: value
                for key, value in _in_both(one, "name", "source").items()
                if key not in ("money", "estimate", "unit_months", "unit")
            },
            **dict(zip(("unit_zh", "unit_en"), unit_parts(one.get("unit")), strict=True)),
            **({"hours": one.get("effect"), "effect": ""} if one.get("unit_months") == WHOLE_YEAR else {}),
            **{f"money_{key}": value for key, value in _in_both(one.get("money", {}), "source").items()},
            "estimates": "\n".join(_line(estimate) for estimate in one.get("estimate", [])),
        }
        for one in content.get("benefit", [])
    ]
    return values


def _in_both(told: Mapping[str, Any], *keys: str) -> dict[str, Any]:
    """Some of the texts in the two fields that the form has for each."""
    both = {key: value for key, value in told.items() if key not in keys}
    for key in keys:
        both[f"{key}_zh"], both[f"{key}_en"] = parts(told.get(key))
    return both


def _line(estimate: dict[str, Any]) -> str:
    keys = ("who", "improvement", "contribution", "confidence", "exclude")
    return "; ".join(str(estimate.get(key, "")) for key in keys).rstrip("; ")


def take_from_ledger(form: Any, totals: dict[str, CategoryTotal]) -> None:
    """Put what the ledger holds into the form; what it says nothing about stays as it is."""
    for category, total in totals.items():
        part = form.costs.form[category].form
        part.amount.data = f"{total.amount:.2f}".rstrip("0").rstrip(".")
        part.over.data = part.used.data = ""  # the ledger holds this run's share
        part.source_zh.data, part.source_en.data = in_both(partial(_ledger_named, total))


def _ledger_named(total: CategoryTotal) -> str:
    return _("Ledger, entries %(numbers)s", numbers=", ".join(map(str, total.entries)))[:200]


def show_faults(form: Any, faults: list[Fault]) -> None:
    """Each sentence beside the field it is about."""
    for fault in faults:
        field = _field(form, fault.path)
        if field is None:
            form.form_errors.append(fault_sentence(fault))
            continue
        values = {**fault.values, "key": str(field.label.text)}
        told = str(CASE_FAULTS[fault.code]) % values
        field.errors = [*field.errors, *([told] if told not in field.errors else [])]
    for several in (form.benefits, form.intangibles):  # their errors are gathered when they are validated, before these
        several.errors = [one.errors for one in several if one.errors]


def _field(form: Any, path: Path) -> Any:
    match path:
        case ("benefit", int(place), "money", "source") if place < len(form.benefits):
            return form.benefits[place].form.money_source_zh
        case ("benefit", int(place), "money", key) if place < len(form.benefits):
            return form.benefits[place].form._fields.get(f"money_{key}")
        case ("benefit", int(place), "estimate", *_rest) if place < len(form.benefits):
            return form.benefits[place].form.estimates
        case ("benefit", int(place), "money") if place < len(form.benefits):
            return form.benefits[place].form.money_value
        case ("benefit", int(place), "effect") if place < len(form.benefits) and form.benefits[place].form.hours.data:
            return form.benefits[place].form.hours
        case ("benefit", int(_place), "people" | "months" as key):
            return form._fields.get(str(key))
        case ("benefit", int(place), "name" | "unit" | "source" as key) if place < len(form.benefits):
            return form.benefits[place].form._fields.get(f"{key}_zh")
        case ("benefit", int(place), key) if place < len(form.benefits):
            return form.benefits[place].form._fields.get(str(key))
        case ("benefit", int(place)) if place < len(form.benefits):
            return form.benefits[place].form.effect
        case ("intangible", int(place), "name" | "evidence" as key):
            return [one.form for one in form.intangibles if _intangible(one.form)][place]._fields.get(f"{key}_zh")
        case ("costs", category, "source"):
            return form.costs.form[str(category)].form.source_zh
        case ("costs", category, key):
            return form.costs.form[str(category)].form._fields.get(str(key))
        case ("costs", category):
            return form.costs.form[str(category)].form.amount
        case ("override", *_rest):
            return form.override_reason
        case ("target_roi_percent",):
            return form.target
        case (key,):
            return form._fields.get(str(key))
    return None
