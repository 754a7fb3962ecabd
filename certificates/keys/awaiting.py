"""Waiting for what pyHanko only offers as a coroutine, also where the caller's thread runs an event loop of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

T = TypeVar("T")


def awaited(coroutine: Coroutine[Any, Any, T]) -> T:
    """What a coroutine comes to. A thread cannot run two event loops: where one runs already (an asynchronous server, a
    notebook, a browser driven from the same thread), another thread does the work and this one waits."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(coroutine)
    with ThreadPoolExecutor(max_workers=1) as other:
        return other.submit(asyncio.run, coroutine).result()
