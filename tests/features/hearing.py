"""Listening to what is published while a test runs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask

from lms.core import events


@contextmanager
def heard(app: Flask, *kinds: type[Any]) -> Iterator[list[Any]]:
    """Every event of these kinds, in the order in which they were told."""
    told: list[Any] = []
    for kind in kinds:
        events.subscribe(app, kind, told.append)
    yield told
    for kind in kinds:
        app.extensions["events"][kind].remove(told.append)
