"""A question of a finished attempt with what was right and why: the same shape for every kind."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assessments.models import EssayMark, Rubric
from assessments.rules.answers import chosen_options
from assessments.rules.bodies import Body
from assessments.rules.items import CHOICES, Accepted, Words
from assessments.rules.placed import spots_at
from assessments.rules.regrading import DROP
from assessments.rules.written import number_share, text_share
from lms.core.bilingual import Bilingual

_NOTHING = Bilingual()


@dataclass(frozen=True)
class Line:
    """One thing that could be answered. `given`: what was answered for it, `wanted`: what is right; `is_right` None where
    that is nobody's question (an option that is neither right nor chosen)."""

    text: Bilingual
    is_chosen: bool
    is_right: bool
    given: Bilingual | None = None
    wanted: Bilingual | None = None
    feedback: Bilingual = _NOTHING


@dataclass(frozen=True)
class MarkedQuestion:
    """A question of a finished attempt, with what was right and why. `score` is None while it waits to be marked."""

    position: int
    kind: str
    stem: Bilingual
    lines: tuple[Line, ...]
    score: float | None
    points: float
    is_answered: bool
    given: Mapping[str, Any]
    body: Body
    order: tuple[int, ...]
    feedback: Bilingual
    source: Bilingual
    topic: Bilingual
    has_figure: bool
    marks: tuple[EssayMark, ...] = ()
    """The marks of people that made the points: who gave them stays unknown."""
    rated_by: Rubric | None = None
    corrected: str = ""
    """In which way the question was marked anew after the exam, if it was."""

    @property
    def outcome(self) -> str:
        """ "awaiting", "right", "partly", "wrong", "unanswered", or "left out" of the total."""
        if self.corrected == DROP and not self.points:
            return "left out"
        if self.score is None:
            return "awaiting"
        if not self.is_answered:
            return "unanswered"
        if self.score >= self.points - 1e-6:
            return "right"
        return "partly" if self.score > 0 else "wrong"

    @property
    def is_choice(self) -> bool:
        """Are there options to choose from?"""
        return self.kind in CHOICES

    @property
    def text(self) -> str:
        """What was typed."""
        return str(self.given.get("text", ""))


def marked_lines(
    kind: str, options: Sequence[Bilingual], correct: Sequence[int], body: Body, order: Sequence[int], given: Mapping[str, Any]
) -> tuple[Line, ...]:  # fmt: skip
    """The lines of one question."""
    if kind in CHOICES:
        chosen = chosen_options(given)
        told = body.option_feedback
        return tuple(
            Line(
                options[i], i in chosen, i in correct, feedback=_both(told[i]) if told and i in chosen else Bilingual()
            )
            for i in order
        )
    return _LINES[kind](options, body, order, given) if kind in _LINES else ()


def _typed(
    options: Sequence[Bilingual], body: Body, order: Sequence[int], given: Mapping[str, Any]
) -> tuple[Line, ...]:
    """The answers that earn everything, and the feedback of the one that was given."""
    numeric = any(answer.value is not None for answer in body.answers)
    found = (number_share if numeric else text_share)(body.answers, str(given.get("text", "")))[1]
    right = [answer for answer in body.answers if answer.fraction >= 1]
    lines = tuple(Line(_plainly(answer), answer is found, True) for answer in right)
    if found is None or not found.feedback:
        return lines
    return (*lines, Line(_plainly(found), True, found in right, feedback=_both(found.feedback)))


def accepted_words(answer: Accepted) -> str:
    """An accepted answer as it is shown: 3.5 ± 0.1 kPa, or the text."""
    if answer.value is None:
        return answer.text
    shown = f"{answer.value:.12g}" + (f" ± {answer.tolerance:.12g}" if answer.tolerance else "")
    return f"{shown} {answer.unit}".strip()


def _matched(
    options: Sequence[Bilingual], body: Body, order: Sequence[int], given: Mapping[str, Any]
) -> tuple[Line, ...]:
    choices, matches = body.choices, given.get("matches") or []
    lines = []
    for number, ((left, _right), right) in enumerate(zip(body.pairs, body.rights, strict=True)):
        mine = matches[number] if number < len(matches) else None
        said = _both(choices[mine]) if mine is not None and mine < len(choices) else None
        lines.append(Line(_both(left), mine is not None, mine == right, said, _both(choices[right])))
    return tuple(lines)


def _plainly(answer: Accepted) -> Bilingual:
    """An accepted answer for whoever sat the exam: dots where anything may stand."""
    words = accepted_words(answer)
    if answer.value is None:
        words = " … ".join(piece.strip() for piece in re.split(r"(?<!\\)\*", words) if piece.strip()).replace(
            "\\*", "*"
        )
    return Bilingual.of(words)


def _ordered(
    options: Sequence[Bilingual], body: Body, order: Sequence[int], given: Mapping[str, Any]
) -> tuple[Line, ...]:
    ranks = given.get("ranks") or []
    lines = []
    for index, option in enumerate(options):
        mine = ranks[index] if index < len(ranks) else None
        said = None if mine is None else Bilingual.of(str(mine))
        lines.append(Line(option, mine is not None, mine == index + 1, said, Bilingual.of(str(index + 1))))
    return tuple(lines)


def _pointed(
    options: Sequence[Bilingual], body: Body, order: Sequence[int], given: Mapping[str, Any]
) -> tuple[Line, ...]:
    point = given.get("point")
    hit: list[Any] = spots_at(body.spots, point[0], point[1], body.aspect) if point else [given.get("area")]
    return tuple(Line(_both(body.spots[i].label), i in hit, body.spots[i].right) for i in order)


def _both(words: Words) -> Bilingual:
    return Bilingual(words.zh, words.en)


_LINES: dict[str, Callable[..., tuple[Line, ...]]] = {
    "numeric": _typed,
    "short": _typed,
    "matching": _matched,
    "ordering": _ordered,
    "hot_spot": _pointed,
}
