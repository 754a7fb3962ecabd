"""Days and times of day that stand in columns of their own, and belong together."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from lms.kpis.rules.fields import BY_NAME
from lms.kpis.rules.profiles import FieldRule

_TIME = re.compile(r"\s*([上下]午|[AaPp][Mm])?\s*([01]?\d|2[0-4]):[0-5]\d(:[0-5]\d(\.\d+)?)?\s*([AaPp]\.?[Mm]\.?)?\s*")
_MIDNIGHT = re.compile(r"[ T]00:00(:00(\.0+)?)?$")
_HOLDS_TIME = re.compile(r"\d:\d\d|\d\s*[时点]|\d{12}")
_KIND = re.compile(r"日期|时间|时刻|date|time|day|[\W_]", re.IGNORECASE)
"""What a heading says beside what the moment is of."""
_CLEAR = 0.9


def is_time(text: str) -> bool:
    """Is it a time of day?"""
    return bool(_TIME.fullmatch(text))


def with_times(
    fields: Mapping[str, FieldRule], header: Sequence[str], values: Mapping[int, Sequence[str]], dated: Collection[int]
) -> dict[str, FieldRule]:
    """The rules, where a moment's column holds days only and another the times to them, by both columns: the one with
    the same heading but for “date” and “time”."""
    used = {column for rule in fields.values() for column in rule.columns}
    times = [
        index for index, texts in values.items()
        if header[index] not in used and texts and sum(map(is_time, texts)) >= _CLEAR * len(texts)
    ]  # fmt: skip
    found = dict(fields)
    for name, rule in fields.items():
        if BY_NAME[name].kind != "moment" or rule.after or len(rule.columns) != 1 or rule.columns[0] not in header:
            continue
        place = header.index(rule.columns[0])
        if place not in dated or any(_HOLDS_TIME.search(_MIDNIGHT.sub("", text)) for text in values[place]):
            continue
        own = next((index for index in times if _stem(header[index]) == _stem(header[place])), None)
        if own is not None:
            found[name] = replace(rule, columns=(header[place], header[own]))
            times.remove(own)
    return found


def _stem(heading: str) -> str:
    return _KIND.sub("", heading).casefold()
