"""How many certificates of each unit stand, end soon, are in grace, suspended or expired."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import case, func, select

from certificates.models import Certificate
from certificates.queries.effects import effects_on
from certificates.queries.standing import has_status
from certificates.rules.status import Status
from lms.core.access import Permission
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.people.models import Person, Unit
from lms.people.queries.scope import visible
from lms.people.session import User

WITHIN = (30, 60, 90)


@dataclass(frozen=True)
class UnitLine:
    """One unit: certificates by status, and how many end within so many days (each counts the ones before it)."""

    unit_id: int
    unit: Bilingual
    counts: dict[Status, int]
    within: dict[int, int]
    first_end: date | None


def list_unit_lines(user: User, today: date) -> list[UnitLine]:
    """The units within the reader's reach in which somebody holds a certificate. Two statements."""
    effects = effects_on(today)
    shown = (Status.VALID, Status.EXPIRING, Status.GRACE, Status.SUSPENDED, Status.EXPIRED)
    of_status: dict[Status, Any] = {status: has_status(status, today, effects) for status in shown}
    expiring = of_status[Status.EXPIRING]

    def count(condition: Any) -> Any:
        return func.sum(case((condition, 1), else_=0))

    query = (
        select(
            Unit.id, Unit.name, func.min(case((expiring, Certificate.expires_on))),
            *(count(condition) for condition in of_status.values()),
            *(count(expiring & (Certificate.expires_on <= today + timedelta(days=days))) for days in WITHIN),
        )
        .select_from(Certificate)
        .join(Person, Person.id == Certificate.person_id)
        .join(Unit, Unit.id == Person.unit_id)
        .where(visible(user, Permission.SEE_CERTIFICATES), Person.left_on.is_(None))
        .group_by(Unit.id)
        .order_by(Unit.path)
    )  # fmt: skip
    return [
        UnitLine(
            row[0], row[1],
            {status: row[3 + place] for place, status in enumerate(shown)},
            {days: row[3 + len(shown) + place] for place, days in enumerate(WITHIN)},
            _day(row[2]),
        )
        for row in db.session.execute(query)
    ]  # fmt: skip


def _day(value: Any) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value
