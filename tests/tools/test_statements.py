"""That a statement only SQLite takes is found, with the test that sent it."""

from __future__ import annotations

import pytest
from sqlalchemy import func, insert, select

from lms.people.models import Person
from tests.statements import Kept, refused


@pytest.mark.postgresql
def test_what_only_sqlite_takes_is_told(postgres_url: str) -> None:
    good = select(func.count()).select_from(Person).where(Person.id.in_([1, 2]))
    ungrouped = select(Person.employee_no, func.count()).group_by(Person.unit_id)
    of_no_one = insert(Person)

    faults = refused(postgres_url, [Kept(good, {}, "good"), Kept(ungrouped, {}, "bad"), Kept(of_no_one, {}, "empty")])

    assert [fault.splitlines()[0] for fault in faults] == ["bad"]
    assert "GROUP BY" in faults[0]
