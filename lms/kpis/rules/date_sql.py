"""The fact engine's SQL for moments that are not written in the usual way: local time from any text, NULL where it is none."""

from __future__ import annotations

from lms.kpis.rules.sql import literal, texts
from lms.kpis.rules.written_days import CHINESE, MONTHS, NAMED

WORDED = rf"(?i){'|'.join(MONTHS)}|月\s*-|[时点周]|星期|礼拜"
"""What tells that a moment holds words beside its numbers, other than halves of the day."""

_TIMES = (" %H:%M:%S", " %H:%M", "", " %H:%M:%S.%f", " %I:%M:%S %p", " %I:%M %p", " %H.%M", " %I:%M:%S.%f %p")
_ORDERS = {"ymd": "%Y/%m/%d", "dmy": "%d/%m/%Y", "mdy": "%m/%d/%Y"}


def written_date(text: str, dates: str) -> str:
    """A moment as a spreadsheet counts it, with words in it, or with numbers in this order."""
    return f"CASE {_excel(text)} WHEN regexp_matches({text}, {literal(WORDED)}) THEN {_worded(text, dates)} ELSE {_numbered(text, dates)} END"


def _numbered(text: str, dates: str) -> str:
    date = rf"regexp_replace(trim({text}), '^(\d+)\s*[-./年]\s*(\d+)\s*[-./月]\s*(\d+)(?:\s*日)?', '\1/\2/\3 ')"
    plain = _halves(rf"trim(regexp_replace({date}, '[T\s]+', ' ', 'g'))")
    forms = [_ORDERS[dates] + time for time in _TIMES]
    if dates != "ymd":
        # a short year is of this century; a date that begins with its year is never in doubt, so it may stand among the others
        plain = rf"regexp_replace({plain}, '^(\d\d?/\d\d?/)(\d\d)( |$)', '\120\2\3')"
        forms += [_ORDERS["ymd"] + time for time in _TIMES]
    else:
        plain = rf"regexp_replace({plain}, '^(\d\d)/(\d\d?/\d\d?)( |$)', '20\1/\2\3')"
        forms += ["%Y%m%d%H%M%S", "%Y%m%d %H:%M:%S", "%Y%m%d"]
    return f"try_strptime({plain}, [{texts(forms)}])"


def _halves(text: str) -> str:
    """With the half of the day behind its time, in English."""
    halves = rf"regexp_replace({text}, '(上午|下午|AM|PM|am|pm)\s*(\d+:\d+(:\d+)?)', '\2 \1')"
    return f"replace(replace(replace({halves}, '上午', 'AM'), '下午', 'PM'), '  ', ' ')"


def _worded(text: str, dates: str) -> str:
    forms = [day + time for day in dict.fromkeys(("%Y/%b/%d", _ORDERS["ymd"], _ORDERS[dates])) for time in _TIMES]
    return f"try_strptime({_spelled_out(text)}, [{texts(forms)}])"


def _spelled_out(text: str) -> str:
    """The text without weekdays; its year, month and day in this order where the month is named; the time with colons."""
    plain = rf"trim(regexp_replace({text}, '\s*(星期|周|礼拜)[一二三四五六日天]\s*', ' '))"
    for order, pattern in (("dmy", CHINESE), *NAMED.items()):
        year, month, day = (order.index(part) + 1 for part in "ymd")
        plain = rf"regexp_replace({plain}, {literal(pattern)}, '\{year}/\{month}/\{day} \4')"
    plain = rf"regexp_replace({plain}, '^(\d\d)(/\w+/\d)', '20\1\2')"
    plain = rf"regexp_replace({plain}, '^(\d+)\s*[-.年]\s*(\d+)\s*[-.月]\s*(\d+)(?:\s*日)?', '\1/\2/\3 ')"
    plain = rf"regexp_replace({plain}, '(\d+)\s*[时点.](\d\d)\s*[分.](\d\d)\s*秒?', '\1:\2:\3')"
    plain = rf"regexp_replace({plain}, '(\d+)\s*[时点]\s*(\d+)\s*分?', '\1:\2')"
    plain = rf"regexp_replace({plain}, '(:\d\d[.]\d{{6}})\d+', '\1')"
    return _halves(rf"trim(regexp_replace({plain}, '[T,\s]+', ' ', 'g'))")


def with_offset(text: str, dates: str) -> str:
    """A moment that names its offset, as UTC: as the engine reads it, with the month's name as mail does, or in any other
    way with the offset behind it."""
    spelled = rf"regexp_replace({_spelled_out(text)}, '\s*([+-]\d\d):?(\d\d)$', ' \1\2')"
    named = f"try_strptime({spelled}, ['%Y/%b/%d %H:%M:%S %z', '%Y/%b/%d %H:%M %z'])"
    bare = rf"regexp_replace({text}, '\s*(UTC|GMT|[Zz]|[+-]\d\d(:?\d\d)?)$', '')"
    ahead = rf"60 * coalesce(TRY_CAST(regexp_extract({text}, '([+-]\d\d)(:?\d\d)?$', 1) AS INTEGER), 0)"
    further = rf"coalesce(TRY_CAST(regexp_extract({text}, '([+-])\d\d:?(\d\d)$', 1) || regexp_extract({text}, '[+-]\d\d:?(\d\d)$', 1) AS INTEGER), 0)"
    behind = f"{_numbered(bare, dates)} - to_minutes({ahead} + {further})"
    return f"CASE WHEN regexp_matches({text}, {literal(WORDED)}) THEN timezone('UTC', {named}) ELSE coalesce(timezone('UTC', TRY_CAST({text} AS TIMESTAMPTZ)), {behind}) END"


def _excel(text: str) -> str:
    """A day as a spreadsheet counts it, with the time as its fraction, to the millisecond."""
    serial = f"CAST(round(TRY_CAST({text} AS DOUBLE) * 86400000) AS BIGINT)"
    return rf"WHEN regexp_matches({text}, '^\d{{5}}([.]\d+)?$') THEN TIMESTAMP '1899-12-30 00:00:00' + to_milliseconds({serial})"
