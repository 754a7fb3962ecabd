"""The words of service KPIs."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from lms.core.audit_words import AuditWords

STAGE_NAMES: dict[str, Any] = {
    "newcomer": _l("Newcomer: the first six months"),
    "growing": _l("Growing: up to two years"),
    "settled": _l("Settled: more than two years"),
}
KIND_NAMES: dict[str, Any] = {
    "share": _l("Share: orders of the numerator among those of the denominator"),
    "mean": _l("Mean of the numerator over the orders of the denominator"),
    "median": _l("Median of the numerator over the orders of the denominator"),
    "nps": _l("NPS: promoters less detractors of a score from 0 to 10"),
    "count": _l("Count of the orders of the numerator"),
    "rate": _l("Rate: sum of the numerator over sum of the denominator"),
}
UNIT_NAMES: dict[str, Any] = {
    "percent": _l("per cent"),
    "points": _l("points"),
    "minutes": _l("minutes"),
    "hours": _l("hours"),
    "days": _l("days"),
    "orders": _l("orders"),
    "yuan": _l("yuan"),
    "number": _l("a plain number"),
}
DIRECTION_NAMES: dict[str, Any] = {
    "up": _l("More is better"),
    "down": _l("Less is better"),
    "none": _l("Neither: it only describes"),
}
REFUSALS: dict[str, Any] = {
    "kpi_code_taken": _l("The code “%(code)s” is taken by another KPI."),
    "kpi_past": _l("Months that are past keep their definition. Choose this month or a later one."),
    "kpi_before_newest": _l("There is a version from a later month on. Choose that month or a later one."),
    "kpi_retired": _l("This KPI is given up already."),
    "kpi_in_use": _l("This KPI is in use already."),
    "target_months": _l("The last month lies before the first."),
    "target_beyond_scale": _l("No figure of this KPI lies beyond %(least)s to %(most)s."),
    "target_past": _l(
        "There was a target in months that are past. It stays on record: begin with this month or later."
    ),
    "ability_without_reason": _l("Say for each KPI how strongly the ability moves it, and why."),
    "target_over": _l("This target is over already."),
}
NOTICES: dict[str, Any] = {}
JOB_KINDS: dict[str, Any] = {"kpis.recompute": _l("Service figures computed anew")}
AUDIT_WORDS = AuditWords(
    area=_l("Service KPIs"),
    actions={
        "kpi.definitions_shipped": _l("KPI definitions added"),
        "kpi.calendar_put": _l("Working-time calendar put in force"),
        "kpi.recomputed": _l("Service figures computed anew"),
        "kpi.added": _l("KPI added"),
        "kpi.changed": _l("KPI changed from a month on"),
        "kpi.retired": _l("KPI given up"),
        "kpi.restored": _l("KPI in use again"),
        "kpi.ability_linked": _l("Ability put behind a KPI"),
        "kpi.ability_unlinked": _l("Ability taken from behind a KPI"),
        "target.set": _l("Target set"),
        "target.given_up": _l("Target given up"),
    },
    subjects={
        "kpi": _l("KPI"),
        "kpi:shipped": _l("KPIs that ship"),
        "kpi:all": _l("All KPIs"),
        "work_calendar": _l("Working-time calendar"),
        "target": _l("Target"),
    },
    details={
        "codes": _l("Codes"),
        "kpi": _l("KPI"),
        "value": _l("Value"),
        "from_month": _l("From the month"),
        "from_day": _l("From the day"),
        "ability": _l("Ability"),
        "weight": _l("Weight"),
        "weight_before": _l("Weight before"),
        "reason": _l("Reason"),
    },
)
