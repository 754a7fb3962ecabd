"""What comes with the software: definitions, abilities, which ability stands behind which KPI, alert rules."""

from __future__ import annotations

from datetime import datetime

from lms.core.audit import Actor
from lms.kpis.actions.abilities import ship_kpi_abilities
from lms.kpis.actions.alert_rules import ship_rules
from lms.kpis.definitions import ship_definitions
from lms.skills.actions import ship_abilities


def ship(*, actor: Actor, at: datetime) -> list[str]:
    """Add all of it that is not there yet; what somebody changed stays. Returns the codes of the KPIs that were added."""
    ship_abilities(actor=actor, at=at)
    added = ship_definitions(actor=actor, at=at)
    ship_kpi_abilities()
    ship_rules(actor=actor, at=at)
    return added
