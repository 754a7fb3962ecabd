"""Tables whose rows stay as they were written: the database itself refuses to change or delete them, whoever asks.

A model says so with `@append_only`; the migration that makes the table calls `keep_rows`. Both are compared in a test.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from lms.core.db import Base

if TYPE_CHECKING:
    from alembic.operations import Operations

M = TypeVar("M", bound=type[Base])
MARK = "append_only"
_FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are never changed or deleted', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$
"""


def append_only(model: M) -> M:
    """Mark a table's rows as written once."""
    model.__table__.info[MARK] = True  # type: ignore[attr-defined]
    return model


def keep_rows(op: Operations, table: str, when: str = "") -> None:
    """Make the database refuse UPDATE and DELETE on a table (and on PostgreSQL TRUNCATE); `when`: only of rows like that,
    as a condition on OLD."""
    condition = f"WHEN ({when})" if when else ""
    if op.get_bind().dialect.name == "sqlite":
        for deed in ("update", "delete"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{deed} BEFORE {deed.upper()} ON {table} {condition} "
                f"BEGIN SELECT RAISE(ABORT, 'rows of {table} are never changed or deleted'); END"
            )
        return
    op.execute(_FUNCTION)
    op.execute(
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW {condition} EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def free_rows(op: Operations, table: str) -> None:
    """The way back from `keep_rows`."""
    if op.get_bind().dialect.name == "sqlite":
        for deed in ("update", "delete"):
            op.execute(f"DROP TRIGGER IF EXISTS {table}_no_{deed}")
        return
    for deed in ("change", "truncate"):
        op.execute(f"DROP TRIGGER IF EXISTS {table}_no_{deed} ON {table}")
