"""Reads of alerts as a chart shows them: the gravest colour of each month."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import select

from lms.core.db import db
from lms.kpis.models import Alert, AlertEvent

GRAVITY = ("blue", "yellow", "red")


def alerts_by_month(kpi_id: int, subject_ids: Collection[int], first: date) -> dict[date, tuple[str, int]]:
    """Colour and alert of each month in which a figure of it raised one, made it worse or kept it standing."""
    query = (
        select(Alert.id, AlertEvent.colour, AlertEvent.period_on)
        .join(AlertEvent, AlertEvent.alert_id == Alert.id)
        .where(
            Alert.kpi_id == kpi_id,
            Alert.subject_id.in_(subject_ids),
            AlertEvent.kind.in_(("raised", "worsened", "continued")),
        )
        .order_by(AlertEvent.id)
    )
    colours: dict[int, str] = {}
    found: dict[date, tuple[str, int]] = {}
    for alert_id, colour, period_on in db.session.execute(query):
        colours[alert_id] = colour or colours.get(alert_id, GRAVITY[0])
        if period_on is None or period_on < first:
            continue
        month, now = period_on.replace(day=1), colours[alert_id]
        if month not in found or GRAVITY.index(found[month][0]) < GRAVITY.index(now):
            found[month] = (now, alert_id)
    return found
