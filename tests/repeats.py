"""Which features are repeated on PostgreSQL: enough that each table is written and asked there, and each construct used.

That PostgreSQL takes a statement at all is asked of every one (`tests.statements`). What it then does differently lies in
constructs (functions, conflicts, locks, errors) and in the tables' types and constraints: so tests are chosen that together
use them all. `repeats_spared.txt` names those that use nothing the others do not use; what is not named there is repeated.
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
_WRITTEN = re.compile(r"(INSERT INTO|UPDATE|DELETE FROM) (\w+)")
_ASKED = re.compile(r"\bFROM (\w+)")
_CONSTRUCTS = re.compile(
    r"\b[a-z_]+(?=\()|\bCASE\b|\|\||->>?|\bLIKE\b|\bAS [A-Z]+\b|GROUP BY|DISTINCT|UNION ALL|UNION|OVER|ON CONFLICT"
    r"|RETURNING|NULLS|EXISTS|WITH RECURSIVE"
)


def uses(statement: str) -> set[str]:
    """The table that a statement writes or asks first, and the constructs in which two databases may differ."""
    table = _WRITTEN.match(statement) or _ASKED.search(statement)
    return {table[0] if table else "", *_CONSTRUCTS.findall(statement)}


@dataclass
class Sent:
    """What the statements of one test used, and how long it took (seconds of processor)."""

    seconds: float = 0.0
    used: set[str] = field(default_factory=set)


def spared() -> frozenset[str]:
    """The tests that PostgreSQL need not repeat."""
    return frozenset(LIST.read_text(encoding="utf-8").splitlines()) if LIST.exists() else frozenset()


def cover(sent: Mapping[str, Sent]) -> list[str]:
    """Tests that together use everything, chosen greedily by how much new one shows for its time."""
    missing: set[str] = set().union(*(one.used for one in sent.values()))
    chosen: list[str] = []
    while missing:
        best = max(sent, key=lambda name: len(sent[name].used & missing) / (sent[name].seconds + OVERHEAD))
        chosen.append(best)
        missing -= sent[best].used
    return chosen


class Recorder:
    """Listens while the features run on SQLite, and writes the list at the end."""

    def __init__(self) -> None:
        self.sent: dict[str, Sent] = {}
        self._now = Sent()
        self._known: dict[str, set[str]] = {}
        event.listen(Engine, "before_cursor_execute", self._statement)
        event.listen(Engine, "handle_error", self._refused)

    def _statement(self, _connection: Connection, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement not in self._known:
            self._known[statement] = uses(statement)
        self._now.used |= self._known[statement]

    def _refused(self, context: ExceptionContext) -> None:
        refused = _WRITTEN.match(context.statement or "")
        self._now.used.add(f"{type(context.original_exception).__name__}: {refused[0] if refused else ''}")

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """Keep what one test uses."""
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
