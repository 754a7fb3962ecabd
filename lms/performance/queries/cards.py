"""The card of a person or a unit for a period: its figures, its score, what was frozen, and the twelve months up to it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from lms.kpis.queries.sums import sums_of_people, sums_of_units
from lms.kpis.rules.periods import months_between, shift
from lms.kpis.rules.ripeness import is_ripe
from lms.kpis.rules.sums import Sums
from lms.performance.queries.definitions import (
    Definition,
    Definitions,
    KpiFacts,
    KpiHistory,
    kpi_history,
    load_definitions,
)
from lms.performance.queries.owners import Owner
from lms.performance.queries.snapshots import Frozen, list_closed
from lms.performance.queries.targets import Targets, load_targets
from lms.performance.queries.training import training_of
from lms.performance.rules.definitions import GROWTH
from lms.performance.rules.growth import Growth, Training, measure_all
from lms.performance.rules.observing import LATER, UNRIPE, observe
from lms.performance.rules.periods import Period, Span
from lms.performance.rules.score import CardResult, LineResult, make_card, with_targets

TREND_MONTHS = 12


@dataclass(frozen=True)
class Month:
    """One month of the trend."""

    month: date
    score: float | None
    coverage: float
    is_frozen: bool
    is_closed: bool = False
    """Closed, whether a card of this owner was taken down then or not."""


@dataclass(frozen=True)
class Card:
    """A card as a page shows it. `result` is what counts: the frozen card of a closed month, else the figures of now;
    `now` the figures of now where they no longer give the frozen ones. `closed_without` is the moment a month was closed
    when there was no card of this owner to take down."""

    owner: Owner
    period: Period
    definition: Definition
    is_own_definition: bool
    kpis: Mapping[str, KpiFacts]
    result: CardResult
    frozen: Frozen | None
    now: CardResult | None
    trend: tuple[Month, ...]
    definitions: Definitions
    closed_without: datetime | None = None
    has_orders: bool = True
    """Is there any figure of work orders in the twelve months up to the period?"""


def _alike(sums: Mapping[tuple[str, date], Sums], kpis: Mapping[str, KpiFacts]) -> Mapping[tuple[str, date], Sums]:
    """Without the months in which a KPI was of another kind or unit."""
    since = {code: kpi.since for code, kpi in kpis.items() if kpi.since is not None}
    if not since:
        return sums
    return {key: one for key, one in sums.items() if key[0] not in since or key[1] >= since[key[0]]}


@dataclass(frozen=True)
class Known:
    """Everything that was read about some owners, from which any of their cards can be made without asking again."""

    definitions: Definitions
    history: KpiHistory
    sums: Mapping[int, Mapping[tuple[str, date], Sums]]
    training: Mapping[int, Training]
    targets: Targets
    today: date

    def result(self, owner: Owner, definition: Definition, period: Period) -> CardResult:
        """The card of one owner for a period, from the figures of now."""
        return self.result_with(owner, definition, period, self._growth(owner, definition, period))

    def result_with(
        self, owner: Owner, definition: Definition, period: Period, growth: Mapping[str, Growth] | None
    ) -> CardResult:
        """As `result`, where growth was counted elsewhere."""
        kpis = self.history.on(period.last)
        observed = observe(
            definition.measures,
            kpis={code: kpi.measure for code, kpi in kpis.items()},
            sums=_alike(self.sums.get(owner.id, {}), kpis),
            growth=growth,
            period=period,
            unripe={
                (code, month)
                for code, kpi in kpis.items()
                if kpi.window
                for month in period.months
                if not is_ripe(month, kpi.window, self.today)
            },
        )
        targets = self.targets.of(owner.bearer, definition.measures, period.last)
        return make_card(with_targets(definition.parts, targets), observed)

    def _growth(self, owner: Owner, definition: Definition, period: Period) -> dict[str, Growth] | None:
        if owner.members is None:
            return None
        end = min(period.end, self.today)
        people = [self.training[person_id] for person_id in owner.members if person_id in self.training]
        return {
            code: measure_all(code.removeprefix(GROWTH), people, period.first, end)
            for code in definition.measures
            if code.startswith(GROWTH)
        }


def read_known(
    owners: Collection[Owner], measures: Iterable[str], first: date, last: date, today: date, definitions: Definitions
) -> Known:
    """Read what the cards of some people, or of some units, rest on: a number of statements that does not grow with them."""
    measures = set(measures)
    codes = {code for code in measures if not code.startswith(GROWTH)}
    ids = [owner.id for owner in owners]
    ask = sums_of_people if all(owner.is_person for owner in owners) else sums_of_units
    sums: dict[int, dict[tuple[str, date], Sums]] = {number: {} for number in ids}
    for (number, code, month), one in ask(ids, codes, first, last).items():
        sums[number][code, month] = one
    members = {person_id for owner in owners for person_id in owner.members or ()}
    grows = measures - codes
    training = training_of(members, today) if grows and members else {}
    return Known(
        definitions, kpi_history(), sums, training, load_targets(codes, first, last), today
    )  # fmt: skip


def find_card(owner: Owner, period: Period, today: date, card_code: str = "") -> Card | None:
    """The card of an owner; None where nobody is measured so yet. `card_code` looks at it through another score card."""
    definitions = load_definitions()
    own = definitions.for_audience(owner.audience, period.last)
    definition, is_own = own, True
    chosen = definitions.find_code(card_code) if card_code else None
    if chosen is not None and (own is None or chosen != own.card_id):
        definition, is_own = definitions.of_card(chosen, period.last), False
    if definition is None:
        return None
    months = months_between(shift(period.last, 1 - TREND_MONTHS), period.last)
    first = min(period.first, months[0])
    by_month = {
        month: definitions.of_card(definition.card_id, month)
        if not is_own
        else definitions.for_audience(owner.audience, month)
        for month in months
    }
    wanted = {*definition.measures, *(code for d in by_month.values() if d for code in d.measures)}
    known = read_known([owner], wanted, first, period.last, today, definitions)
    kept: dict[date, Frozen] = {}
    closed: dict[date, datetime] = {}
    if is_own:
        kept, closed = list_closed(first, period.last, **{"person_id" if owner.is_person else "unit_id": owner.id})
    trend = tuple(
        replace(_month(known, owner, month, by_month[month], kept.get(month)), is_closed=month in closed)
        for month in months
    )
    kpis = known.history.on(period.last)
    now = known.result(owner, definition, period)
    frozen = kept.get(period.first) if period.span is Span.MONTH else None
    if frozen is None:
        without = closed.get(period.first) if period.span is Span.MONTH else None
        return Card(
            owner,
            period,
            definition,
            is_own,
            kpis,
            now,
            None,
            None,
            trend,
            definitions,
            without,
            bool(known.sums[owner.id]),
        )
    then = definitions.versions[frozen.version_id]
    result = make_card(with_targets(then.parts, frozen.targets), frozen.observed)
    changed = None if _same(result, now) else now
    return Card(owner, period, then, is_own, kpis, result, frozen, changed, trend, definitions)


def _month(known: Known, owner: Owner, month: date, definition: Definition | None, frozen: Frozen | None) -> Month:
    if frozen is not None:
        return Month(month, frozen.score, frozen.coverage, True)
    if definition is None:
        return Month(month, None, 0.0, False)
    result = known.result(owner, definition, Period(Span.MONTH, month))
    return Month(month, result.score, result.coverage, False)


def _same(frozen: CardResult, now: CardResult) -> bool:
    """Do the figures of now still give the frozen card? Growth that only the closing counts says nothing about it, and
    neither does a figure that was not ripe at the closing."""
    later = {one.line.measure for one in now.lines if one.observed.why == LATER}
    later |= {one.line.measure for one in frozen.lines if one.observed.why == UNRIPE}
    return [_seen(one) for one in frozen.lines if one.line.measure not in later] == [
        _seen(one) for one in now.lines if one.line.measure not in later
    ]


def _seen(one: LineResult) -> tuple[str, int, float | None, str]:
    return one.line.measure, one.observed.n, one.score, one.observed.why
