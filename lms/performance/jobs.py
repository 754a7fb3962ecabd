"""Taking down every card of a month, batch by batch: what was done stays done when the worker is interrupted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import func, insert, select

from lms.core import audit, clock
from lms.core.db import db, rollback, transaction
from lms.core.jobs import Progress, job
from lms.core.notices import Notice, notify
from lms.core.paths import path_to
from lms.kpis.heartbeat import Step, beating
from lms.people.models import Person
from lms.people.notices import recipient_of
from lms.people.queries.people import get_person
from lms.performance.models import CardClosing, CardSnapshot
from lms.performance.queries.cards import read_known
from lms.performance.queries.definitions import Definition, Definitions, load_definitions
from lms.performance.queries.owners import Owner, list_people, list_units, worked_in
from lms.performance.queries.snapshots import frozen_figures, scores_before
from lms.performance.queries.training import training_of
from lms.performance.rules.definitions import GROWTH, GROWTH_MEASURES, UNIT
from lms.performance.rules.growth import Growth, measure
from lms.performance.rules.periods import Period, Span
from lms.performance.rules.score import CardResult
from lms.performance.wording import both_languages, month_words

AT_ONCE = 250
"""Cards in one transaction: few, so that others can write between them and the progress moves."""


@job("performance.close")
def take_down_cards(progress: Progress, *, closing_id: int) -> dict[str, Any]:
    """Every person's card, then every unit's; notices to those whose card has a score; the month is closed at the end."""
    closing = db.session.get_one(CardClosing, closing_id)
    period, number, asked_by = Period(Span.MONTH, closing.month), closing.number, closing.asked_by
    definitions = load_definitions()
    total = db.session.scalar(select(func.count(Person.id)).where(worked_in(period))) or 0
    done = db.session.scalar(select(func.max(CardSnapshot.person_id)).where(CardSnapshot.closing_id == closing_id)) or 0
    before = db.session.scalar(select(func.count(Person.id)).where(worked_in(period), Person.id <= done)) or 0
    units = [owner for owner, _path in list_units()]
    rollback()
    # People are gone through twice: for their own cards, and for the growth of their units.
    with beating(progress, 2 * total + len(units), done=before) as step:
        while owners := list_people(period, done, AT_ONCE):
            cards = _cards(owners, definitions, period)
            rollback()
            with transaction():
                _keep(closing_id, cards)
                _tell(closing_id, number, period.first, cards)
            done = owners[-1].id
            step(len(owners))
        growth = _growth_of_units(period, step)
        cards = []
        for start in range(0, len(units), AT_ONCE):
            some = units[start : start + AT_ONCE]
            cards += _unit_cards(some, definitions, period, growth)
            rollback()
            step(len(some))
    with transaction():
        return _finish(closing_id, cards, asked_by)


def _cards(
    owners: list[Owner], definitions: Definitions, period: Period
) -> list[tuple[Owner, Definition, CardResult]]:  # fmt: skip
    """The cards of some people. Whoever nobody said how to measure has none."""
    measured = [(owner, definitions.for_audience(owner.audience, period.last)) for owner in owners]
    chosen = [(owner, definition) for owner, definition in measured if definition is not None]
    measures = {code for _owner, definition in chosen for code in definition.measures}
    known = read_known(
        [owner for owner, _definition in chosen], measures, period.first, period.last, clock.today(), definitions
    )
    return [(owner, definition, known.result(owner, definition, period)) for owner, definition in chosen]


def _unit_cards(
    units: list[Owner], definitions: Definitions, period: Period, growth: dict[int, dict[str, Growth]]
) -> Iterator[tuple[Owner, Definition, CardResult]]:
    definition = definitions.for_audience(UNIT, period.last)
    if definition is None:
        return
    known = read_known(units, definition.measures, period.first, period.last, clock.today(), definitions)
    for unit in units:
        yield unit, definition, known.result_with(unit, definition, period, growth.get(unit.id, {}))


def _growth_of_units(period: Period, step: Step) -> dict[int, dict[str, Growth]]:
    """Unit to growth measure to the sum over all its people, those of the units below among them."""
    found: dict[int, dict[str, Growth]] = defaultdict(lambda: defaultdict(Growth))
    after, today = 0, clock.today()
    while owners := list_people(period, after, AT_ONCE):
        training = training_of([owner.id for owner in owners], today)
        for owner in owners:
            for code in GROWTH_MEASURES:
                grown = measure(code.removeprefix(GROWTH), training[owner.id], period.first, min(period.end, today))
                if grown.n:
                    for unit_id in owner.bearer.unit_ids:
                        found[unit_id][code] += grown
        after = owners[-1].id
        rollback()
        step(len(owners))
    return found


def _keep(closing_id: int, cards: list[tuple[Owner, Definition, CardResult]]) -> None:
    rows = [
        {
            "closing_id": closing_id, "person_id": owner.id if owner.is_person else None,
            "unit_id": None if owner.is_person else owner.id, "version_id": definition.id, "score": result.score,
            "coverage": result.coverage, "figures": frozen_figures(result),
        }
        for owner, definition, result in cards
    ]  # fmt: skip
    if rows:
        db.session.execute(insert(CardSnapshot), rows)


def _tell(
    closing_id: int, number: int, month: date, cards: list[tuple[Owner, Definition, CardResult]]
) -> None:  # fmt: skip
    """One quiet notice to each whose card has a score; at a further closing only to those whose score is another one."""
    people = [owner.id for owner, _definition, _result in cards]
    before = scores_before(month, number, people) if number > 1 else {}
    at, link = clock.now(), path_to("performance.mine", period="month", at=f"{month:%Y-%m}")
    kind = "card.ready" if number == 1 else "card.corrected"
    values = {"month": both_languages(month_words, month).as_dict()}
    rows = [
        {"recipient_id": owner.id, "kind": kind, "values": values, "link": link, "given_at": at}
        for owner, _definition, result in cards
        if result.score is not None and (number == 1 or before.get(owner.id) != result.score)
    ]
    if rows:
        db.session.execute(insert(Notice), rows)


def _finish(
    closing_id: int, cards: list[tuple[Owner, Definition, CardResult]], asked_by: int | None
) -> dict[str, Any]:  # fmt: skip
    at = clock.now()
    _keep(closing_id, cards)
    closing = db.session.get_one(CardClosing, closing_id)
    counted = select(func.count(CardSnapshot.id)).where(CardSnapshot.closing_id == closing_id)
    closing.cards, closing.finished_at = db.session.scalar(counted) or 0, at
    audit.record(
        "cards.closed", "card_month", f"{closing.month:%Y-%m}", actor=audit.System(), at=at,
        number=closing.number, count=closing.cards,
    )  # fmt: skip
    if asked_by is not None:
        notify(
            recipient_of(get_person(asked_by)), "cards.closed", link=path_to("performance.months"), at=at,
            month=both_languages(month_words, closing.month), count=closing.cards,
        )  # fmt: skip
    return {"count": closing.cards}
