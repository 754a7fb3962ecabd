"""Runs the migrations on the database of the settings, or of `-x url=…`."""

from __future__ import annotations

import os
from typing import Any

from alembic import context
from sqlalchemy import create_engine, pool

from lms.core.bilingual_column import BilingualText
from lms.core.config import from_environment
from lms.core.db import Code, Moment
from lms.models import metadata


def _url() -> str:
    return context.get_x_argument(as_dictionary=True).get("url") or from_environment(os.environ).database_url


def _plain_type(kind: str, item: Any, autogen: Any) -> str | bool:
    """Migrations name the database's own types, so that they never change with the code."""
    if kind == "type" and isinstance(item, Moment):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, BilingualText):
        return "sa.JSON()"
    if kind == "type" and isinstance(item, Code):
        return "sa.String(length=40)"
    return False


def run(connection: object) -> None:
    context.configure(
        connection=connection,  # type: ignore[arg-type]
        target_metadata=metadata,
        render_as_batch=True,
        compare_type=True,
        render_item=_plain_type,
    )
    with context.begin_transaction():
        context.run_migrations()


if connection := context.config.attributes.get("connection"):
    run(connection)
else:
    with create_engine(_url(), poolclass=pool.NullPool).connect() as connection:
        run(connection)
        connection.commit()
