"""Saying which abilities stand behind the KPIs, as the software ships it."""

from __future__ import annotations

import tomllib

from sqlalchemy import select

from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.kpis.definitions import DATA
from lms.kpis.models import Kpi, KpiAbility
from lms.skills.queries import ids_of


def ship_kpi_abilities() -> int:
    """Add the shipped links of KPIs that have none yet; what somebody changed stays. Returns how many links."""
    shipped = tomllib.loads((DATA / "kpi_abilities.toml").read_text("utf-8"))
    kpis = {row.code: row.id for row in db.session.execute(select(Kpi.code, Kpi.id))}
    abilities = ids_of({code for links in shipped.values() for code in links})
    linked = set(db.session.scalars(select(KpiAbility.kpi_id).distinct()))
    added = 0
    for kpi, links in shipped.items():
        if kpi not in kpis or kpis[kpi] in linked:
            continue
        for code, link in links.items():
            why = Bilingual(link["zh"], link["en"])
            db.session.add(
                KpiAbility(kpi_id=kpis[kpi], ability_id=abilities[code], weight=link["weight"], why=why)
            )  # fmt: skip
            added += 1
    db.session.flush()
    return added
