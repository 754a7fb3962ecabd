"""What an item has that a foreign format has no place for, as JSON beside it, so that a file of ours comes back whole."""

from __future__ import annotations

import dataclasses
import json
import math
from collections.abc import Callable
from typing import Any

from assessments.rules.items import Accepted, ItemDraft, Spot, Words

OURS = frozenset(
    "topic topic_title difficulty tier product_line keep_order source rubric skill language_of points".split()
)
"""Fields that say how we sort an item; the others are the question itself, and another system misses them."""
LONGEST = 200_000


class WrongParticulars(ValueError):
    """The JSON is not what we write; the message is the field."""


def _words(value: Any) -> Words:
    if not isinstance(value, dict) or not all(isinstance(value.get(tag, ""), str) for tag in ("zh", "en")):
        raise TypeError
    return Words(value.get("zh", ""), value.get("en", ""))


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _truth(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise TypeError
    return float(value)


def _whole(value: Any) -> int:
    if type(value) is not int:
        raise TypeError
    return value


def _maybe(read: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda value: None if value is None else read(value)


def _several(read: Callable[[Any], Any]) -> Callable[[Any], tuple[Any, ...]]:
    def read_all(value: Any) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise TypeError
        return tuple(read(each) for each in value)

    return read_all


def _accepted(value: Any) -> Accepted:
    return Accepted(
        _text(value["text"]), _maybe(_number)(value["value"]), _number(value["tolerance"]), _text(value["unit"]),
        _number(value["fraction"]), _truth(value["match_case"]), _words(value["feedback"]),
    )  # fmt: skip


def _spot(value: Any) -> Spot:
    numbers = _several(_number)(value["numbers"])
    return Spot(_text(value["shape"]), numbers, _truth(value["right"]), _words(value["label"]))


def _pair(value: Any) -> tuple[Words, Words]:
    left, right = value
    return _words(left), _words(right)


_READERS: dict[str, Callable[[Any], Any]] = {
    "topic": _text, "topic_title": _words, "kind": _text, "stem": _words, "options": _several(_words),
    "correct": _several(_whole), "difficulty": _maybe(_whole), "tier": _text, "product_line": _maybe(_text), "keep_order": _truth,
    "feedback": _words, "source": _words, "figure": _text, "answers": _several(_accepted), "pairs": _several(_pair),
    "distractors": _several(_words), "rubric": _text, "model_answer": _words, "spots": _several(_spot),
    "fractions": _several(_number), "partial": _truth, "option_feedback": _several(_words), "figures": _several(_text),
    "skill": _text, "language_of": _text, "points": _number,
}  # fmt: skip


def differences(meant: ItemDraft, read: ItemDraft) -> dict[str, Any]:
    """What a file would not say of an item: its fields as JSON holds them."""
    plain = dataclasses.asdict(meant)
    return {name: plain[name] for name in _READERS if getattr(meant, name) != getattr(read, name)}


def restored(read: ItemDraft, said: str) -> tuple[ItemDraft, str]:
    """A draft with its particulars, and the pool that they name. Raises WrongParticulars."""
    if len(said) > LONGEST:
        raise WrongParticulars("length")
    try:
        fields = json.loads(said)
    except (ValueError, RecursionError) as error:
        raise WrongParticulars("JSON") from error
    if not isinstance(fields, dict):
        raise WrongParticulars("JSON")
    pool, key = fields.pop("pool", ""), fields.pop("key", "")
    made: dict[str, Any] = {}
    for name, value in fields.items():
        if name not in _READERS:
            raise WrongParticulars(name[:40])
        try:
            made[name] = _READERS[name](value)
        except (TypeError, ValueError, KeyError) as error:
            raise WrongParticulars(name) from error
    if not (isinstance(pool, str) and isinstance(key, str)):
        raise WrongParticulars("key")
    return dataclasses.replace(read, **made, key=key or read.key), pool
