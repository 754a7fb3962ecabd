"""Where a person stands with conditions on their figures. From readings, in two statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from lms.core.among import among
from lms.core.bilingual import Bilingual
from lms.core.db import read
from lms.kpis.definitions import comparable_since
from lms.kpis.models import Kpi, KpiVersion
from lms.kpis.queries.sums import sums_of_people
from lms.kpis.rules.criteria import Criterion, CriterionState, needed_from, state_of
from lms.kpis.rules.periods import shift
from lms.kpis.rules.ripeness import window_of
from lms.kpis.rules.sums import Sums


@dataclass(frozen=True)
class MeasuredKpi:
    """What has to be known of a KPI to speak of a condition on it."""

    code: str
    name: Bilingual
    kind: str
    unit: str
    digits: int
    least_sample: int = 0
    window: int = 0
    """For how many days after its month a figure waits for orders still to come."""
    since: date | None = None
    """From which month on its readings are of this kind and unit; None: all of them."""


def kpis_of(codes: Collection[str], today: date) -> dict[str, MeasuredKpi]:
    """KPIs by code as they are defined this month; those given up are known too, since records speak of them."""
    return kpis_in(read(VERSIONS_NAMED, kpis=list(codes)).all() if codes else [], today)


VERSIONS_NAMED = (
    select(
        Kpi.code,
        KpiVersion.name,
        KpiVersion.kind,
        KpiVersion.unit,
        KpiVersion.digits,
        KpiVersion.least_sample,
        KpiVersion.numerator,
        KpiVersion.window_days,
        KpiVersion.from_month,
    )
    .join(Kpi, Kpi.id == KpiVersion.kpi_id)
    .where(among(Kpi.code, "kpis"))
    .order_by(Kpi.code, KpiVersion.from_month, KpiVersion.number)
)
"""Every version of `kpis`, to be read with other records; see `kpis_in`."""


def kpis_in(rows: Sequence[Any], today: date) -> dict[str, MeasuredKpi]:
    """KPIs by code as `kpis_of` gives them, from what `VERSIONS_NAMED` found."""
    found: dict[str, MeasuredKpi] = {}
    for row in rows:
        if row.code not in found or row.from_month <= today:
            since = comparable_since(row, [other for other in rows if other.code == row.code])
            window = window_of(row.numerator, row.window_days)
            found[row.code] = MeasuredKpi(
                row.code, row.name, row.kind, row.unit, row.digits, row.least_sample, window, since
            )  # fmt: skip
    return found


def criterion_states(
    person_id: int, criteria: Sequence[Criterion], today: date, known: Mapping[str, MeasuredKpi] | None = None
) -> tuple[CriterionState, ...]:
    """Each condition, met or not, with the months and figures it rests on, in the order given. `known`: the KPIs that the
    conditions speak of, where they were read already."""
    return criterion_states_of([person_id], criteria, today, known)[person_id]


def criterion_states_of(
    person_ids: Collection[int],
    criteria: Sequence[Criterion],
    today: date,
    known: Mapping[str, MeasuredKpi] | None = None,
    since: date | None = None,
) -> dict[int, tuple[CriterionState, ...]]:
    """As `criterion_states`, for several people; `since`: only whole months from that day on count."""
    codes = {one.kpi for one in criteria}
    kpis = kpis_of(codes, today) if known is None else {code: known[code] for code in codes if code in known}
    first = needed_from(criteria, today, {code: kpi.window for code, kpi in kpis.items()})
    if since is not None:
        first = max(first, since if since.day == 1 else shift(since.replace(day=1), 1))
    sums = sums_of_people(person_ids, set(kpis), first, today.replace(day=1)) if kpis else {}
    by_person: dict[tuple[int, str], dict[date, Sums]] = defaultdict(dict)
    for (person_id, code, month), one in sums.items():
        comparable = kpis[code].since
        if comparable is None or month >= comparable:
            by_person[person_id, code][month] = one
    return {
        person_id: tuple(_state(one, kpis.get(one.kpi), by_person[person_id, one.kpi], today) for one in criteria)
        for person_id in person_ids
    }


def _state(criterion: Criterion, kpi: MeasuredKpi | None, sums: Mapping[date, Sums], today: date) -> CriterionState:
    if kpi is None:
        return state_of(criterion, None, sums, today)
    return state_of(criterion, kpi.kind, sums, today, kpi.window)
