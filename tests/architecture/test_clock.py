"""Only lms/core/clock.py asks what time it is; everything else is told, so that tests can set the time."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, relative, sources

CLOCK = ROOT / "lms" / "core" / "clock.py"
ASKING = {
    "datetime": {"now", "utcnow", "today"},
    "date": {"today"},
    "time": {"time", "time_ns", "localtime", "gmtime", "ctime"},
    "func": {"now", "current_timestamp", "current_date", "localtimestamp"},
}
IMPORTED = {"time": {"time", "time_ns", "localtime", "gmtime", "ctime"}, "sqlalchemy.func": {"now"}}


def clock_calls(source: str) -> Iterator[tuple[int, str]]:
    """Line and text of each place that asks the machine, or the database, for the time."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and node.attr in ASKING.get(_last_name(node.value), ()):
            yield node.lineno, ast.unparse(node)
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                if alias.name in IMPORTED.get(node.module or "", ()):
                    yield node.lineno, f"from {node.module} import {alias.name}"


def _last_name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def test_nothing_else_asks_for_the_time() -> None:
    found = [
        f"{relative(path)}:{line}: {text}"
        for path in sources()
        if path != CLOCK
        for line, text in clock_calls(Path(path).read_text("utf-8"))
    ]
    assert found == []


@pytest.mark.parametrize(
    ("source", "asks"),
    [
        ("datetime.now(UTC)", True),
        ("datetime.datetime.now()", True),
        ("field(default_factory=datetime.utcnow)", True),
        ("date.today()", True),
        ("time.time()", True),
        ("from time import time", True),
        ("mapped_column(server_default=func.now())", True),
        ("clock.now()", False),
        ("clock.today()", False),
        ("time.perf_counter()", False),
        ("datetime(2026, 2, 28, tzinfo=UTC)", False),
    ],
)
def test_what_counts(source: str, asks: bool) -> None:
    assert bool(list(clock_calls(source))) is asks
