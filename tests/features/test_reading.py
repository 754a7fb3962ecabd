"""Statements that were built once: known to the engine by a name, read with values of the moment."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, select

from lms.core.among import among
from lms.core.db import read
from lms.people.models import Unit
from tests.factories import Factory


def test_a_statement_built_once_keeps_its_name_and_takes_the_values_of_the_moment(make: Factory) -> None:
    north, south = make.unit(code="north").id, make.unit(code="south").id
    one: Any = select(Unit.code).where(Unit.id == bindparam("wanted"))
    some: Any = select(Unit.code).where(among(Unit.id, "wanted"), Unit.code != "").order_by(Unit.code)
    assert [read(one, wanted=number).scalar() for number in (north, south, north)] == ["north", "south", "north"]
    assert read(some, wanted=[south, north]).scalars().all() == ["north", "south"]
    assert read(some, wanted=[south]).scalars().all() == ["south"]
    names = [statement._generate_cache_key().key for statement in (one, some)]
    assert [len(name) for name in names] == [
        1,
        1,
    ]  # else each part of a long statement is gone through on every request
    assert names == [statement._generate_cache_key().key for statement in (one, some)]
    assert names[0] != names[1]
    narrower = one.where(Unit.code == "south")
    assert [read(narrower, wanted=number).scalar() for number in (north, south)] == [None, "south"]
