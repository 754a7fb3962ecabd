"""The targets that hold for the owners of cards."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select

from lms.core.db import db
from lms.kpis.models import Kpi, Target
from lms.kpis.rules.targets import Bearer, target_in


@dataclass(frozen=True)
class Targets:
    """The rows by KPI."""

    rows: dict[str, list[Target]]

    def of(self, bearer: Bearer, codes: Collection[str], month: date) -> dict[str, float]:
        """The target of each KPI that holds for somebody in a month, where one was set."""
        found = {code: target_in(self.rows.get(code, ()), bearer, month) for code in codes}
        return {code: row.value for code, row in found.items() if row is not None and row.value is not None}


def load_targets(codes: Collection[str], first: date, last: date) -> Targets:
    """Every row that says anything about some KPIs and months."""
    query = (
        select(Target, Kpi.code)
        .join(Kpi, Kpi.id == Target.kpi_id)
        .where(
            Kpi.code.in_(codes),
            Target.from_month <= last,
            or_(Target.until_month.is_(None), Target.until_month >= first),
        )
        .order_by(Target.id)
    )
    rows: dict[str, list[Target]] = {}
    for row, code in db.session.execute(query):
        rows.setdefault(code, []).append(row)
    return Targets(rows)
