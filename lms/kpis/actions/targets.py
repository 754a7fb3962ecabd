"""Setting targets and giving them up. Rows are only added: what held in a month that is past stays on record."""

from __future__ import annotations

from datetime import date, datetime

from lms.core import audit
from lms.core.audit import Actor
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.core.errors import Refusal, RuleBroken
from lms.kpis.definitions import version_on
from lms.kpis.models import Kpi, Target
from lms.kpis.queries.targets import covers_past
from lms.kpis.rules.figures import scale_of
from lms.people.models import Person, Post, Unit


def set_target(
    *,
    kpi: Kpi,
    statement: Bilingual,
    value: float,
    from_month: date,
    until_month: date | None,
    owner: Person,
    unit: Unit | None = None,
    post: Post | None = None,
    stage: str | None = None,
    this_month: date,
    actor: Actor,
    at: datetime,
) -> Target:
    """What the figure is to reach from a month on. It takes the place of the target of the same scope in those months."""
    if until_month is not None and until_month < from_month:
        raise RuleBroken(Refusal("target_months"))
    definition = version_on(kpi, from_month) or kpi.versions[-1]
    scale = scale_of(definition.kind, definition.unit)
    if scale is not None and not scale[0] <= value <= scale[1]:
        raise RuleBroken(Refusal("target_beyond_scale", {"least": f"{scale[0]:g}", "most": f"{scale[1]:g}"}))
    target = Target(
        kpi_id=kpi.id,
        unit_id=unit.id if unit else None,
        post_id=post.id if post else None,
        stage=stage,
        statement=statement,
        value=value,
        from_month=from_month,
        until_month=until_month,
        owner_id=owner.id,
        made_by=actor.id,
        made_at=at,
    )
    if from_month < this_month and covers_past(target, this_month):
        raise RuleBroken(Refusal("target_past"))
    db.session.add(target)
    db.session.flush()
    audit.record("target.set", "target", target.id, actor=actor, at=at, kpi=kpi.code, value=value, from_month=from_month.isoformat())  # fmt: skip
    return target


def give_up_target(*, target: Target, this_month: date, actor: Actor, at: datetime) -> Target:
    """From this month on (or from its first month, where that lies ahead) the scope has no target any more."""
    if target.value is None or (target.until_month is not None and target.until_month < this_month):
        raise RuleBroken(Refusal("target_over"))
    end = Target(
        kpi_id=target.kpi_id,
        unit_id=target.unit_id,
        post_id=target.post_id,
        stage=target.stage,
        statement=target.statement,
        value=None,
        from_month=max(this_month, target.from_month),
        until_month=target.until_month,
        owner_id=target.owner_id,
        made_by=actor.id,
        made_at=at,
    )
    db.session.add(end)
    db.session.flush()
    audit.record("target.given_up", "target", target.id, actor=actor, at=at, from_month=end.from_month.isoformat())
    return end
