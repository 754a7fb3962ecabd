"""What a cell of an export looks like: a number, a moment."""

from __future__ import annotations

import re

from lms.kpis.rules.written_days import is_day

_NUMBER = re.compile(r"\s*[¥￥$€]?\s*[+-]?\d[\d,.]*\s*%?\s*")


def is_value(text: str) -> bool:
    """Is it a number or a moment, and no word?"""
    return is_day(text) or is_number(text)


def is_number(text: str) -> bool:
    """Is it a number, as people write numbers?"""
    return bool(_NUMBER.fullmatch(text))
