"""The rules of the API: what a token may do and for how long, how often it may ask, what a batch looks like."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

PREFIX = "shifu_"
HINT = len(PREFIX) + 6
CALLS_A_MINUTE = 120
LARGEST_BODY = 16 * 1024 * 1024
MOST_ORDERS = 20_000
DEEPEST = 5
"""How deep names inside names are looked at; deeper ones are read as one text."""
KEY = re.compile(r"[\x21-\x7e]{8,100}")
"""An idempotency key: visible ASCII, long enough not to come up twice by chance."""
WINDOW = timedelta(minutes=1)


class Scope(StrEnum):
    """What a token may do."""

    CHECK = "work-orders:check"  # say what a batch would do
    LOAD = "work-orders:load"  # bring a batch in
    ELIGIBILITY = "eligibility:read"  # ask who may do which work


class TokenState(StrEnum):
    """Whether a token works, computed from its dates."""

    WORKS = "works"
    EXPIRED = "expired"
    REVOKED = "revoked"


def token_state(revoked_at: datetime | None, until_day: date | None, today: date) -> TokenState:
    """Revoked beats expired; the last day is a day on which it works."""
    if revoked_at is not None:
        return TokenState.REVOKED
    return TokenState.EXPIRED if until_day is not None and until_day < today else TokenState.WORKS


def may(scopes: Collection[str], wanted: Scope) -> bool:
    """Who may load may also ask what loading would do."""
    return wanted in scopes or (wanted is Scope.CHECK and Scope.LOAD in scopes)


def bearer(header: str) -> str | None:
    """The token in an Authorization header; None when it holds none of ours."""
    kind, _, token = header.strip().partition(" ")
    token = token.strip()
    return (
        token if kind.lower() == "bearer" and re.fullmatch(re.escape(PREFIX) + r"[\w-]{20,100}", token, re.A) else None
    )


@dataclass(frozen=True)
class Window:
    """The minute in which calls are counted, and how many there were."""

    began_at: datetime
    calls: int


def next_window(began_at: datetime | None, calls: int, at: datetime) -> Window:
    """The window after one more call: the one under way, or a new one."""
    if began_at is None or at - began_at >= WINDOW:
        return Window(at, 1)
    return Window(began_at, calls + 1)


def seconds_to_wait(window: Window, at: datetime) -> int:
    """0 when the call may go on; else after how many seconds the next minute begins."""
    if window.calls <= CALLS_A_MINUTE:
        return 0
    return max(1, int((window.began_at + WINDOW - at).total_seconds()) + 1)


@dataclass(frozen=True)
class Batch:
    """Orders as they were sent, and how they shall be taken."""

    orders: list[dict[str, Any]]
    source: str | None
    profile: str | None
    partial: bool
    dry_run: bool


@dataclass(frozen=True)
class BatchFault:
    """Why a body is no batch: `code` has words in the labels, `pointer` says where (a JSON pointer)."""

    code: str
    pointer: str
    values: Mapping[str, Any]


KNOWN = ("orders", "source", "profile", "partial", "dry_run")


def read_batch(body: Any) -> Batch | list[BatchFault]:
    """A batch from a body that is JSON already, or all that is wrong with its shape."""
    if not isinstance(body, dict):
        return [BatchFault("api_not_object", "", {})]
    faults = [
        BatchFault("api_unknown_member", f"/{_pointer(name)}", {"name": name[:80]})
        for name in body
        if name not in KNOWN
    ]
    for name in ("source", "profile"):
        value = body.get(name)
        if value is not None and (not isinstance(value, str) or not 0 < len(value.strip()) <= 80):
            faults.append(BatchFault("api_bad_name", f"/{name}", {"name": name}))
        elif isinstance(value, str) and not _storable(value):
            faults.append(BatchFault("api_bad_character", f"/{name}", {}))
    named = [name for name in ("source", "profile") if body.get(name) is not None]
    if len(named) == 2:
        faults.append(BatchFault("api_source_and_profile", "/source", {}))
    if not named:
        faults.append(BatchFault("api_no_source", "", {}))
    for name in ("partial", "dry_run"):
        if not isinstance(body.get(name, False), bool):
            faults.append(BatchFault("api_not_bool", f"/{name}", {"name": name}))
    faults += _order_faults(body.get("orders"))
    if faults:
        return faults
    return Batch(
        orders=body["orders"],
        source=body["source"].strip() if "source" in named else None,
        profile=body["profile"].strip() if "profile" in named else None,
        partial=body.get("partial", False),
        dry_run=body.get("dry_run", False),
    )


def _order_faults(orders: Any) -> list[BatchFault]:
    if not isinstance(orders, list) or not orders:
        return [BatchFault("api_no_orders", "/orders", {})]
    if len(orders) > MOST_ORDERS:
        return [BatchFault("api_too_many", "/orders", {"count": len(orders), "most": MOST_ORDERS})]
    shapeless = [
        BatchFault("api_order_not_object", f"/orders/{index}", {})
        for index, order in enumerate(orders)
        if not isinstance(order, dict) or not order
    ]
    return shapeless or [
        BatchFault("api_bad_character", f"/orders/{index}{pointer}", {})
        for index, order in enumerate(orders)
        for pointer in _unstorable_names(order)
    ]


def _unstorable_names(value: Any, before: str = "", depth: int = 0) -> list[str]:
    """Where names of members hold what no text may hold. (A value that does makes its row a wrong one.)"""
    if not isinstance(value, dict) or depth > DEEPEST:
        return []
    found = [f"{before}/{_pointer(name)}" for name in value if not _storable(name)]
    for name, item in value.items():
        if isinstance(item, dict):
            found += _unstorable_names(item, f"{before}/{_pointer(name)}", depth + 1)
    return found


def _storable(text: str) -> bool:
    """Can a database keep it? No NUL, and no half of a character."""
    return "\0" not in text and not any("\ud800" <= character <= "\udfff" for character in text)


def field_faults(
    orders: Sequence[Mapping[str, Any]], known: Collection[str], needed: Sequence[str]
) -> list[BatchFault]:
    """What is wrong with orders under our own field names: names that we do not have, values that are no plain values, and
    fields that no order has though each needs them. (An order that lacks one is a row that is wrong.)"""
    faults = []
    strange: set[str] = set()
    for index, order in enumerate(orders):
        for name, value in order.items():
            if name not in known and name not in strange:
                strange.add(name)
                faults.append(BatchFault("api_unknown_field", f"/orders/{index}/{_pointer(name)}", {"name": name[:80]}))
            elif isinstance(value, dict | list):
                faults.append(BatchFault("api_nested", f"/orders/{index}/{_pointer(name)}", {"name": name[:80]}))
    faults += [
        BatchFault("api_missing_field", "/orders", {"name": name})
        for name in needed
        if not any(name in order for order in orders)
    ]
    return faults


def pointer_of(row: int, name: str) -> str:
    """Where in the batch a value stands; rows count from 1."""
    return f"/orders/{row - 1}/{_pointer(name)}" if name else f"/orders/{row - 1}"


def _pointer(name: str) -> str:
    """A name as a part of a JSON pointer (RFC 6901)."""
    return name.replace("~", "~0").replace("/", "~1")
