"""People by name or number, for whoever stands at the door without a sign-up."""

from __future__ import annotations

from typing import Any

from sqlalchemy import or_, select

from lms.core.db import db
from lms.people.models import Person, Unit

MOST = 20


def find_people(words: str) -> list[Any]:
    """Those who work here and whose number, name or Latin name holds all the words; nobody for less than two letters. Whoever keeps a list sees no
    more than what stands on a badge: number, name and unit."""
    parts = words.split()
    if sum(map(len, parts)) < 2:
        return []
    holds = [
        or_(
            *(
                column.icontains(part, autoescape=True)
                for column in (Person.employee_no, Person.name_zh, Person.name_latin)
            )
        )
        for part in parts
    ]
    query = (
        select(Person.id, Person.employee_no, Person.name_zh, Person.name_latin, Unit.name.label("unit"))
        .join(Unit, Unit.id == Person.unit_id)
        .where(Person.left_on.is_(None), *holds)
        .order_by(Person.employee_no)
        .limit(MOST)
    )
    return list(db.session.execute(query))
