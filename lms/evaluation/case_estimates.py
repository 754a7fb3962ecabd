"""The effects that were estimated from records and signed for, put into the form of a case."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from lms.evaluation.case_forms import CaseForm
from lms.evaluation.models import RoiCase
from lms.evaluation.queries.estimates import Estimate, find_newest, list_signed
from lms.evaluation.returns_words import in_both, unit_parts
from lms.kpis.definitions import version_on
from lms.kpis.rules.sums import COUNT, MEAN, RATE, SHARE

MOST = 12
_NAMED = re.compile(r"(?:estimate|估计)\s*(\d{1,9})", re.IGNORECASE)
"""How a benefit's source names the estimate that it was taken from, in either language."""


def named_in(case: RoiCase, content: Mapping[str, Any]) -> list[Estimate]:
    """The signed estimates that the benefits of a version rest on, by their sources."""
    sources = " ".join(str(one.get("source", "")) for one in content.get("benefit", ()))
    numbers = {int(number) for number in _NAMED.findall(sources)}
    if not numbers:
        return []
    return [one for one in list_signed(case.subject_kind, case.subject_code, case.unit_id) if one.id in numbers]


def take_effects(form: CaseForm, case: RoiCase) -> int:
    """Fill the empty benefits of the form, and further ones, with the newest signed estimate of each KPI. How many."""
    codes = dict.fromkeys(one.kpi.code for one in list_signed(case.subject_kind, case.subject_code, case.unit_id))
    taken = 0
    for code in codes:
        found = find_newest(case.subject_kind, case.subject_code, code, unit_id=case.unit_id, approved=True)
        if (
            found is None
            or found.verdict == "not robust"
            or found.att is None
            or found.low is None
            or found.high is None
        ):
            continue
        part = next(
            (
                one.form
                for one in form.benefits
                if not one.form.effect.data and not one.form.name_zh.data and not one.form.name_en.data
            ),
            None,
        )
        if part is None and len(form.benefits) >= MOST:
            break
        part = part or form.benefits.append_entry().form
        _fill(part, found)
        if not form.people.data:
            form.people.data = str(found.people)
        taken += 1
    return taken


def _fill(part: Any, found: Any) -> None:
    version = version_on(found.kpi, found.as_of) or found.kpi.versions[-1]
    part.name_zh.data, part.name_en.data = version.name.zh, version.name.en
    part.effect.data, part.low.data, part.high.data = (_plain(value) for value in (found.att, found.low, found.high))
    part.unit_zh.data, part.unit_en.data = unit_parts(found.unit)
    part.direction.data = "down" if version.direction == "down" else "up"
    part.per_unit_month.data = _units_a_month(found, version.kind)
    part.isolation.data = _isolation(found)
    months = {"first": f"{found.first_month:%Y-%m}", "last": f"{found.last_month:%Y-%m}"}
    part.source_zh.data, part.source_en.data = in_both(
        lambda: _("Estimate %(number)s, %(first)s to %(last)s", number=found.id, **months)
    )
    if version.money_per_unit is not None:
        part.money_value.data = _plain(version.money_per_unit)
        part.money_source_zh.data, part.money_source_en.data = version.money_source.zh, version.money_source.en
        part.money_confidence.data = (
            _plain(version.money_confidence * 100) if version.money_confidence is not None else ""
        )


def _units_a_month(found: Any, kind: str) -> str:
    """How many units of money one unit of the effect is in a month of one of the trained, by the orders that the estimate counted:
    a point of a share is a hundredth of them. Nothing where the figure does not add up over orders, or nobody counted them."""
    if kind == COUNT:
        return "1"
    orders = found.report.get("groups", {}).get("trained", {}).get("orders")
    if not orders or kind not in (SHARE, RATE, MEAN):
        return ""
    return _plain(round(orders / 100 if kind == SHARE else orders, 4))


def _isolation(found: Any) -> str:
    """How the estimate told the training's part apart: drawn order, comparison, or a line before and after."""
    if found.method == "series":
        return "trend_line"
    return "randomised" if found.timing == "scheduled" else "comparison"


def _plain(value: float) -> str:
    return f"{value:.10g}"
