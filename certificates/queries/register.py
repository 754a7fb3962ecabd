"""The register: certificates within the reader's reach, narrowed by unit, tier, status, intake and day of expiry."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select

from certificates.faces import holder_of
from certificates.models import Certificate, Scheme, Tier
from certificates.queries.effects import effects_on, stopped_by
from certificates.queries.standing import has_status, standing_decision, superseded_on
from certificates.questions import cohort_members
from certificates.rules.status import VALID_STATUSES, Status, status_of
from lms.core.access import Permission
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.core.paging import Page, page_of_rows
from lms.people.models import Person, Unit
from lms.people.queries.scope import visible
from lms.people.session import User

PER_PAGE = 50
AT_ONCE = 5_000
"""How many ids one statement takes."""


@dataclass(frozen=True)
class Filter:
    """How the register is narrowed; None and "" leave a point open. `in_force`: valid, whether or not they end soon. `own_staff`:
    of the unit itself without those under it, and of nobody who left."""

    words: str = ""
    unit_path: str | None = None
    scheme_id: int | None = None
    level: int | None = None
    status: Status | None = None
    in_force: bool = False
    own_staff: bool = False
    cohort_id: int | None = None
    expires_from: date | None = None
    expires_until: date | None = None
    issued_from: date | None = None
    issued_until: date | None = None
    product: str | None = None
    number: str | None = None


@dataclass(frozen=True)
class Entry:
    """One line of the register."""

    id: int
    number: str
    code: str
    face: dict[str, Any] = field(repr=False)
    person_id: int
    employee_no: str
    unit: Bilingual
    scheme: Bilingual
    tier: Bilingual
    issued_on: date
    expires_on: date
    status: Status

    @property
    def holder(self) -> Bilingual:
        """The name on the paper."""
        return holder_of(self.face)


def list_entries(user: User, wanted: Filter, *, day: date, page: int) -> Page[Entry]:
    """One page of the register, newest first. Two statements, however many there are."""
    conditions = [visible(user, Permission.SEE_CERTIFICATES), *_conditions(wanted, day)]
    counted = _joined(select(func.count(Certificate.id))).where(*conditions)
    query = _rows(day).where(*conditions).order_by(Certificate.issued_on.desc(), Certificate.id.desc())
    found = page_of_rows(query, page, PER_PAGE, counted=counted)
    return replace(found, items=_entries(found.items, day))


def list_ids(
    user: User, wanted: Filter, *, day: date, permission: Permission = Permission.SEE_CERTIFICATES
) -> list[int]:
    """The ids of all that the filter leaves within reach of a permission, in the order of their numbers."""
    seen = (visible(user, right) for right in {permission, Permission.SEE_CERTIFICATES})
    conditions = [*seen, *_conditions(wanted, day)]
    query = _joined(select(Certificate.id)).where(*conditions).order_by(Certificate.number)
    return list(db.session.scalars(query))


def ids_within_reach(user: User, ids: Iterable[int]) -> list[int]:
    """Those of some certificates that the reader may take out, in the order of their numbers."""
    seen = visible(user, Permission.EXPORT_CERTIFICATES)
    chosen: Any = select(Certificate.number, Certificate.id)
    query = _joined(chosen).where(seen)
    wanted = sorted(set(ids))
    found: list[Any] = []
    for start in range(0, len(wanted), AT_ONCE):
        found += db.session.execute(query.where(Certificate.id.in_(wanted[start : start + AT_ONCE]))).all()
    return [row.id for row in sorted(found)]


def ids_asked(wanted: Filter, *, day: date) -> list[int]:
    """The ids of all that a filter leaves, without regard to a reader, in the order of their numbers: for commands."""
    query = _joined(select(Certificate.id)).where(*_conditions(wanted, day)).order_by(Certificate.number)
    return list(db.session.scalars(query))


def ids_of_cohort(cohort_id: int | None) -> list[int]:
    """The ids of an intake's certificates, or of all, without regard to a reader: for commands."""
    query = select(Certificate.id).order_by(Certificate.number)
    if cohort_id is not None:
        members = cohort_members(cohort_id)
        query = query.where(Certificate.person_id.in_(members if members is not None else []))
    return list(db.session.scalars(query))


