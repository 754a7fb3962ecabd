"""Where a person stands with conditions on their figures. From readings, in two statements."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.kpis.models import Kpi, KpiVersion
from lms.kpis.queries.sums import sums_of_people
from lms.kpis.rules.criteria import Criterion, CriterionState, needed, state_of


@dataclass(frozen=True)
class MeasuredKpi:
    """What has to be known of a KPI to speak of a condition on it."""

    code: str
    name: Bilingual
    kind: str
    unit: str
    digits: int


def kpis_of(codes: Collection[str], today: date) -> dict[str, MeasuredKpi]:
    """KPIs by code as they are defined this month; those given up are known too, since records speak of them."""
    query = (
        select(Kpi.code, KpiVersion.name, KpiVersion.kind, KpiVersion.unit, KpiVersion.digits, KpiVersion.from_month)
        .join(Kpi, Kpi.id == KpiVersion.kpi_id)
        .where(Kpi.code.in_(codes))
        .order_by(Kpi.code, KpiVersion.from_month, KpiVersion.number)
    )
    found: dict[str, MeasuredKpi] = {}
    for row in db.session.execute(query) if codes else ():
        if row.code not in found or row.from_month <= today:
            found[row.code] = MeasuredKpi(row.code, row.name, row.kind, row.unit, row.digits)
    return found


def criterion_states(person_id: int, criteria: Sequence[Criterion], today: date) -> tuple[CriterionState, ...]:
    """Each condition, met or not, with the months and figures it rests on, in the order given."""
    codes, first = needed(criteria, today)
    return states_with(person_id, criteria, today, kpis_of(codes, today), first)


def states_with(
    person_id: int, criteria: Sequence[Criterion], today: date, kpis: dict[str, MeasuredKpi], first: date
) -> tuple[CriterionState, ...]:
    """As `criterion_states`, where the KPIs were read before."""
    sums = sums_of_people([person_id], set(kpis), first, today.replace(day=1)) if kpis else {}
    by_kpi = {code: {month: one for (_person, kpi, month), one in sums.items() if kpi == code} for code in kpis}
    return tuple(
        state_of(one, kpis[one.kpi].kind if one.kpi in kpis else None, by_kpi.get(one.kpi, {}), today)
        for one in criteria
    )  # fmt: skip
