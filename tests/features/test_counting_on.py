"""Rows that were written with ids of their own, as a load of many does: the database goes on behind them."""

from __future__ import annotations

from sqlalchemy import func, insert, select

from lms.core.bilingual import Bilingual
from lms.core.db import count_on, db, transaction
from lms.people.models import Unit
from tests.factories import Factory


def test_what_comes_after_rows_with_ids_of_their_own_gets_the_next(make: Factory) -> None:
    first = make.unit().id
    with transaction() as session:
        rows = [{"id": first + n, "code": f"many-{n}", "path": f"/{first + n}/", "name": Bilingual("站", "Station"), "city": Bilingual()} for n in (1, 2, 3)]  # fmt: skip
        session.execute(insert(Unit), rows)
        count_on(Unit.__table__)
    assert make.unit().id == first + 4
    assert db.session.scalar(select(func.count()).select_from(Unit)) == 5
