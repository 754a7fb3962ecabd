"""Answers: as a page sends them, places shown; as they are kept, by the bank's own indexes.

Kept are {"chosen": [option, …]} for choices, {"text": "…"} for numbers, short texts and essays,
{"matches": [thing or null, … one for each pair]}, {"ranks": [place or null, … one for each thing in the right order]},
{"point": [x, y]} or {"area": area} for spots; and always {"flagged": true or false}.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

CHOICES = ("single", "multiple", "true_false")
LONGEST = {"numeric": 60, "short": 500, "essay": 20_000}


def kept_answer(kind: str, raw: Mapping[str, Any], order: Sequence[int]) -> dict[str, Any] | None:
    """What is kept of an answer that a page sent; None where no page of ours could have sent it.

    `order`: place shown → index in the bank, of options, of things to choose from, or of areas.
    """
    if kind in CHOICES:
        chosen = _chosen(kind, raw.get("chosen"), order)
        return None if chosen is None else {"chosen": chosen}
    if kind in LONGEST:
        text = raw.get("text", "")
        return {"text": _clean(text)} if isinstance(text, str) and len(text) <= LONGEST[kind] else None
    if kind == "matching":
        matches = _places(raw.get("matches"), range(len(order)))
        return None if matches is None else {"matches": [None if m is None else order[m] for m in matches]}
    if kind == "ordering":
        ranks = _places(raw.get("ranks"), range(1, len(order) + 1))
        if ranks is None or len(ranks) not in (0, len(order)):
            return None
        by_bank: list[int | None] = [None] * len(order)
        for place, rank in enumerate(ranks):
            by_bank[order[place]] = rank
        return {"ranks": by_bank}
    return _pointed(raw, order)


def _chosen(kind: str, shown: Any, order: Sequence[int]) -> list[int] | None:
    if not isinstance(shown, list) or not all(type(place) is int and 0 <= place < len(order) for place in shown):
        return None
    if len(set(shown)) != len(shown) or (kind != "multiple" and len(shown) > 1):
        return None
    return sorted(order[place] for place in shown)


def _clean(text: str) -> str:
    """Without what no database keeps (NUL and half a character), and with one kind of line end."""
    return text.replace("\x00", "").replace("\r\n", "\n").encode("utf-8", "ignore").decode()


def _places(given: Any, allowed: range) -> list[int | None] | None:
    if not isinstance(given, list) or len(given) > 20:
        return None
    if not all(place is None or (type(place) is int and place in allowed) for place in given):
        return None
    return given


def _pointed(raw: Mapping[str, Any], order: Sequence[int]) -> dict[str, Any] | None:
    point, area = raw.get("point"), raw.get("area")
    if point is not None:
        numbers: list[Any] = point if isinstance(point, list) and len(point) == 2 else [None]
        if not all(type(n) in (int, float) and math.isfinite(n) and 0 <= n <= 1 for n in numbers):
            return None
        return {"point": [round(float(n), 4) for n in numbers]}
    if area is not None:
        return {"area": order[area]} if type(area) is int and 0 <= area < len(order) else None
    return {}


def is_answer(answer: object) -> bool:
    """Does what is kept say anything?"""
    if not isinstance(answer, Mapping):
        return False
    text, placed = answer.get("text"), [*_listed(answer, "matches"), *_listed(answer, "ranks")]
    return bool(
        _listed(answer, "chosen")
        or (isinstance(text, str) and text.strip())
        or any(place is not None for place in placed)
        or answer.get("point")
        or answer.get("area") is not None
    )


def _listed(answer: Mapping[str, Any], name: str) -> list[Any]:
    value = answer.get(name)
    return value if isinstance(value, list) else []


def chosen_options(answer: object) -> list[int]:
    """The options that a kept answer names; none where nothing was chosen."""
    return [i for i in _listed(answer, "chosen") if isinstance(i, int)] if isinstance(answer, Mapping) else []


def is_flagged(answer: object) -> bool:
    """Did the person mark the question to look at again?"""
    return isinstance(answer, Mapping) and bool(answer.get("flagged"))


def shown_answer(kind: str, kept: Mapping[str, Any], order: Sequence[int], prompts: int = 0) -> dict[str, Any]:
    """A kept answer as a page shows it, by places: the way back from `kept_answer`."""
    if kind in CHOICES:
        chosen = set(chosen_options(kept))
        return {"chosen": [place for place, index in enumerate(order) if index in chosen]}
    if kind in LONGEST:
        return {"text": str(kept.get("text", ""))}
    if kind == "matching":
        place_of = {index: place for place, index in enumerate(order)}
        matches = [place_of.get(match) for match in _listed(kept, "matches")][:prompts]
        return {"matches": matches + [None] * (prompts - len(matches))}
    if kind == "ordering":
        ranks = _listed(kept, "ranks")
        return {"ranks": [ranks[index] if index < len(ranks) else None for index in order]}
    area = kept.get("area")
    return {"point": kept.get("point"), "area": order.index(area) if area in order else None}
