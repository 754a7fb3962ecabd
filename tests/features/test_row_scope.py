"""Other people's records: every address that names one, opened by everybody whose business it is not.

A new address with a parameter fails the first test until it stands in a table of `addresses.py`: either it names somebody's record
(RECORDS, with those of the same unit who may open it) or it is the same for all who hold the permission (SHARED).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from lms.core.access import Role
from lms.core.audit import AuditLine
from lms.core.db import db
from tests.browsing import token_of
from tests.factories import Factory
from tests.features.addresses import FINISHED, OPEN, RECORDS, SHARED, WHOLE
from tests.features.counting import Counting
from tests.features.whole_world import World, build_world

pytestmark = pytest.mark.long


@pytest.fixture
def world(make: Factory) -> World:
    return build_world(make, make.unit("A"))


def _addresses(app: Flask, world: World) -> list[tuple[str, str, str]]:
    """Method, rule and address of everything that names a record."""
    found = []
    for rule in app.url_map.iter_rules():
        key = FINISHED.get(rule.rule, rule.rule)
        if key not in RECORDS:
            continue
        path = key
        for name, value in world.values.items():
            path = path.replace(f"<int:{name}>", str(value)).replace(f"<{name}>", str(value))
        assert "<" not in path, path
        found += [(method, key, path) for method in ("GET", "POST") if method in (rule.methods or ())]
    return found


def _lines() -> int:
    count = db.session.scalar(select(func.count()).select_from(AuditLine)) or 0
    db.session.rollback()
    return count


def _try_all(
    app: Flask,
    world: World,
    browser: FlaskClient,
    allowed: tuple[int, ...],
    addresses: Sequence[tuple[str, str, str]] | None = None,
) -> None:
    before, token = _lines(), token_of(browser)
    for method, _rule, path in _addresses(app, world) if addresses is None else addresses:
        if method == "GET":
            answer = browser.get(path)
        elif path.endswith("/answers"):
            body = {"position": 1, "sequence": 1, "answer": {"chosen": [0], "flagged": False}}
            answer = browser.post(path, json=body, headers={"X-CSRFToken": token})
        else:
            answer = browser.post(path, data={"csrf_token": token, **_FORM})
        assert answer.status_code in allowed, f"{method} {path}: {answer.status_code}"
        if answer.status_code == 302:
            assert answer.headers["Location"].startswith("/sign-in")
        assert world.people["learner"].name_zh not in answer.get_data(as_text=True), path
    assert _lines() == before


_FORM: dict[str, Any] = {
    "kind": "withdraw", "reason": "Because I can.", "text": "Hello", "role": "learner", "unit": "1", "decision": "pass",
    "mode": "observe", "days": "7", "last_day": "2026-03-01", "form_token": "a-token-of-mine", "comment": "x", "chosen": "0",
    "last": "2026-03-01", "skill": "5", "diligence": "5", "communication": "5", "safety": "5", "learning": "5",
}  # fmt: skip


def test_every_address_with_a_parameter_stands_in_a_table(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        if "<" in rule.rule and not rule.endpoint.endswith("static"):
            known = FINISHED.get(rule.rule, rule.rule) in RECORDS
            same = rule.rule.startswith((*SHARED, *WHOLE)) or rule.rule in OPEN
            assert known != same, f"{rule.rule}: whose record does it name? Say so in tests/features/addresses.py."


@pytest.mark.one_database
def test_no_role_of_another_unit_opens_anything_alone_or_with_all_others(
    app: Flask, make: Factory, world: World
) -> None:
    """Whoever has every role may do what each of them may; and each address is tried by one role alone, in turn."""
    other = make.unit("B")
    addresses = _addresses(app, world)
    _try_all(app, world, make.browser(make.person(*Role, unit=other)), (403, 404), addresses)
    for number, role in enumerate(Role):
        browser = make.browser(make.person(role, unit=other))
        _try_all(app, world, browser, (403, 404), addresses[number :: len(Role)])


@pytest.mark.one_database
def test_somebody_else_of_the_same_unit_opens_nothing(app: Flask, make: Factory, world: World) -> None:
    for roles in ((Role.LEARNER,), (Role.MENTOR, Role.TRAINER)):
        _try_all(app, world, make.browser(make.person(*roles, unit=world.unit)), (403, 404))


@pytest.mark.parametrize(("role", "path"), [(Role.AUDITOR, "audit"), (Role.ADMIN, "audit"), (Role.ADMIN, "letters")])
def test_what_belongs_to_no_unit_is_for_those_of_the_whole_organisation(make: Factory, role: Role, path: str) -> None:
    assert make.browser(make.person(role)).get(f"/administration/{path}").status_code == 403
    assert make.browser(make.person(role, everywhere=True)).get(f"/administration/{path}").status_code == 200


def test_nobody_opens_nothing(app: Flask, world: World, client: FlaskClient) -> None:
    _try_all(app, world, client, (302, 404))


@pytest.mark.one_database
def test_those_whose_business_it_is_get_in_and_no_page_asks_the_database_often(
    app: Flask, make: Factory, world: World
) -> None:
    browsers = {who: make.browser(person) for who, person in world.people.items()}
    counting = Counting()
    for method, rule, path in _addresses(app, world):
        if method == "GET":
            if RECORDS[rule]:
                got = {who for who in browsers if counting.opens(browsers[who], path)}
                assert got == set(RECORDS[rule]), f"{path}: {got}"
            else:  # whose business it is, another test says
                any(counting.opens(browser, path) for browser in browsers.values())
    menus: dict[str, FlaskClient] = {}
    for browser in browsers.values():
        assert counting.opens(browser, "/")
        home = browser.get("/").get_data(as_text=True)
        menus |= dict.fromkeys(re.findall(r'href="(/[a-z][^"?#]*)"', home[: home.index("<main")]), browser)
    for path, browser in menus.items():
        if not path.startswith(("/static/", "/sign-out")):
            assert counting.opens(browser, path), path
    assert counting.over == {}
