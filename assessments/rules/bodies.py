"""What an item needs beside its options and key, as the bank keeps it: JSON in which what is not said is left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from assessments.rules.items import Accepted, ItemDraft, Spot, Words
from assessments.rules.placed import offered

_NOTHING = Words()


@dataclass(frozen=True)
class Body:
    """The same fields as in `ItemDraft`; `figures`: name of a picture in the text → its file; `aspect`: height of the
    main figure divided by its width."""

    answers: tuple[Accepted, ...] = ()
    pairs: tuple[tuple[Words, Words], ...] = ()
    distractors: tuple[Words, ...] = ()
    rubric: str = ""
    model_answer: Words = _NOTHING
    spots: tuple[Spot, ...] = ()
    fractions: tuple[float, ...] = ()
    partial: bool = False
    option_feedback: tuple[Words, ...] = ()
    figures: Mapping[str, int] = field(default_factory=dict)
    points: float = 1.0
    aspect: float = 1.0

    @property
    def choices(self) -> list[Words]:
        """What matching offers to choose from."""
        return offered(self.pairs, self.distractors)

    @property
    def rights(self) -> list[int]:
        """For each pair, which of `choices` belongs to it."""
        choices = self.choices
        return [choices.index(right) for _left, right in self.pairs]

    @classmethod
    def of(cls, draft: ItemDraft, figures: Mapping[str, int] | None = None, aspect: float = 1.0) -> Body:
        """The body of a draft whose pictures are stored."""
        shared = {name: getattr(draft, name) for name in _SHARED}
        return cls(**shared, figures=dict(figures or {}), aspect=aspect)

    @classmethod
    def read(cls, raw: Mapping[str, Any] | None) -> Body:
        """From the bank's JSON."""
        raw = raw or {}
        return cls(
            answers=tuple(_accepted(entry) for entry in raw.get("answers", ())),
            pairs=tuple((_words(left), _words(right)) for left, right in raw.get("pairs", ())),
            distractors=tuple(_words(entry) for entry in raw.get("distractors", ())),
            rubric=raw.get("rubric", ""),
            model_answer=_words(raw.get("model_answer")),
            spots=tuple(
                Spot(entry["shape"], tuple(entry["numbers"]), entry["right"], _words(entry.get("label")))
                for entry in raw.get("spots", ())
            ),
            fractions=tuple(raw.get("fractions", ())),
            partial=raw.get("partial", False),
            option_feedback=tuple(_words(entry) for entry in raw.get("option_feedback", ())),
            figures=raw.get("figures", {}),
            points=raw.get("points", 1.0),
            aspect=raw.get("aspect", 1.0),
        )

    def as_json(self) -> dict[str, Any]:
        """As the bank keeps it."""
        told: dict[str, Any] = {
            "answers": [_accepted_json(answer) for answer in self.answers],
            "pairs": [[left.as_dict(), right.as_dict()] for left, right in self.pairs],
            "distractors": [words.as_dict() for words in self.distractors],
            "rubric": self.rubric,
            "model_answer": self.model_answer.as_dict() if self.model_answer else {},
            "spots": [_spot_json(spot) for spot in self.spots],
            "fractions": list(self.fractions),
            "partial": self.partial,
            "option_feedback": [words.as_dict() for words in self.option_feedback] if any(self.option_feedback) else [],
            "figures": dict(self.figures),
        }
        told = {name: value for name, value in told.items() if value}
        if self.points != 1:
            told["points"] = self.points
        if self.spots:
            told["aspect"] = round(self.aspect, 6)
        return told


_SHARED = (
    "answers", "pairs", "distractors", "rubric", "model_answer", "spots", "fractions", "partial", "option_feedback",
    "points",
)  # fmt: skip


def _words(raw: Mapping[str, str] | None) -> Words:
    return Words(raw.get("zh", ""), raw.get("en", "")) if raw else Words()


def _accepted(raw: Mapping[str, Any]) -> Accepted:
    return Accepted(**{**raw, "feedback": _words(raw.get("feedback"))})


def _accepted_json(answer: Accepted) -> dict[str, Any]:
    plain = Accepted()
    names = ("text", "value", "tolerance", "unit", "fraction", "match_case")
    told = {name: getattr(answer, name) for name in names if getattr(answer, name) != getattr(plain, name)}
    return {**told, "feedback": answer.feedback.as_dict()} if answer.feedback else told


def _spot_json(spot: Spot) -> dict[str, Any]:
    told: dict[str, Any] = {"shape": spot.shape, "numbers": list(spot.numbers), "right": spot.right}
    return {**told, "label": spot.label.as_dict()} if spot.label else told
