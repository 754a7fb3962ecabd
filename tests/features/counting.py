"""How often a page asks the database."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import event

from lms.core.db import db


@contextmanager
def _noting(note: Callable[[str, Any], None]) -> Iterator[None]:
    """Each statement and its values while it is open."""

    def heard(_connection: Any, _cursor: Any, statement: str, values: Any, *_rest: Any) -> None:
        note(statement, values)

    event.listen(db.engine, "before_cursor_execute", heard)
    try:
        yield
    finally:
        event.remove(db.engine, "before_cursor_execute", heard)


@contextmanager
def statements() -> Iterator[list[str]]:
    """The statements that were sent while it was open."""
    asked: list[str] = []
    with _noting(lambda statement, _values: asked.append(statement)):
        yield asked


def walked_whole(browser: FlaskClient, path: str) -> set[str]:
    """The tables that SQLite goes through from end to end for a page, by the names the statement gives them, found by how it
    plans to read: what costs more with every person or year. What never changes was read before. On another database it says
    nothing."""
    if db.engine.dialect.name != "sqlite":
        return set()
    assert browser.get(path).status_code == 200
    asked: list[tuple[str, Any]] = []
    with _noting(lambda statement, values: asked.append((statement, values))):
        assert browser.get(path).status_code == 200
    with db.engine.connect() as connection:
        steps = [
            str(step[3])
            for statement, values in asked
            if statement.startswith(("SELECT", "WITH"))
            for step in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
        ]
    assert steps
    names = {found[1] for step in steps if (found := re.match(r"SCAN (\w+?)(_\d+)?\b", step))}
    return names - {
        "anon",
        "CONSTANT",
    }  # a statement's own parts, whose tables are named by themselves, and a row of values


MOST_STATEMENTS = 12
"""How often a page may ask the database."""


class Counting:
    """Opens pages, and notes those that ask too much. What never changes is read once by each process, so that a page
    that asks more is opened once more."""

    def __init__(self) -> None:
        self.over: dict[str, int] = {}
        self.from_menu: Counter[str] = Counter()

    def opens(self, browser: FlaskClient, path: str) -> bool:
        """Does the page open?"""
        for _again in range(2):
            with statements() as asked:
                answer = browser.get(path)
            n = sum(not one.startswith(("BEGIN", "COMMIT", "ROLLBACK")) for one in asked)
            if answer.status_code != 200 or n <= MOST_STATEMENTS:
                break
        else:
            self.over[path] = max(n, self.over.get(path, 0))
        return answer.status_code == 200

    def shut_in_menu(self, browser: FlaskClient, *, most: int) -> list[str]:
        """The addresses of the reader's menu that do not open; each is tried for so many readers."""
        page = browser.get("/").get_data(as_text=True)
        menu = page[page.index('id="menu"') : page.index("<main")]
        links = {link.replace("&amp;", "&") for link in re.findall(r'href="(/[^"#]*)"', menu)} - {"/"}
        new = [link for link in sorted(links) if self.from_menu[link] < most]
        self.from_menu.update(new)
        return [link for link in new if not self.opens(browser, link)]
