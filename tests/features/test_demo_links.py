"""The demo company, loaded whole by its command; and every link that its people are shown opens for them."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException

from lms.app import create_app
from lms.cli import main
from lms.core import clock
from lms.core.config import from_environment
from lms.core.db import db
from lms.demo.cast import DEMO_ACCOUNTS
from tests.browsing import send
from tests.conftest import START


class Links(HTMLParser):
    """The addresses that a page links to."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep where a link leads."""
        to = dict(attrs).get("href")
        if tag == "a" and to:
            self.found.append(to)


def kind_of(app: Flask, address: str) -> tuple[str, ...] | None:
    """Which page it is, whatever record it shows: the rule and the names in its query. None for no page of ours."""
    parts = urlsplit(address)
    try:
        rule, _values = app.url_map.bind("localhost").match(parts.path, method="GET", return_rule=True)
    except HTTPException:
        return None
    return (rule.rule, *sorted({part.partition("=")[0] for part in parts.query.split("&")}))


def dead_ends(app: Flask, browser: FlaskClient) -> tuple[list[str], int]:
    """From the home page on along every link, one page of each kind: the addresses that refuse, with the page that led
    there, and how many pages opened."""
    dead, opened, seen = [], 0, {("/static/<path:filename>",), ("/sign-out",)}
    ahead = deque([("/", "")])
    while ahead:
        address, origin = ahead.popleft()
        kind = kind_of(app, address)
        if kind is None:
            dead.append(f"{address} (no page), from {origin}")
            continue
        if kind in seen or kind[0].startswith("/static/"):
            continue
        seen.add(kind)
        answer = browser.get(address)
        if answer.status_code >= 400:
            dead.append(f"{address} ({answer.status_code}), from {origin}")
            continue
        opened += 1
        found = [answer.headers["Location"]] if answer.status_code in (301, 302, 303) else []
        if answer.mimetype == "text/html":
            found += Links(answer.text).found
        for to in (urljoin(address, link).partition("#")[0] for link in found):
            if not urlsplit(to).scheme and not urlsplit(to).netloc:
                ahead.append((to, address))
    return dead, opened


@pytest.fixture
def company(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    settings = {
        "LMS_VAR_DIR": str(tmp_path),
        "LMS_DEMO_MODE": "1",
        "DATABASE_URL": "",
        "SECRET_KEY": "for tests only " * 3,
    }
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    for arguments in (["db", "upgrade"], ["demo", "--people", "90", "--months", "12", "--seed", "5"]):
        answer = CliRunner().invoke(main, arguments)
        assert answer.exit_code == 0, answer.output
    app = create_app(from_environment(settings))
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.mark.long
def test_every_link_that_people_are_shown_opens_for_them(company: Flask) -> None:
    assert clock.now() == START
    dead: list[str] = []
    for username in DEMO_ACCOUNTS:
        browser = company.test_client()
        entry = {"username": username, "password": company.extensions["settings"].demo_password}
        assert send(browser, "/sign-in", entry, page="/sign-in").status_code == 302
        ends, opened = dead_ends(company, browser)
        assert opened > 40, f"{username} came no further than {opened} pages"
        dead += [f"{username}: {end}" for end in ends]
    assert not dead, "\n".join(dead)
