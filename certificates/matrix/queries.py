"""The supervisor's matrix: people by tier, each cell with how it stands and until when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, or_, select

from certificates.models import Scheme, Tier
from certificates.queries.schemes import list_tiers
from certificates.queries.standing import TierHeld, tiers_held
from lms.core.access import Permission
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.core.paging import Page, page_of_rows
from lms.people.models import Person, Post, Unit
from lms.people.queries.scope import visible
from lms.people.session import User

PER_PAGE = 50
MOST = 20_000


@dataclass(frozen=True)
class Wanted:
    """How the matrix is narrowed; None and "" leave a point open."""

    unit_path: str | None = None
    product_line: str | None = None
    scheme_id: int | None = None
    words: str = ""


@dataclass(frozen=True)
class Line:
    """One person with the tiers of every level: of the columns' scheme, or of any scheme the highest that counts."""

    person_id: int
    name: Bilingual
    employee_no: str
    unit: Bilingual
    cells: tuple[TierHeld | None, ...]


def list_columns(scheme_id: int | None) -> list[tuple[int, Bilingual | None]]:
    """The levels with their titles, where one scheme is chosen."""
    if scheme_id is None:
        highest = db.session.scalar(select(func.max(Tier.level))) or 0
        return [(level, None) for level in range(1, highest + 1)]
    return [(tier.level, tier.title) for tier in list_tiers([scheme_id])]


def page_of_matrix(
    user: User, wanted: Wanted, levels: Sequence[int], today: date, page: int
) -> tuple[Page[Any], list[Line]]:
    """One page of people with their tiers: five statements, however many people there are."""
    found = page_of_rows(_people(user, wanted, today), page, PER_PAGE)
    return found, _lines(found.items, wanted, levels, today)


def whole_matrix(user: User, wanted: Wanted, levels: Sequence[int], today: date) -> list[Line]:
    """Everybody, to be taken away as a table."""
    rows = db.session.execute(_people(user, wanted, today).limit(MOST)).all()
    return _lines(rows, wanted, levels, today)


def _people(user: User, wanted: Wanted, today: date) -> Any:
    query = (
        select(Person.id, Person.name_zh, Person.name_latin, Person.employee_no, Unit.name.label("unit"))
        .join(Unit, Unit.id == Person.unit_id)
        .join(Post, Post.id == Person.post_id)
        .where(visible(user, Permission.SEE_CERTIFICATES), or_(Person.left_on.is_(None), Person.left_on >= today))
        .order_by(Unit.path, Person.employee_no, Person.id)
    )
    families = select(Scheme.family)
    if wanted.scheme_id is not None:
        families = families.where(Scheme.id == wanted.scheme_id)
    query = query.where(Post.family.in_(families))
    if wanted.unit_path is not None:
        query = query.where(Unit.path.startswith(wanted.unit_path, autoescape=True))
    if wanted.product_line is not None:
        query = query.where(Person.product_line == wanted.product_line)
    for word in wanted.words.split():
        pattern = f"%{word.replace('%', '').replace('_', '')}%"
        columns = (Person.name_zh, Person.name_latin, Person.employee_no)
        query = query.where(or_(*(column.ilike(pattern) for column in columns)))
    return query


def _lines(rows: Sequence[Any], wanted: Wanted, levels: Sequence[int], today: date) -> list[Line]:
    held = tiers_held([row.id for row in rows], today)
    return [
        Line(
            row.id, Bilingual(row.name_zh or row.name_latin, row.name_latin or row.name_zh), row.employee_no, row.unit,
            tuple(_cell(held.get(row.id, {}).values(), wanted, level) for level in levels),
        )
        for row in rows
    ]  # fmt: skip


def _cell(held: Any, wanted: Wanted, level: int) -> TierHeld | None:
    """What somebody holds of a level: what counts before what does not, then what lasts longest."""
    fitting = [
        one for one in held if one.level == level and (wanted.scheme_id is None or one.scheme_id == wanted.scheme_id)
    ]
    return max(fitting, key=lambda one: (one.counts, one.status != "superseded", one.expires_on), default=None)
