"""What Shifu's own YAML says of the kinds that are no choices, and of shares, pictures and points."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from assessments.rules.items import Accepted, Spot, Words

NUMBERS = (int, float)
FIELDS = {
    "answers", "pairs", "distractors", "rubric", "model_answer", "spots", "fractions", "partial", "option_feedback",
    "figures", "skill", "language_of", "points",
}  # fmt: skip


def wrong_shapes(raw: Mapping[str, Any]) -> list[str]:
    """Fields that are there, but not of the shape they need."""
    return [name for name, fits in _SHAPES.items() if name in raw and not fits(raw[name])]


def details(raw: Mapping[str, Any], words: Callable[[Any], Words]) -> dict[str, Any]:
    """The fields of a draft, of the right shape."""
    return {
        "answers": tuple(_accepted(entry, words) for entry in raw.get("answers", ())),
        "pairs": tuple((words(left), words(right)) for left, right in raw.get("pairs", ())),
        "distractors": tuple(words(entry) for entry in raw.get("distractors", ())),
        "rubric": raw.get("rubric", ""),
        "model_answer": words(raw.get("model_answer")),
        "spots": tuple(
            Spot(entry["shape"], tuple(float(n) for n in entry["numbers"]), entry["right"], words(entry.get("label")))
            for entry in raw.get("spots", ())
        ),
        "fractions": tuple(float(share) for share in raw.get("fractions", ())),
        "partial": raw.get("partial", False),
        "option_feedback": tuple(words(entry) for entry in raw.get("option_feedback", ())),
        "figures": tuple(raw.get("figures", ())),
        "skill": raw.get("skill", ""),
        "language_of": str(raw.get("language_of", "")),
        "points": float(raw.get("points", 1)),
    }


def _accepted(raw: Mapping[str, Any], words: Callable[[Any], Words]) -> Accepted:
    value = raw.get("value")
    return Accepted(
        text=str(raw.get("text", "")),
        value=None if value is None else float(value),
        tolerance=float(raw.get("tolerance", 0)),
        unit=str(raw.get("unit", "")),
        fraction=float(raw.get("share", 1)),
        match_case=raw.get("match_case", False) is True,
        feedback=words(raw.get("feedback")),
    )


def _is_words(value: Any) -> bool:
    return isinstance(value, dict | str)


def _is_number(value: Any) -> bool:
    return type(value) in NUMBERS


def _all(value: Any, fits: Callable[[Any], bool]) -> bool:
    return isinstance(value, list) and all(fits(entry) for entry in value)


def _is_accepted(entry: Any) -> bool:
    if not isinstance(entry, dict) or set(entry) - {
        "text",
        "value",
        "tolerance",
        "unit",
        "share",
        "match_case",
        "feedback",
    }:
        return False
    numbers = [entry[name] for name in ("value", "tolerance", "share") if name in entry]
    return all(_is_number(number) for number in numbers) and _is_words(entry.get("feedback", ""))


def _is_spot(entry: Any) -> bool:
    return (
        isinstance(entry, dict)
        and isinstance(entry.get("shape"), str)
        and _all(entry.get("numbers"), _is_number)
        and type(entry.get("right")) is bool
        and _is_words(entry.get("label", ""))
    )


def _is_pair(entry: Any) -> bool:
    return isinstance(entry, list) and len(entry) == 2 and all(_is_words(side) for side in entry)


_SHAPES: dict[str, Callable[[Any], bool]] = {
    "answers": lambda value: _all(value, _is_accepted),
    "pairs": lambda value: _all(value, _is_pair),
    "distractors": lambda value: _all(value, _is_words),
    "rubric": lambda value: isinstance(value, str),
    "model_answer": _is_words,
    "spots": lambda value: _all(value, _is_spot),
    "fractions": lambda value: _all(value, _is_number),
    "partial": lambda value: type(value) is bool,
    "option_feedback": lambda value: _all(value, _is_words),
    "figures": lambda value: _all(value, lambda entry: isinstance(entry, str)),
    "skill": lambda value: isinstance(value, str),
    "language_of": lambda value: isinstance(value, str | int),
    "points": _is_number,
}
