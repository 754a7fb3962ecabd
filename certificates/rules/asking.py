"""The filter of the register in one line, as commands take it: `unit=shanghai tier=2 expires<2027-01-01 cohort=2026-03`.

Points are parted by spaces and all have to hold; a value with spaces stands in quotation marks. Days take =, <, <=, > and >=,
everything else =. A point may come once, days twice, so that a span can be given.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, timedelta

from lms.core.rules import Refusal

TEXTS = ("unit", "tier", "scheme", "product", "status", "cohort", "number", "words")
DAYS = ("issued", "expires")
_POINT = re.compile(r"([a-z]+)(<=|>=|=|<|>)(.*)", re.DOTALL)


@dataclass(frozen=True)
class Asked:
    """What a line asks for: texts by point, and the first and the last day of a span by point."""

    texts: dict[str, str] = field(default_factory=dict)
    first: dict[str, date] = field(default_factory=dict)
    last: dict[str, date] = field(default_factory=dict)


def read(line: str) -> tuple[Asked, tuple[Refusal, ...]]:
    """The points of a line, and everything that is wrong with it."""
    asked, faults = Asked(), []
    try:
        words = shlex.split(line)
    except ValueError:
        return asked, (Refusal("asked_quotation", {}),)
    for word in words:
        if fault := _read_point(word, asked):
            faults.append(fault)
    for name in DAYS:
        if name in asked.first and name in asked.last and asked.first[name] > asked.last[name]:
            faults.append(Refusal("asked_span", {"point": name, "first": asked.first[name], "last": asked.last[name]}))
    return asked, tuple(faults)


def _read_point(word: str, asked: Asked) -> Refusal | None:
    match = _POINT.fullmatch(word)
    if match is None:
        return Refusal("asked_shape", {"word": word[:60]})
    name, sign, value = match.groups()
    if name in TEXTS:
        if sign != "=":
            return Refusal("asked_sign", {"point": name, "sign": sign})
        if not value:
            return Refusal("asked_empty", {"point": name})
        if name in asked.texts:
            return Refusal("asked_twice", {"point": name})
        asked.texts[name] = value
        return None
    if name not in DAYS:
        return Refusal("asked_unknown", {"point": name, "known": ", ".join((*TEXTS, *DAYS))})
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return Refusal("asked_day", {"point": name, "value": value[:40]})
    return _span(name, sign, day, asked)


def _span(name: str, sign: str, day: date, asked: Asked) -> Refusal | None:
    """Strictly before and after are a day less and a day more."""
    spans = {
        "=": ((asked.first, day), (asked.last, day)), "<": ((asked.last, day - timedelta(1)),), "<=": ((asked.last, day),),
        ">": ((asked.first, day + timedelta(1)),), ">=": ((asked.first, day),),
    }  # fmt: skip
    for bounds, bound in spans[sign]:
        if name in bounds:
            return Refusal("asked_twice", {"point": f"{name}{sign}"})
        bounds[name] = bound
    return None


def one_of(point: str, value: str, known: Collection[str]) -> Refusal:
    """That a value is none of those a point can have; some of those are named."""
    some = sorted(known)
    return Refusal("asked_value", {
        "point": point, "value": value[:60], "known": ", ".join(some[:12]) + (" …" if len(some) > 12 else ""),
    })  # fmt: skip
