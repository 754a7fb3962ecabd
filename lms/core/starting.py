"""Starting a process: thousands of modules, classes and tables that all stay."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from werkzeug.routing import Rule


@contextmanager
def without_collecting() -> Iterator[None]:
    """Looks for no garbage among what is being imported, a seventh of a start's time, nor among it ever after."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


class LateRule(Rule):
    """A route that learns to write its addresses when the first is asked for: a tenth of a start goes into hundreds of
    little programs of which a process needs few."""

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        learn = super()._compile_builder
        learnt: list[Callable[..., tuple[str, str]]] = []

        def build(rule: Rule, *values: Any, **more: Any) -> tuple[str, str]:
            if not learnt:
                learnt.append(learn(append_unknown))
            return learnt[0](rule, *values, **more)

        return build
