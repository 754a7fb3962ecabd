"""Tables of cases: a test of a rule is one test, however many cases its tables hold.

Four thousand cases that each take a millisecond would spend more on being gathered, handed out and told than on what they
show. Every case is tried; those that fail are told together, each with its values. `pytest --each-case` makes a test of
each case again, to run one alone.
"""

from __future__ import annotations

import inspect
import itertools
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import Any

import pytest

FOLDERS = ("rules", "architecture", "tools")
EACH = "--each-case"


@pytest.hookimpl(tryfirst=True)
def pytest_pycollect_makeitem(collector: pytest.Module | pytest.Class, name: str, obj: object) -> Any:
    """One test for a table, where a case needs nothing but its own values."""
    if collector.config.getoption(EACH) or not (inspect.isfunction(obj) and collector.istestfunction(obj, name)):
        return None
    if not set(FOLDERS) & set(collector.path.relative_to(Path(__file__).parent).parts):
        return None
    marks = _marks(obj)
    if not marks or not all(map(_is_plain, marks)):
        return None
    first = next(cases(obj), None)
    if first is None or set(inspect.signature(obj).parameters) != set(first):
        return None
    return pytest.Function.from_parent(collector, name=name, callobj=each(obj))


def each(function: Any) -> Callable[[], None]:
    """A test that tries every case and tells of all that failed."""

    def table() -> None:
        failed: list[Exception] = []
        skipped: list[pytest.skip.Exception] = []
        count = 0
        for count, case in enumerate(cases(function), start=1):  # noqa: B007 - told below
            try:
                function(**case)
            except pytest.skip.Exception as reason:
                skipped.append(reason)
            except Exception as error:
                error.add_note(f"case: {case!r}")
                failed.append(error)
        if failed:
            raise ExceptionGroup(f"{len(failed)} of {count} cases", failed)
        if skipped and len(skipped) == count:
            raise skipped[0]

    table.__doc__, table.__module__, table.place_as = function.__doc__, function.__module__, function  # type: ignore[attr-defined]
    return table


def cases(function: Any) -> Iterator[dict[str, Any]]:
    """The values of every case: the tables multiplied, as pytest does."""
    for rows in itertools.product(*(_rows(mark) for mark in _marks(function))):
        yield {name: value for row in rows for name, value in row.items()}


def _marks(function: Any) -> list[pytest.Mark]:
    return list(getattr(function, "pytestmark", ()))


def _is_plain(mark: pytest.Mark) -> bool:
    """A list of values, not of fixtures, that can be gone through more than once."""
    listed = mark.name == "parametrize" and len(mark.args) == 2 and isinstance(mark.args[1], Collection)
    return listed and set(mark.kwargs) <= {"ids"}


def _rows(mark: pytest.Mark) -> Iterator[dict[str, Any]]:
    names, values = mark.args[:2]
    listed = [name.strip() for name in names.split(",")] if isinstance(names, str) else list(names)
    for value in values:
        if hasattr(value, "marks"):  # pytest.param
            value = value.values if len(listed) > 1 else value.values[0]
        yield dict(zip(listed, value if len(listed) > 1 else (value,), strict=True))
