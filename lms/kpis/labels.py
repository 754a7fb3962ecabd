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
REFUSALS: dict[str, Any] = {
    "target_months": _l("The last month lies before the first."),
    "target_past": _l(
        "There was a target in months that are past. It stays on record: begin with this month or later."
    ),
    "target_over": _l("This target is over already."),
}
NOTICES: dict[str, Any] = {}
JOB_KINDS: dict[str, Any] = {}
AUDIT_WORDS = AuditWords(
    area=_l("Service KPIs"),
    actions={
        "kpi.definitions_shipped": _l("KPI definitions added"),
        "kpi.calendar_put": _l("Working-time calendar put in force"),
        "target.set": _l("Target set"),
        "target.given_up": _l("Target given up"),
    },
    subjects={
        "kpi": _l("KPI"),
        "kpi:shipped": _l("KPIs that ship"),
        "work_calendar": _l("Working-time calendar"),
        "target": _l("Target"),
    },
    details={"codes": _l("Codes"), "kpi": _l("KPI"), "value": _l("Value"), "from_month": _l("From the month")},
)
