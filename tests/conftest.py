"""Fixtures for every test: an application on a fresh database, a fixed clock, people who can sign in.

`SHIFU_TEST_DATABASE=postgresql` runs the same tests on a PostgreSQL that they start themselves.
"""

# ruff: noqa: E402  what the libraries look at while they are loaded comes before them

from __future__ import annotations

import atexit
import contextvars
import functools
import gc
import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

gc.disable()  # until everything is loaded: nothing of it is garbage
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # several tests run side by side already; before numpy is imported

import pytest
from flask import Flask, has_app_context
from flask.testing import FlaskClient
from sqlalchemy import event, text

from lms.app import create_app
from lms.core import clock, schema
from lms.core.config import Settings
from lms.core.db import db
from lms.models import metadata
from tests import tables
from tests.factories import Factory
from tests.repeats import spared
from tests.statements import NAME, SERVER, Keeper

ON_POSTGRESQL = os.environ.get("SHIFU_TEST_DATABASE") == "postgresql"
LONG = ("browser", "long", "postgresql", "redis")  # marks of tests that are begun first, in this order
START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # a Monday, nine in the morning in Shanghai


def pytest_addoption(parser: pytest.Parser) -> None:
    """The choices that `tests.repeats` and `tests.tables` speak of."""
    parser.addoption(tables.EACH, action="store_true", help="make a test of each case of a table")
    parser.addoption("--first-cases", action="store_true", help="of each table of cases run the first alone")


def pytest_configure(config: pytest.Config) -> None:
    """Where a PostgreSQL is given, it is asked about every statement that SQLite is sent."""
    config.pluginmanager.register(tables, "tables")
    if not ON_POSTGRESQL and (server := os.environ.get(SERVER)):
        config.pluginmanager.register(Keeper(server), NAME)


def pytest_collection_finish() -> None:
    """What is there now stays to the very end: not to look through it again and again spares a seventh of the time, and
    seconds when pytest looks five times before it ends. Then it is taken down in order."""
    gc.collect()
    gc.freeze()
    gc.enable()
    gc.set_threshold(100_000, 50, 100)
    atexit.register(gc.unfreeze)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What takes long begins first, so that no process is left alone with it at the end.

    On PostgreSQL the first of each table of cases stands for the others, but where a case is about the database; and
    what sends no statement of its own is spared (`tests.repeats`).
    """
    if ON_POSTGRESQL or config.getoption("first_cases"):
        spare = spared() if ON_POSTGRESQL else ()
        repeated = [
            item
            for item in items
            if item.get_closest_marker("every_case") or (_is_first_case(item) and item.nodeid not in spare)
        ]
        config.hook.pytest_deselected(items=[item for item in items if item not in set(repeated)])
        items[:] = repeated
    items.sort(key=lambda item: next((n for n, name in enumerate(LONG) if item.get_closest_marker(name)), len(LONG)))


def _is_first_case(item: pytest.Item) -> bool:
    cases: pytest.CallSpec | None = getattr(item, "callspec", None)
    return cases is None or not any(cases.indices.values())


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.moment = START

    def __call__(self) -> datetime:
        return self.moment

    def forward(self, **delta: float) -> datetime:
        """Move on by a timedelta's arguments."""
        self.moment += timedelta(**delta)
        return self.moment


class Browser(FlaskClient):
    """A browser whose requests run in a context of their own, as in life, and see what the test committed."""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        """Send one request. What the test read before is read anew afterwards."""
        if not has_app_context():
            return super().open(*args, **kwargs)  # following a redirect, inside the request's own context
        db.session.rollback()
        return contextvars.Context().run(super().open, *args, **kwargs)


@pytest.fixture(autouse=True)
def fixed_clock() -> Iterator[Clock]:
    """The clock of the application, standing at START."""
    hands = Clock()
    clock.set_clock(hands)
    yield hands
    clock.set_clock(None)


@pytest.fixture(scope="session", autouse=True)
def quick_hashes() -> Iterator[None]:
    """Argon2 as in life, with the least work it takes: half a second each time is for guessers, not for tests."""
    from argon2 import PasswordHasher

    with pytest.MonkeyPatch.context() as patch:
        hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
        patch.setattr("lms.people.actions.accounts._hasher", lambda: hasher)
        yield


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A database of this process's own, on the server that the run was given or on one for itself."""
    from tools.postgres import new_database, throwaway_postgres

    if server := os.environ.get(SERVER):
        yield new_database(server, f"tests_{os.getpid()}")
    else:
        with throwaway_postgres() as url:
            yield url


@pytest.fixture(scope="session")
def base_app(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Flask]:
    """One application for the run, its schema made by the migrations."""
    folder = tmp_path_factory.mktemp("shifu")
    if ON_POSTGRESQL:
        url = request.getfixturevalue("postgres_url")
    else:
        url = f"sqlite:///{folder / 'test.sqlite'}"
    app = create_app(
        Settings(
            database_url=url,
            secret_key="a key for tests only, forty characters long",
            files_url=str(folder / "files"),
            jobs_path=folder / "jobs.sqlite",
            demo_mode=True,
            testing=True,
        )
    )
    app.test_client_class = Browser
    with app.app_context():
        if app.extensions["settings"].is_sqlite:
            event.listen(db.engine, "connect", _without_waiting_for_the_disk)
        schema.upgrade(db.engine)
        if app.extensions["settings"].is_sqlite:
            with db.engine.connect() as connection:
                connection.exec_driver_sql("ROLLBACK")
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
                connection.exec_driver_sql("BEGIN")
            db.engine.dispose()
            shutil.copy(folder / "test.sqlite", folder / "empty.sqlite")
        if keeper := request.config.pluginmanager.get_plugin(NAME):
            keeper.listen(db.engine)
    yield app


def _without_waiting_for_the_disk(connection: Any, _record: Any) -> None:
    """What a test wrote need not survive a power cut. The browser tests' servers write as in life."""
    connection.execute("PRAGMA synchronous=OFF")


@pytest.fixture
def app(base_app: Flask) -> Iterator[Flask]:
    """The application on an empty database, inside its context."""
    with base_app.app_context():
        _empty(base_app.extensions["settings"])
        base_app.extensions.pop("unchanging", None)  # kept by id, and ids begin anew
        yield base_app
        db.session.remove()


def _empty(settings: Settings) -> None:
    db.session.remove()
    if settings.is_sqlite:
        db.engine.dispose()
        path = Path(settings.database_url.removeprefix("sqlite:///"))
        for ending in ("-wal", "-shm"):
            path.with_name(path.name + ending).unlink(missing_ok=True)
        shutil.copy(path.with_name("empty.sqlite"), path)
    else:
        with db.engine.begin() as connection:
            connection.execute(text(_emptying()))


@functools.cache
def _emptying() -> str:
    """Empties a PostgreSQL in one round trip. To truncate takes a millisecond or more a table, and few rows go faster one
    by one; what refers to them goes too, so that nobody need look for it."""
    tables = "".join(
        f"IF EXISTS (SELECT FROM {table.name}) THEN DELETE FROM {table.name}; END IF;\n"
        for table in metadata.sorted_tables
    )
    return f"""DO $$ BEGIN
        SET LOCAL session_replication_role = replica;
        {tables}
        PERFORM setval(sequencename::regclass, start_value, false) FROM pg_sequences WHERE last_value IS NOT NULL;
    END $$"""


@pytest.fixture
def make(app: Flask) -> Factory:
    """Makes rows for a test; each call commits."""
    return Factory(app)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser that is not signed in, reading English. CSRF is checked, as in life: see `tests.browsing`."""
    client = app.test_client()
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client
