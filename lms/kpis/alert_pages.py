"""What the page of an alert says: the sentence above the figures, and what happened, as entries of a timeline."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from lms.core.i18n import moment
from lms.kpis import alert_labels as words
from lms.kpis.definitions import version_on
from lms.kpis.models import Alert, AlertEvent, KpiVersion
from lms.kpis.queries.alert_evidence import Evidence
from lms.kpis.rules.alerts import Sign
from lms.kpis.rules.figures import Figure
from lms.kpis.wording import basis_text, fixed, limit_text, value_text

MACHINE = ("cleared",)


BEYOND, CLOSE, CALM = "beyond", "close", "calm"


@dataclass(frozen=True)
class Judged:
    """A period as a rule saw it: its figure, how it stands against the rule (None where that is not known), and whether
    orders still to come can change it."""

    when: str
    figure: Figure
    standing: str | None
    ripe: bool


def judged_rows(evidence: Evidence, period: str) -> list[Judged]:
    """The periods that a rule looked at, the newest first."""
    return [
        Judged(
            words.period_words(sign.point.when, period), figure_of_sign(sign),
            BEYOND if sign.beyond else CALM if sign.calm else CLOSE, evidence.is_ripe(sign),
        )
        for sign in reversed(evidence.signs)
    ]  # fmt: skip


def figure_of_sign(sign: Sign) -> Figure:
    """The point of a sign as a figure; a rule only looks at those with enough orders."""
    point = sign.point
    return Figure(point.n, point.value, point.low, point.high, None, enough=True)


def answer(alert: Alert, evidence: Evidence) -> str:
    """The newest figure beyond the rule, with interval, n and what it was compared with; empty where there is none now."""
    sign, version = evidence.newest, alert.version
    if sign is None:
        return ""
    values = {
        "kpi": evidence.definition.name,
        "period": words.period_words(sign.point.when, version.period),
        "figure": words.shown(sign.point.value, evidence.definition, version.measure),
        "basis": _basis(sign, evidence, version.measure),
        "count": fixed(sign.point.n, 0),
        "compared": compared(sign, alert, evidence.definition),
    }
    if version.measure == "count":
        return _("%(kpi)s, %(period)s: %(figure)s among %(count)s; %(compared)s.", **values)
    return _("%(kpi)s, %(period)s: %(figure)s (%(basis)s); %(compared)s.", **values)  # fmt: skip


def _basis(sign: Sign, evidence: Evidence, measure: str) -> str:
    return basis_text(words.judged(evidence.definition, measure), figure_of_sign(sign))


def compared(sign: Sign, alert: Alert, definition: KpiVersion) -> str:
    """What the figure was compared with."""
    write = limit_text if alert.version.kind == "threshold" else value_text
    edge = write(words.judged(definition, alert.version.measure), sign.edge)
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
        then = version_on(definition.kpi, event.period_on) or definition
        figure = words.shown(event.figures.get("value"), then, version.measure)
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
