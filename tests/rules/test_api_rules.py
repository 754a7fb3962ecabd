"""Tokens, their minute, and the shape of a batch."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from lms.api.rules import (
    CALLS_A_MINUTE,
    Batch,
    Scope,
    TokenState,
    Window,
    bearer,
    may,
    next_window,
    pointer_of,
    read_batch,
    seconds_to_wait,
    token_state,
)

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
TODAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("revoked", "until", "state"),
    [
        (None, None, TokenState.WORKS),
        (None, TODAY, TokenState.WORKS),
        (None, date(2026, 3, 1), TokenState.EXPIRED),
        (AT, TODAY, TokenState.REVOKED),
        (AT, date(2026, 3, 1), TokenState.REVOKED),
    ],
)
def test_token_state(revoked: datetime | None, until: date | None, state: TokenState) -> None:
    assert token_state(revoked, until, TODAY) is state


@pytest.mark.parametrize(
    ("scopes", "wanted", "allowed"),
    [
        ([Scope.LOAD], Scope.LOAD, True), ([Scope.LOAD], Scope.CHECK, True), ([Scope.CHECK], Scope.LOAD, False),
        ([Scope.CHECK], Scope.CHECK, True), ([], Scope.CHECK, False),
    ],
)  # fmt: skip
def test_scopes(scopes: list[str], wanted: Scope, allowed: bool) -> None:
    assert may(scopes, wanted) is allowed


TOKEN = "shifu_" + "a" * 43


@pytest.mark.parametrize(
    ("header", "token"),
    [
        (f"Bearer {TOKEN}", TOKEN), (f"bearer  {TOKEN} ", TOKEN), (f"Basic {TOKEN}", None), (TOKEN, None),
        ("Bearer", None), ("Bearer other", None), (f"Bearer {TOKEN} {TOKEN}", None), ("", None),
    ],
)  # fmt: skip
def test_bearer(header: str, token: str | None) -> None:
    assert bearer(header) == token


def test_calls_are_counted_by_the_minute() -> None:
    window = next_window(None, 0, AT)
    assert window == Window(AT, 1)
    later = AT + timedelta(seconds=59)
    assert next_window(window.began_at, CALLS_A_MINUTE, later) == Window(AT, CALLS_A_MINUTE + 1)
    assert seconds_to_wait(Window(AT, CALLS_A_MINUTE), later) == 0
    assert seconds_to_wait(Window(AT, CALLS_A_MINUTE + 1), later) == 2
    assert next_window(AT, CALLS_A_MINUTE + 1, AT + timedelta(minutes=1)).calls == 1


def test_a_batch() -> None:
    body: dict[str, Any] = {"source": " desk ", "orders": [{"order_no": "1"}], "partial": True}
    assert read_batch(body) == Batch([{"order_no": "1"}], "desk", None, True, False)


@pytest.mark.parametrize(
    "body", [None, 1, "x", [], {}, {"source": "", "orders": [1]}, {"profile": None, "orders": [{}]}]
)
def test_no_batch(body: Any) -> None:
    faults = read_batch(body)
    assert isinstance(faults, list)
    assert faults


@pytest.mark.parametrize(
    ("other", "code"),
    [
        ({"source": None}, "api_no_source"),
        ({"profile": None}, "api_no_source"),
        ({"source": "a", "profile": "b"}, "api_source_and_profile"),
        ({"source": "a", "partial": None}, "api_not_bool"),
    ],
)
def test_null_is_no_value(other: dict[str, Any], code: str) -> None:
    faults = read_batch({"orders": [{"order_no": "1"}], **other})
    assert isinstance(faults, list)
    assert [fault.code for fault in faults] == [code]


def test_pointers() -> None:
    assert pointer_of(1, "a/b~c") == "/orders/0/a~1b~0c"
    assert pointer_of(2, "") == "/orders/1"
