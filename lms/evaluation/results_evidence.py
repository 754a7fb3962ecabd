"""Level 4 of a training: which estimates it rests on, and what they say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from lms.evaluation.models import EffectEstimate
from lms.evaluation.queries.estimates import Standing, list_standing, reasons_of
from lms.evaluation.queries.finishes import SubjectKey
from lms.evaluation.rules.verdicts import Finding, Signal, effect_signal


def standings_for(key: SubjectKey, unit_id: int | None, named: Sequence[EffectEstimate] = ()) -> list[Standing]:
    """What stands of a training in a unit: the named estimates with what came after them, or of each KPI what was signed last."""
    found = [one for one in list_standing(*key) if one.estimate.unit_id == unit_id]
    if not named:
        return found
    newest = {one.estimate.kpi_id: one.newest for one in found}
    return [Standing(one, newest[one.kpi_id] if newest[one.kpi_id].id > one.id else None) for one in named]


def refusals_of(found: Iterable[Standing | None]) -> dict[int, list[dict[str, Any]]]:
    """Why those were refused that were."""
    estimates = [one.estimate for one in found if one]
    return reasons_of([one.id for one in estimates if one.verdict == "refused"])


def results(standing: Standing | None, kpi_id: int | None, why: Mapping[int, list[dict[str, Any]]]) -> Finding:
    """Level 4 by the estimate that stands for the declared KPI. One for another KPI is shown, and is never good by itself: who
    looks at many finds something. `why` holds the reasons of refusals."""
    if standing is None:
        return Finding(4, Signal.UNKNOWN, "nothing" if kpi_id else "no_kpi")
    estimate, newer = standing.estimate, standing.newer
    kpi = estimate.kpi.versions[-1]
    values: dict[str, Any] = {
        "kpi": kpi.name.as_dict(), "att": estimate.att, "low": estimate.low, "high": estimate.high, "unit": estimate.unit,
        "se": estimate.se, "digits": kpi.digits, "verdict": estimate.verdict, "method": estimate.method, "compared": estimate.compared, "id": estimate.id,
        "newer": None if newer is None else {
            "id": newer.id, "verdict": newer.verdict, "att": newer.att, "low": newer.low, "high": newer.high,
            "signed": newer.approval is not None,
        },
    }  # fmt: skip
    signal = effect_signal(estimate.verdict, estimate.att, kpi.direction)
    if signal == Signal.UNKNOWN:
        values["reasons"] = list(why.get(estimate.id, ()))
        return Finding(4, signal, "effect_refused", estimate.people, estimate.as_of, values)
    if estimate.kpi_id != kpi_id:
        return Finding(4, Signal.MIXED, "effect_undeclared", estimate.people, estimate.as_of, values)
    reason = "effect_unclear" if signal == Signal.MIXED else f"effect_{signal}"
    return Finding(4, signal, reason, estimate.people, estimate.as_of, values)
