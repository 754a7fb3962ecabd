"""What a cell of an export looks like: a number, a moment, day or month first."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

_DATE = re.compile(r"\s*(\d{1,4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,4})")
_NUMBER = re.compile(r"\s*[¥￥$€]?\s*[+-]?\d[\d,.]*\s*%?\s*")


def is_moment(text: str) -> bool:
    """Does it begin with a day?"""
    return bool(_DATE.match(text))


def is_value(text: str) -> bool:
    """Is it a number or a moment, and no word?"""
    return is_moment(text) or is_number(text)


def is_number(text: str) -> bool:
    """Is it a number, as people write numbers?"""
    return bool(_NUMBER.fullmatch(text))


def date_order(texts: Sequence[str]) -> str:
    """ymd, dmy or mdy; "doubtful" where no day beyond the twelfth tells day from month."""
    first = second = 0
    for text in texts:
        match = _DATE.match(text)
        if match and len(match[1]) < 3:
            first, second = max(first, int(match[1])), max(second, int(match[2]))
    if not first:
        return "ymd"
    if first > 12:
        return "dmy"
    return "mdy" if second > 12 else "doubtful"


def moments_of(row: Sequence[str], orders: Mapping[int, str]) -> dict[int, tuple[int, ...]]:
    """The moments of a row, to be compared."""
    found = {}
    for index, order in orders.items():
        numbers = [int(run) for run in re.findall(r"\d+", row[index] if index < len(row) else "")]
        if len(numbers) > 2:
            first, second, third, *rest = numbers
            day = {"dmy": (third, second, first), "mdy": (third, first, second)}.get(order, (first, second, third))
            found[index] = (*day, *rest)
    return found
