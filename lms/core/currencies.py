"""Which three letters are a currency."""

from __future__ import annotations

from functools import cache

from babel.numbers import list_currencies

NO_MONEY = frozenset(("XXX", "XTS"))
"""Codes for no currency and for tests."""


@cache
def _known() -> frozenset[str]:
    return frozenset(list_currencies()) - NO_MONEY


def is_currency(code: str) -> bool:
    """Is it a code of ISO 4217, in capital letters?"""
    return code in _known()
