"""The database: types, naming, and the one place that commits.

A request with a safe method reads and is rolled back. One with an unsafe method reads and writes in one transaction,
which a hook commits once if the answer's status is below 400. Jobs and commands use `transaction()`.
On SQLite a writing transaction takes the write lock at its start (BEGIN IMMEDIATE), so it never fails half-way for
having read too early; heavy work (hashing, pictures) belongs before the first statement.
"""

from __future__ import annotations

import enum
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from flask import Flask, Response, current_app, request
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    CursorResult,
    DateTime,
    Engine,
    Executable,
    FromClause,
    MetaData,
    Row,
    String,
    create_engine,
    event,
    exc,
    func,
    select,
)
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.orm import DeclarativeBase, Session, registry
from sqlalchemy.types import TypeDecorator

from lms.core.bilingual import Bilingual
from lms.core.bilingual_column import BilingualText

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

NAMING = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Moment(TypeDecorator[datetime]):
    """A moment: aware in Python, UTC in the database. Naive values are refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Code(TypeDecorator[Any]):
    """A StrEnum kept as its text."""

    impl = String(40)
    cache_ok = True

    def __init__(self, kind: type[enum.StrEnum]) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else str(self.kind(value))

    def process_result_value(self, value: str | None, dialect: Dialect) -> enum.StrEnum | None:
        return None if value is None else self.kind(value)


class Base(DeclarativeBase):
    """All tables. `datetime` columns are moments, `Bilingual` columns hold both languages."""

    registry = registry(
        metadata=MetaData(naming_convention=NAMING),
        type_annotation_map={datetime: Moment(), Bilingual: BilingualText()},
    )


db = SQLAlchemy(model_class=Base, disable_autonaming=True)


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, record: Any) -> None:
    """Durable WAL, foreign keys on, transactions begun by us and not by the driver."""
    if type(connection).__module__ != "sqlite3":
        return
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "busy_timeout=20000",
        "cache_size=-16000",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        options = connection.get_execution_options()
        if not options.get("each_alone", False):
            connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("writing", False) else "BEGIN")


RESTED = 1.0
"""Seconds without use after which a connection to a database server is tried before it is used again."""


def _try_rested(engine: Engine) -> None:
    """Find out that the server let go of a connection before a page trips over it: as `pool_pre_ping` does, but without a
    round trip for a connection that answered a moment ago. When one is found gone, all are made anew."""

    @event.listens_for(engine, "checkin")
    def rest(_connection: Any, record: Any) -> None:
        record.info["rests_since"] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def wake(connection: Any, record: Any, _proxy: Any) -> None:
        if time.monotonic() - record.info.get("rests_since", float("inf")) < RESTED:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as error:
            raise exc.InvalidatePoolError from error


def _each_alone(engine: Engine) -> Engine:
    """The same database for statements that are each a transaction of its own. On a server that takes connections in
    another mode, so that they have a pool for themselves; one in each process is used."""
    if engine.dialect.name == "sqlite":
        return engine.execution_options(each_alone=True)
    alone = create_engine(
        engine.url, isolation_level="AUTOCOMMIT", skip_autocommit_rollback=True, pool_reset_on_return=None,
        pool_size=5, max_overflow=10,
    )  # fmt: skip
    _try_rested(alone)
    event.listen(engine, "engine_disposed", lambda _engine: alone.dispose())
    return alone


@contextmanager
def each_alone() -> Iterator[Connection]:
    """A connection on which each statement is a transaction of its own: nothing to begin and nothing to commit, one round
    trip instead of three. What a statement wrote is durable when `execute` comes back. For one statement that says all it
    depends on, or reads what need not agree with the next. Sees nothing that the session has not committed."""
    engine: Engine = current_app.extensions["each_alone"]
    with engine.connect() as connection:
        yield connection


def read(statement: Executable, **values: Any) -> CursorResult[*tuple[Any, ...]]:
    """The rows of a statement of columns that was built once, with `bindparam` for what differs. On pages that are asked
    for all day this costs a fraction of a statement built anew; what the session has not sent yet is sent first."""
    session = db.session()
    session.flush()
    transaction = session.get_transaction()
    known = session.info.get("reading")  # to find a session's connection takes as long as a tenth of a statement
    if transaction is None or known is None or known[0] is not transaction:
        connection = session.connection()
        known = session.info["reading"] = (session.get_transaction(), connection)
    reading: Connection = known[1]
    return reading.execute(_named(statement), values)


def _named(statement: Executable) -> Executable:
    """The statement, known from now on by a name of its own to the engine's store of what was compiled. It would else be
    known by all that it is made of, and a long one's thousand parts are gone through each time: a tenth of the learner's
    home. SQLAlchemy has no public name for this; its version is pinned, and a test asks."""
    if "_generate_cache_key" not in vars(statement) and (key := statement._generate_cache_key()) is not None:  # type: ignore[attr-defined]
        own = key._replace(key=(object(),))
        statement._set_memoized_attribute("_generate_cache_key", lambda: own)  # type: ignore[attr-defined]  # copies drop it
    return statement


def read_apart(statement: Executable, **values: Any) -> Sequence[Row[Any]]:
    """The rows of a statement built once, read and let go on a connection of their own: for requests that may end without
    the session, or begin a writing transaction after it. Sees nothing that the session has not committed."""
    with each_alone() as connection:
        return connection.execute(statement, values).all()


def start_writing(session: Session | None = None) -> None:
    """End what was read so far and begin the writing transaction; rows read before are read again when touched."""
    session = session or db.session()
    session.rollback()
    session.connection(execution_options={"writing": True})


def count_on(table: FromClause) -> None:
    """Let the database give ids beyond those that rows were just written with. SQLite does so by itself; PostgreSQL counts
    apart from the rows, and would give one of theirs again."""
    if db.session.get_bind().dialect.name == "postgresql":
        behind = func.setval(func.pg_get_serial_sequence(str(table), "id"), func.max(table.c.id))
        db.session.execute(select(behind).select_from(table))


def after_commit(call: Callable[[], None]) -> None:
    """Run `call` once the current transaction is safely committed; never if it is rolled back."""
    db.session().info.setdefault("after_commit", []).append(call)


def commit() -> None:
    """Commit the session and run what waited for it. Called by the request hook and `transaction()` only."""
    session = db.session()
    session.commit()
    for call in session.info.pop("after_commit", []):
        call()


def rollback() -> None:
    """Forget everything that was not committed."""
    session = db.session()
    session.rollback()
    session.info.pop("after_commit", None)


@contextmanager
def transaction() -> Iterator[Session]:
    """One writing transaction for a job or a command: commits at the end, rolls back when anything is raised."""
    start_writing()
    try:
        yield db.session()
        commit()
    except BaseException:
        rollback()
        raise


@contextmanager
def own_transaction() -> Iterator[Connection]:
    """A short writing transaction on a connection of its own, for what must last whatever becomes of the request
    (a failed sign-in, a job's progress, an exam answer). Never inside another writing transaction."""
    with db.engine.connect() as plain, writing(plain) as connection:
        yield connection


@contextmanager
def writing(connection: Connection) -> Iterator[Connection]:
    """End what was read on a connection of one's own, and write on it in one short transaction."""
    connection.rollback()
    with connection.execution_options(writing=True).begin():
        yield connection


def commit_once(response: Response) -> Response:
    """The request's one commit. A request that never used the session has nothing to end."""
    if not db.session.registry.has():
        return response
    if request.method not in SAFE_METHODS and response.status_code < 400:
        commit()
    else:
        rollback()
    return response


def install(app: Flask) -> None:
    """Bind the database to the application."""
    settings = app.extensions["settings"]
    app.config["SQLALCHEMY_DATABASE_URI"] = settings.database_url
    options: dict[str, Any] = {}
    if not settings.is_sqlite:
        options = {"pool_size": 5, "max_overflow": 10}
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = options
    db.init_app(app)
    with app.app_context():
        if not settings.is_sqlite:
            _try_rested(db.engine)
        app.extensions["each_alone"] = _each_alone(db.engine)
    app.after_request(commit_once)
