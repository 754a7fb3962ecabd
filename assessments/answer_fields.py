"""The fields in which a question is answered: what stands in them, and what a form brings back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from assessments.queries.attempts import Question, SavedAnswer
from assessments.rules.answers import shown_answer
from assessments.texts import rich

LETTERS = "ABCDEFGHIJ"
MOST_FIELDS = 20


@dataclass(frozen=True)
class Field:
    """One option, thing to order or to match, or area; `value` is what was answered for it."""

    place: int
    letter: str
    text: Markup
    value: Any


@dataclass(frozen=True)
class Fields:
    """What the page of a question needs beside its text."""

    fields: tuple[Field, ...]
    choices: tuple[tuple[int, str], ...] = ()
    text: str = ""
    point: tuple[float, float] | None = None


def fields_of(question: Question, saved: SavedAnswer | None, picture: Callable[[str], str | None]) -> Fields:
    """The fields of a question with what was saved in them."""
    answer = shown_answer(question.kind, saved.given if saved else {}, question.order, len(question.prompts))
    if question.kind == "matching":
        texts: Any = question.prompts
        values: Any = answer["matches"]
        choices = tuple((place, str(text)) for place, text in enumerate(question.options))
        return Fields(_fields(texts, values, picture), choices)
    if question.kind == "ordering":
        numbers = tuple((rank, str(rank)) for rank in range(1, len(question.options) + 1))
        return Fields(_fields(question.options, answer["ranks"], picture), numbers)
    if question.kind == "hot_spot":
        words = area_words([str(option) for option in question.options], list(question.places))
        chosen = [place == answer["area"] for place in range(len(words))]
        point = answer["point"]
        return Fields(_fields(words, chosen, picture), point=tuple(point) if point else None)
    if "text" in answer:
        return Fields((), text=answer["text"])
    chosen = [place in answer["chosen"] for place in range(len(question.options))]
    return Fields(_fields(question.options, chosen, picture))


def _fields(texts: Any, values: Any, picture: Callable[[str], str | None]) -> tuple[Field, ...]:
    return tuple(
        Field(place, LETTERS[place] if place < len(LETTERS) else str(place + 1), rich(text, picture), value)
        for place, (text, value) in enumerate(zip(texts, values, strict=True))
    )


def area_words(labels: list[str], places: list[tuple[float, float]]) -> list[str]:
    """What areas are called: by their label, else by where they lie; numbered where two would be called the same."""
    words = [label or _place_in_words(*place) for label, place in zip(labels, places, strict=True)]
    return [
        _("%(place)s (%(number)s)", place=word, number=words[: index + 1].count(word))
        if words.count(word) > 1
        else word
        for index, word in enumerate(words)
    ]


def _place_in_words(x: float, y: float) -> str:
    across, down = (0 if x < 1 / 3 else 1 if x <= 2 / 3 else 2), (0 if y < 1 / 3 else 1 if y <= 2 / 3 else 2)
    rows = (
        (_("top left"), _("top middle"), _("top right")),
        (_("middle left"), _("in the middle"), _("middle right")),
        (_("bottom left"), _("bottom middle"), _("bottom right")),
    )
    return rows[down][across]


def answer_of(form: MultiDict[str, str]) -> dict[str, Any]:
    """What a form says, for whichever kind the question is. A click on the picture (without JavaScript it sends the form)
    goes before an area, and that before a point saved earlier: so what was chosen last counts."""
    x, y, area = form.get("x", type=float), form.get("y", type=float), form.get("area", type=int)
    if (clicked := clicked_point(form)) is not None:
        (x, y), area = clicked, None
    return {
        "chosen": form.getlist("chosen", type=int),
        "text": form.get("text", ""),
        "matches": _numbered(form, "match"),
        "ranks": _numbered(form, "rank"),
        "area": area,
        "point": [x, y] if area is None and x is not None and y is not None else None,
    }


def clicked_point(form: MultiDict[str, str]) -> tuple[float, float] | None:
    """Where in the picture the form was sent by a click. Its corner says that it was a key: a browser then knows no place."""
    x, y = form.get("point.x", type=int), form.get("point.y", type=int)
    size = form.get("pointed", "").split()
    if not x or not y or len(size) != 2 or not all(side.isdecimal() and int(side) for side in size):
        return None
    return min(max(x / int(size[0]), 0.0), 1.0), min(max(y / int(size[1]), 0.0), 1.0)


def typed_number(text: str) -> float | None:
    """A number as people type it, with a point or a comma; None for anything else."""
    try:
        number = float(text.strip().replace(",", "."))
    except ValueError:
        return None
    return number if isfinite(number) else None


def _numbered(form: MultiDict[str, str], name: str) -> list[int | None]:
    found = []
    for number in range(MOST_FIELDS):
        if f"{name}-{number}" not in form:
            break
        found.append(form.get(f"{name}-{number}", type=int))
    return found


def picture_addresses(pictures: Mapping[str, int], endpoint: str, **values: Any) -> Callable[[str], str | None]:
    """Where the pictures within a question's text are: by number, so that no name tells anything. `values` are those that
    the address takes beside the number."""
    names = sorted(pictures)

    def address(name: str) -> str | None:
        if name not in pictures:
            return None
        return url_for(endpoint, number=names.index(name), **values)

    return address
