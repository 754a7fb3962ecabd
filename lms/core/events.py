"""What happened, told upwards.

A lower package publishes a frozen dataclass; higher packages subscribe in `lms.app`. Handlers run at once, in the
same transaction: if one fails, all of it is undone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, current_app

Event = TypeVar("Event")


def subscribe(app: Flask, kind: type[Event], handler: Callable[[Event], None]) -> None:
    """From now on, call `handler` for each event of this kind."""
    app.extensions.setdefault("events", defaultdict(list))[kind].append(handler)


def publish(event: Any) -> None:
    """Tell every subscriber, in the order in which they were wired."""
    for handler in current_app.extensions.get("events", {}).get(type(event), ()):
        handler(event)


def provide(app: Flask, question: str, answer: Callable[..., Any]) -> None:
    """Wire a higher package's answer to a question that a lower one asks (a protocol documented there)."""
    app.extensions.setdefault("answers", defaultdict(list))[question].append(answer)


def answers(question: str) -> list[Callable[..., Any]]:
    """The functions wired for a question; empty where nobody answers."""
    return list(current_app.extensions.get("answers", {}).get(question, ()))
