"""Whom a mentor accompanies today, and who stands in for whom meanwhile."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Date, Integer, Row, and_, bindparam, case, or_, select
from sqlalchemy.orm import aliased

from lms.core.bilingual import Bilingual
from lms.core.db import read
from lms.mentoring.models import Pairing
from lms.mentoring.queries.pairings import holds_on, name_in
from lms.people.models import Person, Unit


@dataclass(frozen=True)
class Mentee:
    """A current mentee of a mentor; `kinds` are the mentor's parts. While somebody stands in: `other` is who that is, or for
    whom the mentor does so (`stands_in`), `covers_until` the last day."""

    person_id: int
    name: Bilingual
    unit: Bilingual
    kinds: tuple[str, ...]
    since: date
    stands_in: bool = False
    other: Bilingual | None = None
    covers_until: date | None = None


_other, _colleague = aliased(Pairing), aliased(Person)
_is_other = and_(  # within one mentee, whose pairings are found by index
    _other.mentee_id == Pairing.mentee_id,
    or_(_other.id == Pairing.covers_id, and_(_other.covers_id == Pairing.id, holds_on(bindparam("today", type_=Date), _other))),
)  # fmt: skip
MENTEES = (
    select(
        Pairing.mentee_id, Pairing.kind, Pairing.started_on, Pairing.covers_id, Person.name_zh, Person.name_latin,
        Unit.name.label("unit"), _colleague.name_zh.label("other_zh"), _colleague.name_latin.label("other_latin"),
        case((Pairing.covers_id.is_not(None), Pairing.ended_on), else_=_other.ended_on).label("covered_to"),
    )
    .join(Person, Person.id == Pairing.mentee_id)
    .join(Unit, Unit.id == Person.unit_id)
    .outerjoin(_other, _is_other)
    .outerjoin(_colleague, _colleague.id == _other.mentor_id)
    .where(Pairing.mentor_id == bindparam("mentor_id", type_=Integer), holds_on(bindparam("today", type_=Date)))
    .order_by(Pairing.started_on, Pairing.mentee_id, Pairing.kind.desc())
)  # fmt: skip


def list_mentees(mentor_id: int, today: date, *, stands_in: bool = True) -> list[Mentee]:
    """Whom somebody accompanies today, in the order in which it began; `stands_in`: also for a mentor who is away."""
    rows = read(MENTEES, mentor_id=mentor_id, today=today)
    return mentees_from(row for row in rows if stands_in or row.covers_id is None)


def mentees_from(rows: Iterable[Row[*tuple[Any, ...]]]) -> list[Mentee]:
    """The same of what `MENTEES` found."""
    found: dict[int, Mentee] = {}
    for row in rows:
        before = found.get(row.mentee_id)
        kinds = (*before.kinds, row.kind) if before else (row.kind,)
        one = Mentee(row.mentee_id, name_in(row), row.unit, kinds, row.started_on)
        if row.covered_to:
            other = Bilingual(row.other_zh or row.other_latin, row.other_latin or row.other_zh)
            until = row.covered_to - timedelta(days=1)
            one = replace(one, stands_in=row.covers_id is not None, other=other, covers_until=until)
        found[row.mentee_id] = one
    return list(found.values())
