"""From sums of orders and growth to the figures of a card's lines."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from lms.kpis.rules.figures import figure_of
from lms.kpis.rules.sums import COUNT, SHARE, Sums
from lms.performance.rules.definitions import GROWTH
from lms.performance.rules.growth import Growth
from lms.performance.rules.periods import Period
from lms.performance.rules.score import NO_DATA, TOO_FEW, Observed

LATER = "later"
"""Growth of a large unit is counted when its month is closed, not on the page."""

UNRIPE = "unripe"
"""The figure still waits for orders to come."""

LEAST_ORDERS = 10
"""The least orders behind a counting KPI, which a card takes per 100 orders."""


@dataclass(frozen=True)
class Measure:
    """What has to be known of a KPI to make its figure."""

    kind: str
    unit: str
    least: int


def observe_kpi(kpi: Measure | None, months: Iterable[Sums]) -> Observed:
    """The figure of a KPI over some months. A counting KPI gives how many per 100 orders, since a card compares people
    with much and with little work."""
    if kpi is None:
        return Observed()
    whole = sum((sums for sums in months), Sums())
    if kpi.kind == COUNT:
        figure = figure_of(SHARE, "percent", whole, max(kpi.least, LEAST_ORDERS))
    else:
        figure = figure_of(kpi.kind, kpi.unit, whole, kpi.least)
    if figure.value is None:
        return Observed(n=figure.n)
    return Observed(figure.value, figure.n, figure.low, figure.high, "" if figure.enough else TOO_FEW)


def observe_growth(growth: Growth) -> Observed:
    """The figure of a growth measure."""
    return Observed() if growth.value is None else Observed(growth.value, growth.n, why="")


def observe(
    measures: Iterable[str],
    *,
    kpis: Mapping[str, Measure],
    sums: Mapping[tuple[str, date], Sums],
    growth: Mapping[str, Growth] | None,
    period: Period,
    unripe: Container[tuple[str, date]] = frozenset(),
) -> dict[str, Observed]:
    """The figures of some measures for a period. `growth` None: too many people to count on a page. Months of a KPI that
    are `unripe` are left out."""
    found: dict[str, Observed] = {}
    for code in measures:
        if not code.startswith(GROWTH):
            ripe = [month for month in period.months if (code, month) not in unripe]
            seen = observe_kpi(kpis.get(code), (sums[code, m] for m in ripe if (code, m) in sums))
            waits = seen.value is None and len(ripe) < len(period.months)
            found[code] = replace(seen, why=UNRIPE) if waits else seen
        elif growth is None:
            found[code] = Observed(why=LATER)
        else:
            found[code] = observe_growth(growth.get(code, Growth()))
    return found


__all__ = ["LATER", "NO_DATA", "TOO_FEW", "UNRIPE", "Measure", "observe", "observe_growth", "observe_kpi"]
