"""Saying which abilities stand behind the KPIs: as the software ships it, and as people change it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from lms.core import audit
from lms.core.audit import Actor, AuditLine
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.core.errors import Refusal, RuleBroken
from lms.kpis.definitions import DATA
from lms.kpis.models import Kpi, KpiAbility
from lms.skills.models import Ability
from lms.skills.queries import ids_of

LINKED = "kpi.ability_linked"
UNLINKED = "kpi.ability_unlinked"
WEIGHTS = (1, 2, 3)


@dataclass(frozen=True)
class Behind:
    """How strongly an ability stands behind a KPI, and why."""

    weight: int
    why: Bilingual


def put_ability_behind(
    *, ability: Ability, kpis: Mapping[int, Behind], known: Mapping[int, Kpi], actor: Actor, at: datetime
) -> int:
    """The ability stands behind these of the `known` KPIs (by id) from now on, and behind no other of them. Gives how many
    links that changes; each is on the audit trail with what it said before."""
    if any(behind.weight not in WEIGHTS or not (behind.why.zh or behind.why.en) for behind in kpis.values()):
        raise RuleBroken(Refusal("ability_without_reason"))
    query = select(KpiAbility).where(KpiAbility.ability_id == ability.id, KpiAbility.kpi_id.in_(known))
    rows = {row.kpi_id: row for row in db.session.scalars(query)}
    changed = 0
    for kpi_id, kpi in known.items():
        row, wanted = rows.get(kpi_id), kpis.get(kpi_id)
        before = None if row is None else Behind(row.weight, row.why)
        if wanted == before:
            continue
        changed += 1
        if wanted is None:
            db.session.delete(row)
        elif row is None:
            db.session.add(KpiAbility(kpi_id=kpi_id, ability_id=ability.id, weight=wanted.weight, why=wanted.why))
        else:
            row.weight, row.why = wanted.weight, wanted.why
        now = {} if wanted is None else {"weight": wanted.weight, "reason": wanted.why.zh or wanted.why.en}
        was = {} if before is None else {"weight_before": before.weight}
        action = UNLINKED if wanted is None else LINKED
        audit.record(action, "kpi", kpi_id, actor=actor, at=at, kpi=kpi.code, ability=ability.code, **now, **was)
    db.session.flush()
    return changed


def ship_kpi_abilities() -> int:
    """Add the shipped links of KPIs that have none and never were changed by anybody. Returns how many links."""
    shipped = tomllib.loads((DATA / "kpi_abilities.toml").read_text("utf-8"))
    kpis = {row.code: row.id for row in db.session.execute(select(Kpi.code, Kpi.id))}
    abilities = ids_of({code for links in shipped.values() for code in links})
    linked = set(db.session.scalars(select(KpiAbility.kpi_id).distinct()))
    touched = select(AuditLine.subject_id).where(AuditLine.action.in_((LINKED, UNLINKED))).distinct()
    linked |= {int(number) for number in db.session.scalars(touched) if number}
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
