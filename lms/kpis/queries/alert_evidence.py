"""Reads of what an alert rests on: the series its rule looked at, as it is now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from lms.kpis.definitions import look_ahead_days
from lms.kpis.models import Alert, KpiVersion
from lms.kpis.queries.alert_rules import definitions_on, terms_of
from lms.kpis.queries.alert_series import find_newest, iterate_series
from lms.kpis.rules.alerts import Sign, Terms, signs
from lms.kpis.rules.control import Limits, chart

SHOWN = 12


@dataclass(frozen=True)
class Evidence:
    """The newest periods with what the rule says of each; `raised` is the one that it was raised for."""

    code: str
    definition: KpiVersion
    terms: Terms
    signs: list[Sign]
    limits: Limits | None
    newest: Sign | None

    def is_ripe(self, sign: Sign) -> bool:
        """Can orders still to come no longer change it? Only what looks ahead waits."""
        return sign.point.whole or not look_ahead_days(self.definition)


def evidence_of(alert: Alert, today: date) -> Evidence:
    """The last twelve periods that count, under the terms the alert was raised with."""
    definition = definitions_on([alert.kpi_id], today)[alert.kpi_id]
    terms = terms_of(alert.version, least_sample=definition.least_sample)
    newest = find_newest(definition, terms, today)
    found: list[Sign] = []
    if newest is not None:
        for _subject, points in iterate_series(
            terms, definition, alert.version.level, newest=newest, today=today, subject_ids=[alert.subject_id], intervals=True,
        ):  # fmt: skip
            found = signs(points, terms)
    limits = chart([sign.point.value or 0 for sign in found], terms.baseline) if terms.kind == "control" else None
    last_beyond = next((sign for sign in reversed(found) if sign.beyond), None)
    return Evidence(alert.version.kpi.code, definition, terms, found[-SHOWN:], limits, last_beyond)
