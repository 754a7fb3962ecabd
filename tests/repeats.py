"""Which features are repeated on PostgreSQL: enough that every shape of statement any feature sends to SQLite is sent there.

`repeats_spared.txt` names the tests that send nothing the others do not send; what is not named there is repeated.
It is drawn up anew by `python -m tests.repeats`, which runs the features once and takes some minutes.
"""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine, ExceptionContext

LIST = Path(__file__).with_name("repeats_spared.txt")
OVERHEAD = 0.5  # seconds that any test costs on PostgreSQL beside its own
_VALUES = re.compile(r"\([?,\s]+\)(,\s*\([?,\s]+\))*")
_INSERTED = re.compile(r"^INSERT INTO (\S+) \(.*?\) VALUES")
_CHANGED = re.compile(r"^UPDATE (\S+) SET .*? WHERE", re.S)
_ONE_TABLE = re.compile(
    r"^SELECT (?P<columns>[^()]*?) ?\nFROM (?P<table>\w+) ?(\nWHERE (?P<condition>.*?))?( ORDER BY [\w., ]+?)?"
    r"(\s+LIMIT \?( OFFSET \?)?)?$",
    re.S,
)
_COMPUTED = re.compile(r"SELECT|\w\(|\|\||->|CASE|LIKE|CAST")


def shape(statement: str) -> str:
    """What matters of a statement between two databases. How many values, and which columns are written or read as they
    stand, does not; nor how one table is asked by plain comparisons: for those one of each table is enough."""
    text = _VALUES.sub("(?)", statement)
    text = _CHANGED.sub(r"UPDATE \1 WHERE", _INSERTED.sub(r"INSERT \1", text))
    if (one := _ONE_TABLE.match(text)) and not _COMPUTED.search(f"{one['columns']} {one['condition'] or ''}"):
        return f"SELECT {one['table']}"
    columns, found, rest = text.partition("\nFROM")
    return f"SELECT{found}{rest}" if found and not _COMPUTED.search(columns.removeprefix("SELECT")) else text


@dataclass
class Sent:
    """What one test sent, and how long it took (seconds of processor)."""

    seconds: float = 0.0
    statements: set[str] = field(default_factory=set)


def spared() -> frozenset[str]:
    """The tests that PostgreSQL need not repeat."""
    return frozenset(LIST.read_text(encoding="utf-8").splitlines()) if LIST.exists() else frozenset()


def cover(sent: Mapping[str, Sent]) -> list[str]:
    """Tests that together send every statement, chosen greedily by how much new one shows for its time."""
    missing: set[str] = set().union(*(one.statements for one in sent.values()))
    chosen: list[str] = []
    while missing:
        best = max(sent, key=lambda name: len(sent[name].statements & missing) / (sent[name].seconds + OVERHEAD))
        chosen.append(best)
        missing -= sent[best].statements
    return chosen


class Recorder:
    """Listens while the features run on SQLite, and writes the list at the end."""

    def __init__(self) -> None:
        self.sent: dict[str, Sent] = {}
        self._now = Sent()
        event.listen(Engine, "before_cursor_execute", self._statement)
        event.listen(Engine, "handle_error", self._refused)

    def _statement(self, _connection: Connection, _cursor: Any, statement: str, *_rest: Any) -> None:
        self._now.statements.add(shape(statement))

    def _refused(self, context: ExceptionContext) -> None:
        self._now.statements.add(f"{type(context.original_exception).__name__}: {shape(context.statement or '')}")

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """Keep what one test sends."""
        self._now = Sent()
        started = time.process_time()
        done: Any = yield
        self._now.seconds = time.process_time() - started
        self.sent[item.nodeid] = self._now
        return done

    def pytest_sessionfinish(self, exitstatus: int) -> None:
        """Write the list, if all went well."""
        if exitstatus == 0:
            kept = set(cover(self.sent))
            LIST.write_text("".join(f"{name}\n" for name in sorted(set(self.sent) - kept)), encoding="utf-8")


def main(arguments: Iterable[str] = ()) -> int:
    """Run the features that PostgreSQL may repeat and draw up the list."""
    marks = "not browser and not one_database and not postgresql and not redis"
    return pytest.main(["-q", "-m", marks, "--first-cases", "tests/features", *arguments], plugins=[Recorder()])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
