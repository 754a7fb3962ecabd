"""The definitions that ship, and definitions made ready for computing."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import select

from lms.core import audit
from lms.core.audit import Actor
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.kpis.models import Kpi, KpiVersion
from lms.kpis.rules.measures import Measure, measure
from lms.kpis.rules.ripeness import window_of

DATA = Path(__file__).parent / "data"
FROM_THE_START = date(2000, 1, 1)


def shipped() -> list[dict[str, Any]]:
    """The KPIs of the data file, in their order."""
    kpis: list[dict[str, Any]] = tomllib.loads((DATA / "kpis.toml").read_text("utf-8"))["kpi"]
    return kpis


def ship_definitions(*, actor: Actor, at: datetime) -> list[str]:
    """Add the shipped KPIs that are not there yet, and give the codes of those added. One that is there stays as it is,
    given up or changed."""
    known = set(db.session.scalars(select(Kpi.code)))
    added = []
    for position, entry in enumerate(shipped(), start=1):
        if entry["code"] in known:
            continue
        kpi = Kpi(code=entry["code"], position=10 * position, retired_at=None)
        kpi.versions.append(_version(entry, at))
        db.session.add(kpi)
        added.append(kpi.code)
    if added:
        audit.record("kpi.definitions_shipped", "kpi", "shipped", actor=actor, at=at, codes=added)
    db.session.flush()
    return added


def _version(entry: dict[str, Any], at: datetime) -> KpiVersion:
    version = KpiVersion(
        number=1, name=Bilingual.of(entry["name"]), meaning=Bilingual.of(entry["meaning"]), kind=entry["kind"],
        numerator=entry["numerator"], denominator=entry["denominator"], exclusions=entry.get("exclusions", ""),
        window_days=entry.get("window_days"), unit=entry["unit"], digits=entry["digits"],
        direction=entry["direction"], least_sample=entry.get("least_sample", 10), money_per_unit=None,
        money_source=Bilingual(), money_confidence=None, from_month=FROM_THE_START, made_by=None, made_at=at,
    )  # fmt: skip
    ready(version, "k")  # a definition that cannot be read never reaches the table
    return version


def ready(version: KpiVersion, name: str, window: int | None = None) -> Measure:
    """A version's expressions, read. Raises DefinitionFault."""
    return measure(
        name=name, kind=version.kind, numerator=version.numerator, denominator=version.denominator,
        exclusions=version.exclusions, window=version.window_days if window is None else window,
    )  # fmt: skip


def look_ahead_days(version: KpiVersion) -> int:
    """For how many days after its month a figure waits for orders still to come; 0 for most KPIs."""
    return window_of(version.numerator, version.window_days)


class Dated(Protocol):
    """What has to be known of a version to tell which months can stand beside its own."""

    @property
    def kind(self) -> str: ...
    @property
    def unit(self) -> str: ...
    @property
    def from_month(self) -> date: ...


def comparable_since(version: Dated, versions: Sequence[Dated]) -> date | None:
    """From which month on a KPI's readings are of the kind and in the unit of one of its versions; None where all
    earlier ones are."""
    others = [
        other for other in versions
        if (other.kind, other.unit) != (version.kind, version.unit) and other.from_month < version.from_month
    ]  # fmt: skip
    if not others:
        return None
    newest = max(other.from_month for other in others)
    return min((same.from_month for same in versions if same.from_month > newest), default=version.from_month)


def version_on(kpi: Kpi, month: date) -> KpiVersion | None:
    """The version that a month's figures follow: the newest of those that begin with it or before."""
    valid = [version for version in kpi.versions if version.from_month <= month]
    return max(valid, key=lambda version: (version.from_month, version.number), default=None)
