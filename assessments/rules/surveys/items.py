"""The questions of a questionnaire, as plain data and as they are asked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

SCALE, NPS, SINGLE, MULTIPLE, NUMBER, TEXT = "scale", "nps", "single", "multiple", "number", "text"
KINDS = (SCALE, NPS, SINGLE, MULTIPLE, NUMBER, TEXT)
STEMS = (
    "satisfaction", "relevance", "engagement", "confidence", "commitment", "recommend", "application", "behaviour",
    "driver", "obstacle", "trainer", "organisation", "knowledge", "comment",
)  # fmt: skip
"""What a question measures; a part may follow after a colon: `driver:reward`, `behaviour:diagnosis`."""
DRIVERS = ("reinforce", "encourage", "reward", "monitor")
ROLES = ("learner", "supervisor", "observer")
ROUND_ROLES = ("self", "supervisor", "peer", "mentee")
"""As whom somebody answers in a 360° round."""
EACH_AIM = "aim"
AIM = "%(aim)s"
"""Where the aim stands in the text of a question that is asked once for each aim."""
WHOLE = "all"
"""The code of the one aim that stands for a course without aims of its own."""

Text = Mapping[str, str]
_CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True)
class Point:
    """One point of a scale. A point in the middle of a long scale may have a number and no words."""

    value: int
    text: Text


@dataclass(frozen=True)
class Option:
    """One thing to choose."""

    key: str
    text: Text


@dataclass(frozen=True)
class Item:
    """One question."""

    key: str
    kind: str
    measure: str
    text: Text
    note: Text
    required: bool = True
    scale: str = ""
    points: tuple[Point, ...] = ()
    options: tuple[Option, ...] = ()
    low: float | None = None
    high: float | None = None
    each: str = ""

    @property
    def stem(self) -> str:
        """What it measures, without the part."""
        return self.measure.partition(":")[0]

    @property
    def is_rated(self) -> bool:
        """Is it answered with a point of a scale?"""
        return self.kind in (SCALE, NPS)

    @property
    def same(self) -> tuple[Any, ...]:
        """Answers to questions of which this agrees may be counted together, across versions."""
        return (self.key, self.kind, tuple(point.value for point in self.points), tuple(o.key for o in self.options))


def is_code(text: str) -> bool:
    """Small letters, digits and single hyphens."""
    return len(text) <= 60 and _CODE.fullmatch(text) is not None


def is_measure(text: str) -> bool:
    """A known stem, with or without a part."""
    stem, colon, part = text.partition(":")
    return stem in STEMS and (not colon or is_code(part))


def read_item(data: Mapping[str, Any]) -> Item:
    """A question from its plain data, which must be free of faults."""
    return Item(
        key=data["key"],
        kind=data["kind"],
        measure=data.get("measure") or "",
        text=_text(data.get("text")),
        note=_text(data.get("note")),
        required=bool(data.get("required", True)),
        scale=data.get("scale") or "",
        points=tuple(Point(int(point["value"]), _text(point)) for point in data.get("points") or ()),
        options=tuple(Option(option["key"], _text(option)) for option in data.get("options") or ()),
        low=data.get("low"),
        high=data.get("high"),
        each=data.get("each") or "",
    )


def with_points(data: Mapping[str, Any], scales: Mapping[str, Sequence[Mapping[str, Any]]]) -> dict[str, Any]:
    """A question as it is published: the points of its scale stand with it, so that a later scale changes nothing."""
    if data["kind"] not in (SCALE, NPS):
        return dict(data)
    scale = data.get("scale") or "recommend-10"
    return {**data, "scale": scale, "points": [dict(point) for point in scales[scale]]}


def asked(items: Iterable[Item], aims: Sequence[Mapping[str, str]]) -> list[Item]:
    """The questions as one person is asked them: those for each aim stand once for every aim of the context, and not
    at all where it has none."""
    found: list[Item] = []
    for item in items:
        if item.each == EACH_AIM:
            found += [for_aim(item, aim) for aim in aims]
        else:
            found.append(item)
    return found


def for_aim(item: Item, aim: Mapping[str, str]) -> Item:
    """The question about one aim."""
    text = {tongue: item.text.get(tongue, "").replace(AIM, aim.get(tongue, "")) for tongue in ("zh", "en")}
    return replace(item, key=f"{item.key}:{aim['code']}", measure=f"{item.stem}:{aim['code']}", text=text, each="")


def minutes(items: Sequence[Item]) -> int:
    """About how long answering takes: ten seconds a choice, forty a text, never less than one minute."""
    return _whole_minutes(sum(_seconds(item.kind) for item in items))


def minutes_written(items: Iterable[Mapping[str, Any]], aims: int) -> int:
    """The same from questions as they are kept, those for each aim once for so many aims; nothing else is read of them."""
    return _whole_minutes(sum(_seconds(item["kind"]) * (aims if item.get("each") == EACH_AIM else 1) for item in items))


def _seconds(kind: str) -> int:
    return 40 if kind == TEXT else 10


def _whole_minutes(seconds: int) -> int:
    return max(1, round(seconds / 60))


def _text(value: Any) -> dict[str, str]:
    value = value or {}
    return {"zh": str(value.get("zh") or ""), "en": str(value.get("en") or "")}
