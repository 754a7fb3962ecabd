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
