"""Every address and who may use it, on one page: `routes.txt` beside this file.

A change of a route or of its guard shows there in review. Write it anew with
`SHIFU_WRITE_ROUTES=1 python -m pytest tests/architecture/test_routes.py`.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lms.core.access import ROLE_PERMISSIONS, Role
from tests.factories import Factory

LIST = Path(__file__).with_name("routes.txt")


def _routes(app: Flask) -> list[tuple[str, str, str]]:
    found = []
    for rule in app.url_map.iter_rules():
        if rule.endpoint.endswith("static"):
            continue
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            found.append((rule.rule, method, app.view_functions[rule.endpoint].access))  # type: ignore[attr-defined]
    return sorted(found)


def test_the_list_of_routes_is_true(base_app: Flask) -> None:
    lines = "".join(f"{method:5} {path:60} {access}\n" for path, method, access in _routes(base_app))
    if os.environ.get("SHIFU_WRITE_ROUTES"):
        LIST.write_text(lines)
    assert LIST.read_text() == lines


def test_nobody_gets_anywhere_without_signing_in(client: FlaskClient, app: Flask) -> None:
    for path, method, access in _routes(app):
        if access == "public" or method != "GET":
            continue
        address = path.replace("<int:", "<").replace("<path:", "<")
        while "<" in address:
            address = address[: address.index("<")] + "1" + address[address.index(">") + 1 :]
        answer = client.get(address)
        if access.startswith("token "):
            assert answer.status_code == 401, address
            continue
        assert answer.status_code in (302, 404), address
        assert answer.status_code == 404 or answer.headers["Location"].startswith("/sign-in"), address


@pytest.mark.parametrize("role", list(Role))
def test_a_role_gets_only_to_the_pages_it_has_permission_for(make: Factory, app: Flask, role: Role) -> None:
    browser = make.browser(make.person(role, everywhere=True))
    for path, method, access in _routes(app):
        if method != "GET" or "<" in path or access == "public" or access.startswith("token "):
            continue
        may = access == "signed in" or bool(set(access.split(" or ")) & set(ROLE_PERMISSIONS[role]))
        status = browser.get(path).status_code
        assert (status == 403) != may, f"{role} at {path}: {status}"
        assert status < 500, f"{role} at {path}: {status}"
