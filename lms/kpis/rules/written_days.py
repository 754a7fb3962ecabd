"""Days as people write them: with the month's name or with numbers only, and in which order the numbers may stand."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

ORDERS = ("ymd", "dmy", "mdy")
EARLIEST = date(1990, 1, 1)
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAME = rf"({'|'.join(MONTHS)})(?:uary|ruary|ch|il|e|y|ust|t|tember|ober|ember)?\.?"
_WEEKDAY = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*[,.]?\s+)?"
_YEAR, _DAY, _REST = r"(\d{4}|\d\d)", r"(\d{1,2})(?:st|nd|rd|th)?", r"(?:$|[T,:\s]+(.*)$)"
_JOIN = r"[-./,\s]*"
NAMED = {
    "dmy": rf"(?i)^\s*{_WEEKDAY}{_DAY}{_JOIN}{_NAME}{_JOIN}{_YEAR}{_REST}",
    "mdy": rf"(?i)^\s*{_WEEKDAY}{_NAME}{_JOIN}{_DAY}[-./,\s]+{_YEAR}{_REST}",
    "ymd": rf"(?i)^\s*(\d{{4}}){_JOIN}{_NAME}{_JOIN}{_DAY}{_REST}",
}
"""Days whose month is named, so that nothing is in doubt: “03-Sep-2026”, “Thu, 3 September 2026”, “Sep 3, 2026”, “2026-Sep-03”.
Their parts in the order of the key, then what follows. Read by Python and by the fact engine alike."""
CHINESE = rf"^\s*(\d{{1,2}})[-\s]+(\d{{1,2}})\s*月\s*[-\s]+{_YEAR}{_REST}"
"""What databases in Chinese write for a named month: “03-9月-26”, the day first."""
_NAMED = [("dmy", re.compile(CHINESE)), *((order, re.compile(pattern)) for order, pattern in NAMED.items())]
_NUMBERS = re.compile(r"\s*(\d{1,4})\s*([-./年])\s*(\d{1,2})\s*[-./月]\s*(\d{4}|\d{1,2})(?:\s*日)?(?!\d)")
_EPOCHS = {"epoch": re.compile(r"[12]\d{9}(\.\d+)?"), "epoch_ms": re.compile(r"[12]\d{12}")}
"""Since 2001, and for as long as these words are read."""
_CLOCK = re.compile(r"(\d{1,2})[:.时点](\d\d?)(?:[:.分](\d\d?))?")


def is_day(text: str) -> bool:
    """Does it begin with a day?"""
    return bool(_NUMBERS.match(text)) or _named(text) is not None


def epoch_of(texts: Sequence[str]) -> str | None:
    """Do nearly all count seconds or milliseconds since 1970, and which?"""
    for way, pattern in _EPOCHS.items():
        if sum(bool(pattern.fullmatch(text.strip())) for text in texts) >= 0.9 * len(texts) > 0:
            return way
    return None


def mark_of(text: str) -> str:
    """What stands between the numbers, where their order is open; else nothing."""
    match = _NUMBERS.match(text)
    return match[2] if match and len(match[1]) < 3 else ""


def day_in(text: str, order: str) -> date | None:
    """The day of a text whose numbers stand in this order; what leaves no choice is read as it is."""
    match = _NUMBERS.match(text)
    if match is None:
        return _named(text)
    parts = (match[1], match[3], match[4])
    if len(match[1]) > 2:
        order = "ymd"
    elif (len(match[1]) != 2 or len(match[4]) > 2) if order == "ymd" else len(match[4]) < 2:
        return None
    return _day(**dict(zip(order, parts, strict=True)))


def moment_in(text: str, order: str) -> tuple[int, ...] | None:
    """The day and the time of day, to be compared."""
    day = day_in(text, order)
    if day is None:
        return None
    numbers = _NUMBERS.match(text)
    rest = text[numbers.end() :] if numbers else text
    clock = _CLOCK.search(rest)
    if clock is None:
        return day.year, day.month, day.day
    late = 12 if re.search(r"下午|pm", rest, re.IGNORECASE) and int(clock[1]) < 12 else 0
    return day.year, day.month, day.day, int(clock[1]) + late, int(clock[2]), int(clock[3] or 0)


def moments_of(row: Sequence[str], orders: Mapping[int, str]) -> dict[int, tuple[int, ...]]:
    """The moments of a row, by column."""
    found = {index: moment_in(row[index] if index < len(row) else "", order) for index, order in orders.items()}
    return {index: moment for index, moment in found.items() if moment is not None}


def possible_orders(texts: Sequence[str], until: date) -> tuple[str, ...]:
    """The orders in which the most of these can be read as days up to `until`. Several: it makes a difference which."""
    unsure = list(dict.fromkeys(text for text in texts if mark_of(text)))
    if not unsure:
        return ("ymd",)
    read = {order: [day_in(text, order) for text in unsure] for order in ORDERS}
    counts = {order: sum(day is not None and EARLIEST <= day <= until for day in days) for order, days in read.items()}
    most = max(counts.values())
    found = [order for order in ORDERS if counts[order] == most > 0] or ["ymd"]
    if all(read[order] == read[found[0]] for order in found):
        return (found[0],)
    return tuple(found)


def _named(text: str) -> date | None:
    for order, pattern in _NAMED:
        if match := pattern.match(text):
            parts = dict(zip(order, match.groups(), strict=False))
            month = parts["m"].lower()
            return _day(**parts | {"m": month if month.isdecimal() else str(MONTHS.index(month) + 1)})
    return None


def _day(y: str, m: str, d: str) -> date | None:
    try:
        return date(int(y) + (2000 if len(y) < 3 else 0), int(m), int(d))
    except ValueError:
        return None
