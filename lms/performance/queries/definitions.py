"""Reads of score cards: which one counts for whom in a month, and what the KPIs on it are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.kpis.definitions import comparable_since
from lms.kpis.models import Kpi, KpiVersion
from lms.kpis.rules.ripeness import window_of
from lms.kpis.rules.sums import COUNT
from lms.performance.models import Scorecard, ScorecardUse, ScorecardVersion
from lms.performance.rules.definitions import Use, Version, card_in, parts_of, version_in
from lms.performance.rules.observing import Measure
from lms.performance.rules.score import Part


@dataclass(frozen=True)
class Definition:
    """One version of a score card."""

    id: int
    card_id: int
    code: str
    number: int
    name: Bilingual
    meaning: Bilingual
    from_month: date
    reason: str
    made_at: Any
    data: tuple[dict[str, Any], ...]
    parts: tuple[Part, ...]

    @property
    def part_names(self) -> dict[str, Bilingual]:
        """What its parts are called."""
        return {part["code"]: Bilingual.of(part["name"]) for part in self.data}

    @property
    def measures(self) -> tuple[str, ...]:
        """Everything it measures."""
        return tuple(line.measure for part in self.parts for line in part.lines)


@dataclass(frozen=True)
class Definitions:
    """All score cards with all their versions, and who is measured by which: a few dozen rows."""

    versions: dict[int, Definition]
    uses: tuple[Use, ...]

    def of_card(self, card_id: int, month: date) -> Definition | None:
        """The version of a card that counts in a month."""
        versions = (Version(d.id, d.number, d.from_month) for d in self.versions.values() if d.card_id == card_id)
        found = version_in(versions, month)
        return self.versions[found.id] if found else None

    def for_audience(self, audience: str, month: date) -> Definition | None:
        """The version by which an audience is measured in a month."""
        card_id = card_in(self.uses, audience, month)
        return None if card_id is None else self.of_card(card_id, month)

    def find_code(self, code: str) -> int | None:
        """The id of the card that a code names."""
        return next((d.card_id for d in self.versions.values() if d.code == code), None)

    def newest(self, card_id: int) -> Definition | None:
        """The version made last, in force already or not yet."""
        return max((d for d in self.versions.values() if d.card_id == card_id), key=lambda d: d.number, default=None)

    @property
    def cards(self) -> tuple[Definition, ...]:
        """The newest version of every card, in the order of the cards."""
        newest = {d.card_id: d for d in sorted(self.versions.values(), key=lambda d: d.number)}
        return tuple(newest[card_id] for card_id in dict.fromkeys(d.card_id for d in self.versions.values()))


def load_definitions() -> Definitions:
    """Every score card, in one statement."""
    query = (
        select(ScorecardVersion, Scorecard.code, ScorecardUse)
        .join(Scorecard, Scorecard.id == ScorecardVersion.scorecard_id)
        .outerjoin(ScorecardUse, ScorecardUse.scorecard_id == Scorecard.id)
        .order_by(Scorecard.position, Scorecard.id, ScorecardVersion.number)
    )
    versions: dict[int, Definition] = {}
    uses: dict[int, Use] = {}
    for row, code, use in db.session.execute(query):
        if row.id not in versions:
            versions[row.id] = Definition(
                row.id, row.scorecard_id, code, row.number, row.name, row.meaning, row.from_month, row.reason,
                row.made_at, tuple(row.parts), parts_of(row.parts),
            )  # fmt: skip
        if use is not None:
            uses[use.id] = Use(use.id, use.audience, use.scorecard_id, use.from_month)
    return Definitions(versions, tuple(uses.values()))


@dataclass(frozen=True)
class KpiFacts:
    """A KPI as a card names it."""

    code: str
    name: Bilingual
    unit: str
    digits: int
    direction: str
    measure: Measure
    is_retired: bool
    window: int = 0
    """For how many days after its month a figure waits for orders still to come."""
    since: date | None = None
    """From which month on its readings are of this kind and unit; None: all of them."""

    @property
    def is_count(self) -> bool:
        """Does a card take it per 100 orders?"""
        return self.measure.kind == COUNT


class KpiHistory:
    """What KPIs mean month by month, read at once."""

    def __init__(self, rows: Sequence[Any]) -> None:
        self._rows = rows
        self._known: dict[date, dict[str, KpiFacts]] = {}

    def on(self, month: date) -> dict[str, KpiFacts]:
        """The KPIs by code as they are defined in a month; one that began later as it began."""
        if month not in self._known:
            self._known[month] = self._facts(month)
        return self._known[month]

    def _facts(self, month: date) -> dict[str, KpiFacts]:
        chosen: dict[str, Any] = {}
        for row in self._rows:
            if row.code not in chosen or row.from_month <= month:
                chosen[row.code] = row
        return {code: self._fact(row) for code, row in chosen.items()}

    def _fact(self, row: Any) -> KpiFacts:
        since = comparable_since(row, [other for other in self._rows if other.code == row.code])
        return KpiFacts(
            row.code, row.name, row.unit, row.digits, row.direction, Measure(row.kind, row.unit, row.least_sample),
            row.retired_at is not None, window_of(row.numerator, row.window_days), since,
        )  # fmt: skip


def kpi_history() -> KpiHistory:
    """All versions of all KPIs, in one statement."""
    query = (
        select(
            Kpi.code, Kpi.retired_at, KpiVersion.number, KpiVersion.from_month, KpiVersion.name, KpiVersion.kind, KpiVersion.unit,
            KpiVersion.digits, KpiVersion.direction, KpiVersion.least_sample, KpiVersion.numerator,
            KpiVersion.window_days,
        )
        .join(Kpi, Kpi.id == KpiVersion.kpi_id)
        .order_by(Kpi.position, Kpi.code, KpiVersion.number)
    )  # fmt: skip
    return KpiHistory(list(db.session.execute(query)))


def kpi_facts(month: date) -> dict[str, KpiFacts]:
    """The KPIs by code as they are defined in a month; one that began later as it began."""
    return kpi_history().on(month)
