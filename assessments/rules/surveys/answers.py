"""Reading what somebody answered: every question gets a value or a fault."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from assessments.rules.surveys.items import MULTIPLE, NUMBER, SINGLE, Item

LONGEST_TEXT = 2000


@dataclass(frozen=True)
class Given:
    """The answer to one question; all of it None where the question was left out."""

    number: float | None = None
    choices: tuple[str, ...] | None = None
    text: str | None = None

    @property
    def is_blank(self) -> bool:
        """Was the question left out?"""
        return self.number is None and self.choices is None and self.text is None


@dataclass(frozen=True)
class Complaint:
    """What is wrong with the answer to a question, with values for its words."""

    item: Item
    code: str
    values: Mapping[str, object]


def read_answers(
    items: Sequence[Item], all_of: Callable[[str], Sequence[str]]
) -> tuple[dict[str, Given], list[Complaint]]:
    """The answers by key of question, and what is wrong. `all_of(key)` gives the texts that came in for a question."""
    given: dict[str, Given] = {}
    complaints: list[Complaint] = []
    for item in items:
        texts = [text.strip() for text in all_of(item.key) if text.strip()]
        if not texts:
            given[item.key] = Given()
            if item.required:
                complaints.append(Complaint(item, "survey_answer_missing", {}))
            continue
        found = _read(item, texts)
        if isinstance(found, Given):
            given[item.key] = found
        else:
            complaints.append(found)
    return given, complaints


def _read(item: Item, texts: Sequence[str]) -> Given | Complaint:
    if item.is_rated:
        number = next((p.value for p in item.points if str(p.value) == texts[0]), None)
        return Complaint(item, "survey_answer_unknown", {}) if number is None else Given(number=float(number))
    if item.kind in (SINGLE, MULTIPLE):
        chosen = texts[:1] if item.kind == SINGLE else texts
        known = [option.key for option in item.options if option.key in chosen]
        if len(known) < len(set(chosen)):
            return Complaint(item, "survey_answer_unknown", {})
        return Given(choices=tuple(known))
    if item.kind == NUMBER:
        return _number(item, texts[0])
    if len(texts[0]) > LONGEST_TEXT or "\x00" in texts[0]:
        return Complaint(item, "survey_answer_too_long", {"most": LONGEST_TEXT})
    return Given(text=texts[0])


def _number(item: Item, text: str) -> Given | Complaint:
    try:
        number = float(text.replace(",", ".").replace("，", "."))
    except ValueError:
        return Complaint(item, "survey_answer_no_number", {})
    if not math.isfinite(number) or abs(number) > 1e9:
        return Complaint(item, "survey_answer_no_number", {})
    if item.low is not None and number < item.low:
        return Complaint(item, "survey_answer_too_low", {"low": f"{item.low:g}"})
    if item.high is not None and number > item.high:
        return Complaint(item, "survey_answer_too_high", {"high": f"{item.high:g}"})
    return Given(number=number)