def entries_of(ids: Iterable[int], *, day: date) -> list[Entry]:
    """The lines of some certificates, in the order of their numbers."""
    query = _rows(day).where(Certificate.id.in_(list(ids))).order_by(Certificate.number)
    return _entries(db.session.execute(query), day)


def _joined(query: Select[Any]) -> Select[Any]:
    return (
        query.select_from(Certificate)
        .join(Person, Person.id == Certificate.person_id)
        .join(Unit, Unit.id == Person.unit_id)
        .join(Tier, Tier.id == Certificate.tier_id)
        .join(Scheme, Scheme.id == Tier.scheme_id)
    )


def _rows(day: date) -> Select[Any]:
    return _joined(
        select(
            Certificate.id, Certificate.number, Certificate.code, Certificate.face, Certificate.person_id,
            Person.employee_no, Unit.name.label("unit"), Scheme.title.label("scheme"), Tier.title.label("tier"),
            Certificate.issued_on, Certificate.expires_on, Certificate.grace_until,
            standing_decision(day).label("standing"), superseded_on().label("superseded_on"),
        )
    )  # fmt: skip


def _entries(rows: Iterable[Any], day: date) -> list[Entry]:
    rows = list(rows)
    stopped = stopped_by(effects_on(day, {row.person_id for row in rows}), day)
    return [
        Entry(
            id=row.id,
            number=row.number,
            code=row.code,
            face=row.face,
            person_id=row.person_id,
            employee_no=row.employee_no,
            unit=row.unit,
            scheme=row.scheme,
            tier=row.tier,
            issued_on=row.issued_on,
            expires_on=row.expires_on,
            status=status_of(
                issued_on=row.issued_on,
                expires_on=row.expires_on,
                standing=row.standing,
                day=day,
                grace_until=row.grace_until,
                superseded_on=row.superseded_on,
                stopped=row.id in stopped,
            ),
        )
        for row in rows
    ]


def _conditions(wanted: Filter, day: date) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    for word in wanted.words.split():
        pattern = f"%{word.replace('%', '').replace('_', '')}%"
        columns = (Certificate.number, Person.name_zh, Person.name_latin, Person.employee_no)
        conditions.append(or_(*(column.ilike(pattern) for column in columns)))
    if wanted.own_staff:
        conditions.append(Person.left_on.is_(None))
    if wanted.unit_path is not None and wanted.own_staff:
        conditions.append(Unit.path == wanted.unit_path)
    elif wanted.unit_path is not None:
        conditions.append(Unit.path.startswith(wanted.unit_path, autoescape=True))
    if wanted.scheme_id is not None:
        conditions.append(Tier.scheme_id == wanted.scheme_id)
    if wanted.level is not None:
        conditions.append(Tier.level == wanted.level)
    if wanted.status is not None:
        conditions.append(has_status(wanted.status, day))
    if wanted.in_force:
        conditions.append(or_(*(has_status(status, day) for status in sorted(VALID_STATUSES))))
    if wanted.cohort_id is not None:
        members = cohort_members(wanted.cohort_id)
        conditions.append(Person.id.in_(members if members is not None else []))
    if wanted.expires_from is not None:
        conditions.append(Certificate.expires_on >= wanted.expires_from)
    if wanted.expires_until is not None:
        conditions.append(Certificate.expires_on <= wanted.expires_until)
    if wanted.issued_from is not None:
        conditions.append(Certificate.issued_on >= wanted.issued_from)
    if wanted.issued_until is not None:
        conditions.append(Certificate.issued_on <= wanted.issued_until)
    if wanted.product is not None:
        conditions.append(Scheme.product_line == wanted.product)
    if wanted.number is not None:
        conditions.append(Certificate.number == wanted.number)
    return conditions
