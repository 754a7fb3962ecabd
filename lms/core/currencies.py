"""Which three letters are a currency."""

from __future__ import annotations

from functools import cache

from babel.numbers import list_currencies


@cache
def _known() -> frozenset[str]:
    return frozenset(list_currencies())


def is_currency(code: str) -> bool:
    """Is it a code of ISO 4217, in capital letters?"""
    return code in _known()
