"""Every statement that the features send to SQLite is put to a PostgreSQL too.

PostgreSQL is the stricter reader: it wants types that fit, groups that say all they show, functions it knows. Whether it
takes a statement shows on empty tables, in a millisecond or two; what a statement does is shown by the features that are
repeated there whole (`tests.repeats`). `SHIFU_TEST_POSTGRES` names a server to ask, `python -m tools.check all` starts one.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, event
from sqlalchemy.dialects import sqlite
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.sql.selectable import SelectBase

from lms.models import metadata
from tools.postgres import new_database

SERVER = "SHIFU_TEST_POSTGRES"
NAME = "statements"
"""What the plugin is called, and under what a process of the run hands over what it found."""

_VALUES = re.compile(r"\([?,\s]+\)(,\s*\([?,\s]+\))*")


@dataclass(frozen=True)
class Kept:
    """A statement as the program built it, the values it was first sent with, and the test that sent it."""

    statement: SelectBase | UpdateBase
    values: dict[str, Any]
    test: str


class Keeper:
    """Keeps each statement once, however many values it came with, and puts them to PostgreSQL when the tests are over."""

    def __init__(self, server: str) -> None:
        self._server = server
        self._seen: set[str] = set()
        self._kept: dict[str, Kept] = {}
        self._results: list[tuple[int, list[str]]] = []
        self._asked: tuple[Any, dict[str, Any]] = (None, {})

    def listen(self, engine: Engine) -> None:
        """Keep what is sent through this engine from now on."""
        event.listen(engine, "before_execute", self._ask)
        event.listen(engine, "before_cursor_execute", self._keep)

    def _ask(self, _connection: Connection, statement: Any, many: Any, values: Any, _options: Any) -> None:
        self._asked = statement, dict(many[0] if many else values)

    def _keep(self, _connection: Connection, _cursor: Any, text: str, _values: Any, context: Any, _many: bool) -> None:
        if text in self._seen:
            return
        self._seen.add(text)
        statement, values = self._asked
        if context.compiled is None or not isinstance(statement, SelectBase | UpdateBase):
            return  # not built, or not about rows
        if not isinstance(statement, sqlite.Insert):
            self._kept.setdefault(
                _VALUES.sub("(?)", text), Kept(statement, values, os.environ.get("PYTEST_CURRENT_TEST", ""))
            )

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Ask, and hand over the answer to the process that runs the others."""
        if self._kept:
            try:
                faults = refused(self._server, list(self._kept.values()))
            except Exception as error:
                faults = [f"PostgreSQL could not be asked: {error!r}"]
            self._results.append((len(self._kept), faults))
        if (output := getattr(session.config, "workeroutput", None)) is not None:
            output[NAME] = self._results
        elif any(faults for _, faults in self._results):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any, error: object | None) -> None:
        """Take over what one process found; one that says nothing has not asked."""
        silent = [(0, [f"{node.gateway.id} did not put its statements to PostgreSQL: {error or 'it ended before'}"])]
        self._results += getattr(node, "workeroutput", {}).get(NAME, silent)

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """Say how many there were, and which are refused."""
        terminalreporter.section("statements put to PostgreSQL")
        counts = [count for count, _ in self._results]
        terminalreporter.line(
            f"{sum(counts)} statements" + (f" of {len(counts)} processes: {counts}" if counts[1:] else "")
        )
        for _, faults in self._results:
            for fault in faults:
                terminalreporter.line(fault)


def refused(server: str, statements: list[Kept]) -> list[str]:
    """What PostgreSQL says of the statements that it does not take, each with the test it comes from."""
    engine = create_engine(new_database(server, f"statements_{uuid4().hex}"))
    metadata.create_all(engine)
    faults = []
    with engine.connect() as connection:
        connection.exec_driver_sql("SET session_replication_role = replica")  # the rows referred to are not there
        for kept in statements:
            savepoint = connection.begin_nested()
            try:
                connection.execute(kept.statement, kept.values or None).close()
            except IntegrityError:
                pass  # an empty table has not what the statement rests on
            except Exception as error:
                faults.append(f"{kept.test}\n{type(error).__name__}: {error}")
            savepoint.rollback()
    engine.dispose()
    return faults
