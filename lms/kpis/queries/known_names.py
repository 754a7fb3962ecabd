"""Which values of a file name people and units that the installation knows: by them the columns of technicians and teams are
told apart, whatever they are called."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import or_, select

from lms.core.db import db
from lms.kpis.rules.likeness import Known, folded
from lms.kpis.rules.written_days import is_day
from lms.people.models import Account, Person, Unit

ROWS_ASKED = 500
_VALUES_OF_A_COLUMN = 200
_LONGEST = 100
_AT_ONCE = 500


def known_among(rows: Sequence[Sequence[str]]) -> Known:
    """What among the cells of a file's first rows is somebody's number, account, address or name, or a unit's code or name."""
    asked = _asked(rows[:ROWS_ASKED])
    numbers, names = set[str](), set[str]()
    for start in range(0, len(asked), _AT_ONCE):
        part = asked[start : start + _AT_ONCE]
        query = select(Person.employee_no, Person.email, Person.name_zh, Person.name_latin).where(
            or_(*(column.in_(part) for column in (Person.employee_no, Person.email, Person.name_zh, Person.name_latin)))
        )
        for row in db.session.execute(query):
            numbers |= {folded(text) for text in (row.employee_no, row.email) if text}
            names |= {folded(text) for text in (row.name_zh, row.name_latin) if text}
        numbers |= {
            folded(text) for text in db.session.scalars(select(Account.username).where(Account.username.in_(part)))
        }
    return Known(frozenset(numbers), frozenset(names), _units())


def _asked(rows: Sequence[Sequence[str]]) -> list[str]:
    """The different values of each column, except moments; also in capitals and in small letters, as codes are kept."""
    width = max((len(row) for row in rows), default=0)
    found: dict[str, None] = {}
    for index in range(width):
        cells = (row[index].strip() for row in rows if index < len(row))
        distinct = dict.fromkeys(cell for cell in cells if 1 < len(cell) <= _LONGEST and not is_day(cell))
        for text in list(distinct)[:_VALUES_OF_A_COLUMN]:
            found |= dict.fromkeys((text, text.upper(), text.lower()))
    return list(found)


def _units() -> frozenset[str]:
    found: set[str] = set()
    for code, name in db.session.execute(select(Unit.code, Unit.name)):
        found |= {folded(text) for text in (code, name.zh, name.en) if text}
    return frozenset(found)
