"""The chart of an alert: the last months with their intervals, what they were compared with, and which are beyond."""

from __future__ import annotations

from flask_babel import gettext as _

from lms.core import charts
from lms.kpis import alert_labels as words
from lms.kpis import charts as drawings
from lms.kpis import wording
from lms.kpis.models import Alert
from lms.kpis.queries.alert_evidence import Evidence
from lms.kpis.rules.alerts import Sign
from lms.kpis.rules.periods import months_between

BOUNDS = {"share": (0.0, 100.0), "nps": (-100.0, 100.0)}


def has_chart(alert: Alert, evidence: Evidence) -> bool:
    """Months are drawn; twelve days are told by their table alone."""
    return alert.version.period == "month" and len(evidence.signs) > 1


def draw_alert(alert: Alert, evidence: Evidence, style: charts.Style) -> str:
    """The SVG."""
    definition = evidence.definition
    known = {sign.point.when: sign for sign in evidence.signs}
    months = months_between(min(known), max(known))
    colour = next(event.colour for event in reversed(alert.events) if event.colour)
    edge = _edge(evidence)
    points = [
        drawings.Point(
            month=month, value=sign.point.value if sign else None, low=sign.point.low if sign else None,
            high=sign.point.high if sign else None, n=sign.point.n if sign else 0, enough=sign is not None, target=edge,
            alert=colour if sign is not None and sign.beyond else None,
            ripe=sign is None or evidence.is_ripe(sign),
        )
        for month in months
        for sign in [known.get(month)]
    ]  # fmt: skip
    write = wording.limit_text if evidence.terms.kind == "threshold" else wording.value_text
    label = (
        "" if edge is None else _("Limit %(edge)s", edge=write(words.judged(definition, alert.version.measure), edge))
    )
    return charts.draw(
        drawings.series, style, points=points, flags=[], digits=definition.digits, suffix=wording.suffix_of(definition),
        target_label=label, count_label="n", bounds=BOUNDS.get(definition.kind, (0.0, None)),
    )  # fmt: skip


def _edge(evidence: Evidence) -> float | None:
    """The limit to draw: the rule's, or three standard deviations from the centre of a control chart."""
    if evidence.limits is not None:
        return evidence.limits.at(3 if evidence.terms.above else -3)
    newest: Sign | None = evidence.signs[-1] if evidence.signs else None
    return newest.edge if newest is not None and evidence.terms.kind == "threshold" else None
