"""What the page of an alert says: the sentence above the figures, and what happened, as entries of a timeline."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from lms.core.i18n import moment, number
from lms.kpis import alert_labels as words
from lms.kpis.models import Alert, AlertEvent, KpiVersion
from lms.kpis.queries.alert_evidence import Evidence
from lms.kpis.rules.alerts import Sign
from lms.kpis.rules.figures import within_scale

MACHINE = ("cleared",)


def interval_words(sign: Sign, definition: KpiVersion, measure: str) -> str:
    """The interval of a figure, or a dash where nothing can be said."""
    low, high = sign.point.low, sign.point.high
    if low is None or high is None:
        return "–"
    if measure != "count":
        low, high = within_scale(definition.kind, definition.unit, low, high)
    digits = 0 if measure == "count" else definition.digits
    return f"{number(low, digits)}–{number(high, digits)}"


def answer(alert: Alert, evidence: Evidence) -> str:
    """The newest figure beyond the rule, with interval, n and what it was compared with; empty where there is none now."""
    sign, version = evidence.newest, alert.version
    if sign is None:
        return ""
    values = {
        "kpi": evidence.definition.name,
        "period": words.period_words(sign.point.when, version.period),
        "figure": words.shown(sign.point.value, evidence.definition, version.measure),
        "interval": interval_words(sign, evidence.definition, version.measure),
        "count": number(sign.point.n, 0),
        "compared": compared(sign, alert, evidence.definition),
    }
    if version.measure == "count":
        return _("%(kpi)s, %(period)s: %(figure)s among %(count)s; %(compared)s.", **values)
    return _("%(kpi)s, %(period)s: %(figure)s (95 %% interval %(interval)s, from %(count)s orders); %(compared)s.", **values)  # fmt: skip


def compared(sign: Sign, alert: Alert, definition: KpiVersion) -> str:
    """What the figure was compared with."""
    edge = words.shown(sign.edge, definition, alert.version.measure)
    return words.compared_with(alert.version.kind, list(sign.tests), edge)


def entries(alert: Alert, names: Mapping[int, Any], definition: KpiVersion) -> list[dict[str, Any]]:
    """Everything that happened, the newest first."""
    return [_entry(event, alert, names, definition) for event in reversed(alert.events)]


def _entry(event: AlertEvent, alert: Alert, names: Mapping[int, Any], definition: KpiVersion) -> dict[str, Any]:
    version = alert.version
    title = str(words.EVENT_NAMES[event.kind])
    parts = []
    if event.kind == "assigned" and event.owner_id:
        title = _("Handed over to %(name)s", name=names[event.owner_id])
    if event.kind in ("raised", "worsened") and event.colour:
        title = _("%(what)s: %(colour)s", what=title, colour=words.COLOURS[event.colour])
    if event.period_on and event.figures:
        figure = words.shown(event.figures.get("value"), definition, version.measure)
        when = words.period_words(event.period_on, version.period)
        parts.append(_("%(figure)s, %(period)s", figure=figure, period=when))
    if event.kind in MACHINE:
        parts.append(str(words.MACHINE_NOTES.get(event.note, event.note)))
    elif event.note:
        parts.append(event.note)
    tone = {"raised": words.COLOUR_TONES[event.colour or "blue"], "worsened": "bad", "cleared": "good"}.get(event.kind)
    return {
        "when": moment(event.at), "who": names.get(event.by_id) if event.by_id else None, "title": title,
        "text": " · ".join(parts), "tone": tone,
    }  # fmt: skip
