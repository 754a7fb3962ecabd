"""Reads of readings, added up by person or by unit and month. Never from the facts, so that pages stay quick."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from itertools import islice

from sqlalchemy import case, func, select
from sqlalchemy.orm import InstrumentedAttribute

from lms.core.db import db
from lms.kpis.models import Kpi, Reading, Subject
from lms.kpis.rules.sums import Sums

AT_ONCE = 500
"""How many people or units one statement names."""

Key = tuple[int, str, date]
"""Person or unit, KPI's code, month."""


def sums_of_people(person_ids: Collection[int], codes: Collection[str], first: date, last: date) -> dict[Key, Sums]:
    """What the orders of people add up to, by month; several keys of one person together."""
    return _sums(Subject.person_id, "technician", person_ids, codes, first, last)


def sums_of_units(unit_ids: Collection[int], codes: Collection[str], first: date, last: date) -> dict[Key, Sums]:
    """What the orders of units with all below them add up to, by month."""
    return _sums(Subject.unit_id, "unit", unit_ids, codes, first, last)


def _sums(
    owner: InstrumentedAttribute[int | None], level: str, ids: Collection[int], codes: Collection[str],
    first: date, last: date,
) -> dict[Key, Sums]:  # fmt: skip
    found: dict[Key, Sums] = {}
    for some in _batches(ids) if codes else ():
        query = (
            select(
                owner, Kpi.code, Reading.month, func.sum(Reading.n), func.sum(Reading.total), func.sum(Reading.base),
                func.sum(Reading.squares), func.sum(Reading.logs), func.sum(Reading.log_squares),
                case((func.count() == 1, func.max(Reading.median))),
            )
            .join(Subject, Subject.id == Reading.subject_id)
            .join(Kpi, Kpi.id == Reading.kpi_id)
            .where(
                Subject.level == level, owner.in_(some), Kpi.code.in_(codes), Reading.month >= first,
                Reading.month <= last,
            )
            .group_by(owner, Kpi.code, Reading.month)
        )  # fmt: skip
        for owner_id, code, month, *sums in db.session.execute(query):
            found[owner_id, code, month] = Sums(*sums)
    return found


def _batches(ids: Collection[int]) -> Iterator[list[int]]:
    rest = iter(dict.fromkeys(ids))
    while batch := list(islice(rest, AT_ONCE)):
        yield batch
