"""What never changes once it is published, read once by each process and kept in its memory.

Keys hold the moment of publication beside the id, so that nothing of another database, or of a transaction that was
undone, is taken for it.
"""

from __future__ import annotations

from typing import Any

from flask import current_app


def kept(kind: str) -> dict[Any, Any]:
    """The memory for one kind of thing, of this application."""
    memory: dict[str, dict[Any, Any]] = current_app.extensions.setdefault("unchanging", {})
    return memory.setdefault(kind, {})
