"""A connection that the database server let go of while it rested is replaced before a page trips over it."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import Engine, text

from lms.core import db as kernel
from lms.core.db import db, each_alone


def _lose(engine: Engine) -> int:
    """End the server's side of the connection that the pool gives next. Its number."""
    with engine.connect() as connection:
        number = connection.scalar(text("SELECT pg_backend_pid()"))
    other = engine.dialect.loaded_dbapi.connect(  # apart from every pool
        engine.url.set(drivername="postgresql").render_as_string(hide_password=False), autocommit=True
    )
    try:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [number])
    finally:
        other.close()
    return int(number or 0)


def test_a_rested_connection_is_tried_first(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    if app.extensions["settings"].is_sqlite:
        pytest.skip("only a database server lets go of connections")
    monkeypatch.setattr(kernel, "RESTED", 0.0)
    db.session.remove()
    for engine, opened in ((db.engine, db.engine.connect), (app.extensions["each_alone"], each_alone)):
        try:
            lost = _lose(engine)
            with opened() as connection:
                assert connection.scalar(text("SELECT pg_backend_pid()")) != lost
        finally:
            engine.dispose()  # no later test meets one that is not tried again so soon
