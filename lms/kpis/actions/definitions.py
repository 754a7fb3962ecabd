"""Adding a KPI, changing what it means from a month on, giving it up. What it meant before stays."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime

from lms.core import audit
from lms.core.audit import Actor
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.core.errors import Refusal, RuleBroken
from lms.kpis.definitions import ready
from lms.kpis.models import Kpi, KpiVersion


@dataclass(frozen=True)
class Wording:
    """All that a version says."""

    name: Bilingual
    meaning: Bilingual
    kind: str
    numerator: str
    denominator: str
    exclusions: str
    window_days: int | None
    unit: str
    digits: int
    direction: str
    least_sample: int
    money_per_unit: float | None
    money_source: Bilingual
    money_confidence: float | None


def add_kpi(*, code: str, wording: Wording, from_month: date, actor: Actor, at: datetime) -> Kpi:
    """A new KPI. Raises DefinitionFault where an expression cannot be read."""
    if db.session.query(Kpi.id).filter(Kpi.code == code).first() is not None:
        raise RuleBroken(Refusal("kpi_code_taken", {"code": code}))
    last = db.session.query(Kpi.position).order_by(Kpi.position.desc()).first()
    kpi = Kpi(code=code, position=(last[0] if last else 0) + 10, retired_at=None)
    db.session.add(kpi)
    _add_version(kpi, wording, 1, from_month, actor, at)
    db.session.flush()
    audit.record("kpi.added", "kpi", kpi.id, actor=actor, at=at, code=code, from_month=from_month.isoformat())
    return kpi


def change_kpi(
    *, kpi: Kpi, wording: Wording, from_month: date, this_month: date, actor: Actor, at: datetime
) -> KpiVersion:
    """What the KPI means from a month on; months that are past keep what it meant. Raises DefinitionFault."""
    if from_month < this_month:
        raise RuleBroken(Refusal("kpi_past"))
    newest = kpi.versions[-1]
    if from_month < newest.from_month:
        raise RuleBroken(Refusal("kpi_before_newest"))
    version = _add_version(kpi, wording, newest.number + 1, from_month, actor, at)
    db.session.flush()
    audit.record("kpi.changed", "kpi", kpi.id, actor=actor, at=at, version=version.number, from_month=from_month.isoformat())  # fmt: skip
    return version


def retire_kpi(*, kpi: Kpi, actor: Actor, at: datetime) -> None:
    """It is shown no more; its figures stay on record."""
    if kpi.retired_at is not None:
        raise RuleBroken(Refusal("kpi_retired"))
    kpi.retired_at = at
    db.session.flush()
    audit.record("kpi.retired", "kpi", kpi.id, actor=actor, at=at, code=kpi.code)


def restore_kpi(*, kpi: Kpi, actor: Actor, at: datetime) -> None:
    """It is shown again."""
    if kpi.retired_at is None:
        raise RuleBroken(Refusal("kpi_in_use"))
    kpi.retired_at = None
    db.session.flush()
    audit.record("kpi.restored", "kpi", kpi.id, actor=actor, at=at, code=kpi.code)


def _add_version(kpi: Kpi, wording: Wording, number: int, from_month: date, actor: Actor, at: datetime) -> KpiVersion:
    said = {name: getattr(wording, name) for name in asdict(wording)}
    version = KpiVersion(number=number, from_month=from_month, made_by=actor.id, made_at=at, **said)
    ready(version, "k")  # a definition that cannot be read never reaches the table
    kpi.versions.append(version)
    return version
