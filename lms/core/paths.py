"""Paths of pages for notices, made outside of requests too: actions are also called by commands and jobs."""

from __future__ import annotations

from typing import Any

from flask import current_app


def path_to(endpoint: str, **values: Any) -> str:
    """The path of a page within this application, without scheme and host."""
    return current_app.url_map.bind("").build(endpoint, values)
