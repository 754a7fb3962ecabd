"""Programs that send work orders: a token, a batch, a request."""

from __future__ import annotations

from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from lms.api.actions.tokens import make_token
from lms.api.rules import Scope
from lms.core import clock
from lms.core.audit import System
from lms.core.db import db, transaction

ADDRESS = "/api/work-orders"


def token_for(*scopes: Scope, **values: Any) -> str:
    """A new token."""
    with transaction():
        _row, secret = make_token(
            name="Ticket system", scopes=scopes or (Scope.LOAD,), today=clock.today(), actor=System("test"),
            at=clock.now(), **{"until_day": None, **values},
        )  # fmt: skip
    return secret


def order(number: int, **values: Any) -> dict[str, Any]:
    """An order under our own names."""
    return {
        "order_no": f"T{number:05d}", "opened_at": f"2026-02-{number % 27 + 1:02d}T01:00:00Z", "technician": "E0001",
        "team": "East", "product": "Pump", "csat": 90, **values,
    }  # fmt: skip


def push(client: FlaskClient, token: str | None, body: Any, **headers: str) -> TestResponse:
    """Send a batch; header names with an underscore for each dash."""
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    if token is not None:
        sent["Authorization"] = f"Bearer {token}"
    return client.post(ADDRESS, json=body, headers=sent)


def batch(*orders: dict[str, Any], **values: Any) -> dict[str, Any]:
    """A batch of the source `desk`: two orders unless told otherwise."""
    return {"source": "desk", "orders": list(orders) or [order(1), order(2)], **values}


def count(table: Any) -> int:
    """How many rows a table has."""
    found = db.session.scalar(select(func.count()).select_from(table)) or 0
    db.session.rollback()
    return found
