"""What a test does in a browser without a browser: open a page, fill its form, send it with the token the page carried."""

from __future__ import annotations

import html
import re
from typing import Any

from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from werkzeug.test import TestResponse

_TOKEN = re.compile(r'<meta name="csrf-token" content="([^"]*)"')


def token_of(client: FlaskClient, page: str = "") -> str:
    """The CSRF token that the browser's pages carry: read from a page, or the same made from the session of who is signed in,
    which spares every test a page for each form it sends."""
    if not page:
        with client.session_transaction() as session:
            if "_user_id" in session:
                own = session.setdefault("csrf_token", "of a test's own")
                signer = URLSafeTimedSerializer(client.application.config["SECRET_KEY"], salt="wtf-csrf-token")
                return str(signer.dumps(own))
    found = _TOKEN.search(client.get(page or "/notices", follow_redirects=True).get_data(as_text=True))
    return html.unescape(found[1]) if found else ""


def send(
    client: FlaskClient,
    path: str,
    data: dict[str, Any] | None = None,
    *,
    page: str = "",
    follow: bool = False,
    **kwargs: Any,
) -> TestResponse:
    """Post a form as a person would: with the page's token."""
    return client.post(
        path, data={**(data or {}), "csrf_token": token_of(client, page)}, follow_redirects=follow, **kwargs
    )


def in_chinese(client: FlaskClient) -> FlaskClient:
    """The same browser, of somebody who reads Chinese."""
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "zh-CN"
    return client


def fields_of(page: str) -> dict[str, str]:
    """What a form on a page would send."""
    found: dict[str, str] = {}
    select = ""
    for tag in re.finditer(r"<(input|select|option|textarea)\b([^>]*)>([^<]*)", page):
        kind, attributes, text = tag.groups()
        known = {name: html.unescape(value) for name, value in re.findall(r'([\w-]+)="([^"]*)"', attributes)}
        if kind == "select":
            select = known.get("name", "")
        elif kind == "option" and (" selected" in attributes or select not in found):
            found[select] = known.get("value", "")
        elif kind == "textarea":
            found[known.get("name", "")] = html.unescape(text).strip()
        elif kind == "input" and known.get("type", "text") not in ("submit", "checkbox", "radio"):
            found[known.get("name", "")] = known.get("value", "")
    return {name: value for name, value in found.items() if name and name != "csrf_token"}
