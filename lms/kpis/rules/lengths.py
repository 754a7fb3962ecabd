"""How long something took, as exports tell it: a number whose unit stands in the heading, a clock (1:30:00), or words
(2 h 15 min, 2小时30分). Read by Python to propose, and by the fact engine alike."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lms.kpis.rules.cells import is_number
from lms.kpis.rules.sql import literal

_UNITS = (
    ("min", re.compile(r"minutes?|(?<![a-z])mins?(?![a-z])|分钟|[(（]分[)）]", re.IGNORECASE)),
    ("h", re.compile(r"hours?|(?<![a-z])hrs?(?![a-z])|小时|[(（\[]h[)）\]]", re.IGNORECASE)),
    ("s", re.compile(r"seconds?|(?<![a-z])secs?(?![a-z])|秒", re.IGNORECASE)),
)
HEADINGS = {
    "responded_at": re.compile(r"响应|首响|接单|respon|acknowledg", re.IGNORECASE),
    "arrived_at": re.compile(r"到达|到场|上门|抵达|arriv|on.?site", re.IGNORECASE),
    "resolved_at": re.compile(r"解决|修复|完工|完成|处理|resol|repair|fix|complet", re.IGNORECASE),
}
"""For a moment that an order often tells as a time since it was opened: the words such a column goes by."""
_NONE = re.compile(r"时限|要求|承诺|目标|标准|工时|sla|target|limit|due|promise|labou?r", re.IGNORECASE)
"""What was promised, and hours worked, are not the time that passed."""
_PASSED = re.compile(r"时长|用时|耗时|历时|duration|elapsed|taken|time to|(response|resolution|repair|arrival)[ _-]*time|hours|minutes", re.IGNORECASE)  # fmt: skip
"""What a column of clocks must be called; else they may as well be times of day."""
_NUMBER = r"(\d+(?:[.]\d+)?)\s*"
_CLOCK = r"^\s*(?:(\d+)(?:\s*days?,?|\s*d|\s*天|[.]|\s)\s*)?(\d+):(\d\d)(?::(\d\d)(?:[.]\d+)?)?\s*$"
_WORDED = (
    rf"(?i)^\s*(?:{_NUMBER}(?:days?|d|天|日)[\s,，]*)?(?:{_NUMBER}(?:hours?|hrs?|h|小时|时)[\s,，]*)?"
    rf"(?:{_NUMBER}(?:minutes?|mins?|m|分钟|分)[\s,，]*)?(?:{_NUMBER}(?:seconds?|secs?|s|秒钟|秒)\s*)?$"
)
_SECONDS = (86400, 3600, 60, 1)
_CLEAR = 0.9


def unit_in(heading: str) -> str | None:
    """The unit that a heading names."""
    return next((unit for unit, pattern in _UNITS if pattern.search(heading)), None)


def unit_of(heading: str, texts: Sequence[str]) -> str | None:
    """The unit of a column of lengths; None where its cells tell none. Clocks and words bring their own."""
    if _share(texts, is_number):
        return unit_in(heading)
    if _share(texts, is_worded) or (_share(texts, is_clock) and _PASSED.search(heading)):
        return unit_in(heading) or "h"
    return None


def is_length(field: str, heading: str, texts: Sequence[str]) -> bool:
    """Does a column tell how long it took until the field's moment?"""
    words = HEADINGS.get(field)
    hinted = words is not None and words.search(heading) and not _NONE.search(heading)
    return bool(hinted and texts and unit_of(heading, texts))


def is_worded(text: str) -> bool:
    """Is it a length of time with its units?"""
    return bool(text.strip()) and re.match(_WORDED, text) is not None


def is_clock(text: str) -> bool:
    """Is it hours, minutes and perhaps seconds, with days before them or not?"""
    return re.match(_CLOCK, text) is not None


def seconds_sql(text: str, plain: str, unit: str, seconds: float) -> str:
    """The SQL of the seconds in a text. `plain`: the SQL of the number that it is, in a unit of so many `seconds`. Two
    numbers of a clock are hours and minutes, under a heading in minutes minutes and seconds."""

    def part(pattern: str, group: int) -> str:
        return f"coalesce(TRY_CAST(regexp_extract({text}, {literal(pattern)}, {group}) AS DOUBLE), 0)"

    worded = " + ".join(f"{part(_WORDED, group)} * {worth}" for group, worth in enumerate(_SECONDS, start=1))
    clock = " + ".join(f"{part(_CLOCK, group)} * {worth}" for group, worth in enumerate(_SECONDS, start=1))
    if unit == "min":
        short = f"regexp_matches({text}, '^\\s*\\d+:\\d\\d\\s*$')"
        clock = f"CASE WHEN {short} THEN {part(_CLOCK, 2)} * 60 + {part(_CLOCK, 3)} ELSE {clock} END"
    told = f"regexp_matches({text}, '^\\s*\\d') AND regexp_matches({text}, {literal(_WORDED)})"
    return (
        f"CASE WHEN contains({text}, ':') THEN CASE WHEN regexp_matches({text}, {literal(_CLOCK)}) THEN {clock} END "
        f"ELSE coalesce({plain} * {seconds}, CASE WHEN {told} THEN {worded} END) END"
    )


def _share(texts: Sequence[str], fits: object) -> bool:
    return sum(map(bool, map(fits, texts))) >= _CLEAR * len(texts) > 0  # type: ignore[call-overload]
