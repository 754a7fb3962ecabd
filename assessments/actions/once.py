"""Writing down once what a form brings in, however often it is sent."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.exc import IntegrityError

from lms.core.db import Base, db

Row = TypeVar("Row", bound=Base)


def add_once(row: Row, find: Callable[[], Row | None]) -> Row:
    """Add a row whose form is unique; where a second tap came at the same moment on another connection, the row that it
    made is found and given back instead."""
    try:
        with db.session.begin_nested():
            db.session.add(row)
            db.session.flush()
    except IntegrityError:
        before = find()
        if before is None:
            raise
        return before
    return row
