"""How often a page asks the database."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import event

from lms.core.db import db


@contextmanager
def statements() -> Iterator[list[str]]:
    """The statements that were sent while it was open."""
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        asked.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def walked_whole(browser: FlaskClient, path: str) -> set[str]:
    """The tables that SQLite goes through from end to end for a page, found by how it plans to read: what costs more with
    every person or year. What never changes was read before. On another database it says nothing."""
    if db.engine.dialect.name != "sqlite":
        return set()
    assert browser.get(path).status_code == 200
    asked: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, *_rest: Any) -> None:
        asked.append((statement, values))

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        assert browser.get(path).status_code == 200
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    with db.engine.connect() as connection:
        steps = [
            str(step[3])
            for statement, values in asked
            if statement.startswith(("SELECT", "WITH"))
            for step in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
        ]
    assert steps
    names = {found[1] for step in steps if (found := re.match(r"SCAN (\w+?)(_\d+)?\b", step))}
    return names & set(db.metadata.tables)


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
