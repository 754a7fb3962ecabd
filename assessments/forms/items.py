"""The form in which an item is written: fields with numbers in their names, empty rows left out.

The same names serve for what a browser sends and for showing an item that is to be changed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from math import isfinite
from typing import Any

from assessments.models import Item, ItemVersion
from assessments.rules.bodies import Body
from assessments.rules.items import CHOICES, Accepted, Fault, ItemDraft, Place, Spot, Words
from assessments.rules.soundness import MOST_ANSWERS, MOST_OPTIONS, MOST_SPOTS
from lms.core.forms import half_width

ROWS = {"option": 8, "answer": 6, "pair": 8, "distractor": 4, "spot": 8}
"""How many rows are offered at least."""
MOST_ROWS = {
    "option": MOST_OPTIONS,
    "answer": MOST_ANSWERS,
    "pair": MOST_OPTIONS,
    "distractor": MOST_OPTIONS,
    "spot": MOST_SPOTS,
}
READ_ROWS = 100
MORE = {"option": 2, "answer": 6, "pair": 2, "distractor": 4, "spot": 4}
"""How many rows come at once where the page asks the server for more."""
_ROW = re.compile(r"(option|answer|pair|distractor|spot)-(\d{1,3})(?:-|$)")
Values = Mapping[str, str]


class Filled(dict[str, str]):
    """What a form was filled with; a field that nobody sent is empty."""

    def __missing__(self, name: str) -> str:
        return ""


def rows_of(values: Values) -> dict[str, int]:
    """How many rows of each sort there are: those usually offered, or as many as an item from a file brings."""
    found = dict(ROWS)
    for name in values:
        if said := _ROW.match(name):
            sort, row = said.group(1), int(said.group(2))
            found[sort] = max(found[sort], min(row + 1, READ_ROWS))
    return found


def with_more(values: Values) -> dict[str, str] | None:
    """What the form says with more empty rows of the sort that its button names; None where no such button was pressed."""
    sort = values.get("more", "")
    if sort not in ROWS:
        return None
    last = min(rows_of(values)[sort] + MORE[sort], MOST_ROWS[sort]) - 1
    told = {name: values[name] for name in values if name != "more"}
    return {f"{sort}-{last}": "", **told}


def read_draft(
    kind: str, topic: str, values: Values, figure: str, figures: tuple[str, ...]
) -> tuple[ItemDraft, list[Fault]]:
    """What the form says, and what in it is not even a number."""
    faults: list[Fault] = []
    rows = _options(values) if kind in (*CHOICES, "ordering") else []
    choice = kind in CHOICES
    shares = [values.get(f"option-{row}-share", "") for row in rows] if choice else []
    told = any(share.strip() for share in shares)
    draft = ItemDraft(
        place=Place(""),
        key=values.get("key", "").strip(),
        topic=topic,
        topic_title=Words(),
        kind=kind,
        stem=_words(values, "stem"),
        options=tuple(_words(values, f"option-{row}") for row in rows),
        correct=tuple(index for index, row in enumerate(rows) if choice and f"option-{row}-right" in values),
        difficulty=_whole(values.get("difficulty", "")),
        tier=values.get("tier", ""),
        product_line=values.get("product") or None,
        keep_order="keep_order" in values,
        feedback=_words(values, "feedback"),
        source=_words(values, "source"),
        figure=figure,
        answers=tuple(_answers(kind, values, faults)) if kind in ("numeric", "short") else (),
        pairs=tuple(_pairs(values)) if kind == "matching" else (),
        distractors=tuple(_listed(values, "distractor")) if kind == "matching" else (),
        rubric=values.get("rubric", "").strip() if kind == "essay" else "",
        model_answer=_words(values, "model_answer") if kind == "essay" else Words(),
        spots=tuple(_spots(values, faults)) if kind == "hot_spot" else (),
        fractions=tuple(_share(share or "0", faults, "fractions", "fraction_outside") for share in shares)
        if told
        else (),
        partial=kind == "ordering" and "partial" in values,
        option_feedback=_told([_words(values, f"option-{row}-why") for row in rows]) if choice else (),
        figures=figures,
        skill=values.get("skill", ""),
        language_of=values.get("language_of", "").strip(),
        points=_number(values.get("points", "") or "1", faults, "points", "points_outside", most=100),
    )
    return draft, faults


def _words(values: Values, name: str) -> Words:
    return Words(_text(values, f"{name}-zh"), _text(values, f"{name}-en"))


def _text(values: Values, name: str) -> str:
    return values.get(name, "").replace("\r\n", "\n").replace("\x00", "").strip()


def _options(values: Values) -> list[int]:
    """The rows up to the last that says something: an empty one between is a fault, not a gap to close."""
    told = [row for row in range(rows_of(values)["option"]) if _words(values, f"option-{row}")]
    return list(range(told[-1] + 1)) if told else []


def _told(words: list[Words]) -> tuple[Words, ...]:
    return tuple(words) if any(words) else ()


def _listed(values: Values, name: str) -> list[Words]:
    return [words for row in range(rows_of(values)[name]) if (words := _words(values, f"{name}-{row}"))]


def _pairs(values: Values) -> list[tuple[Words, Words]]:
    rows = [
        (_words(values, f"pair-{row}-left"), _words(values, f"pair-{row}-right"))
        for row in range(rows_of(values)["pair"])
    ]
    return [pair for pair in rows if any(pair)]


def _answers(kind: str, values: Values, faults: list[Fault]) -> list[Accepted]:
    found: list[Accepted] = []
    for row in range(rows_of(values)["answer"]):
        said = _text(values, f"answer-{row}")
        if not said:
            continue
        number = len(found) + 1
        feedback = _words(values, f"answer-{row}-why")
        share = _share(values.get(f"answer-{row}-share", "") or "100", faults, "answers", "answer_fraction_outside")
        if kind == "short":
            case = f"answer-{row}-case" in values
            found.append(Accepted(text=said, fraction=share, match_case=case, feedback=feedback))
        else:
            tolerance = _number(
                values.get(f"answer-{row}-tolerance", "") or "0", faults, "answers", "tolerance_wrong", number=number
            )
            value = _number(said, faults, "answers", "answer_not_a_number", number=number)
            unit = _text(values, f"answer-{row}-unit")
            found.append(Accepted(value=value, tolerance=tolerance, unit=unit, fraction=share, feedback=feedback))
    return found


def _spots(values: Values, faults: list[Fault]) -> list[Spot]:
    found: list[Spot] = []
    for row in range(rows_of(values)["spot"]):
        said = _text(values, f"spot-{row}-numbers").replace("，", ",").replace(";", ",").replace(" ", ",")
        if not said:
            continue
        number = len(found) + 1
        pieces = [piece for piece in said.split(",") if piece]
        numbers = tuple(
            round(_number(piece, faults, "spots", "spot_shape_wrong", number=number) / 100, 6) for piece in pieces
        )
        found.append(
            Spot(
                values.get(f"spot-{row}-shape", ""),
                numbers,
                f"spot-{row}-right" in values,
                _words(values, f"spot-{row}-label"),
            )
        )
    return found


def _number(text: str, faults: list[Fault], field: str, code: str, **told: Any) -> float:
    try:
        value = float(half_width(text).replace(",", "."))
        if isfinite(value):
            return value
        raise ValueError
    except ValueError:
        fault = Fault(Place(""), field, code, told)
        if fault not in faults:  # four words in one area are one thing to mend
            faults.append(fault)
        return 1.0


def _share(text: str, faults: list[Fault], field: str, code: str) -> float:
    """Percents as a fraction."""
    return round(_number(text.replace("%", "").replace("％", ""), faults, field, code) / 100, 6)


def _whole(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 4 else None


def values_of(item: Item, version: ItemVersion, language_of: str) -> dict[str, str]:
    """The form's fields for an item that is to be changed."""
    body = Body.read(version.body)
    values = {
        "key": item.key, "topic": str(item.topic_id), "difficulty": str(item.difficulty), "tier": item.tier,
        "product": item.product_line or "", "skill": item.skill or "", "language_of": language_of,
        "points": _shown(body.points), "rubric": body.rubric,
    }  # fmt: skip
    ticked = {"keep_order": version.keep_order, "partial": body.partial}
    for name, words in (("stem", version.stem), ("feedback", version.feedback), ("source", version.source), ("model_answer", body.model_answer)):  # fmt: skip
        values |= _both(name, words)
    for row, option in enumerate(version.options):
        values |= {f"option-{row}-zh": option.get("zh", ""), f"option-{row}-en": option.get("en", "")}
        ticked[f"option-{row}-right"] = row in version.correct
        values[f"option-{row}-share"] = _shown(100 * body.fractions[row]) if body.fractions else ""
        values |= _both(f"option-{row}-why", body.option_feedback[row]) if body.option_feedback else {}
    for row, answer in enumerate(body.answers):
        name = f"answer-{row}"
        values[name] = answer.text if answer.value is None else _shown(answer.value)
        values |= {
            f"{name}-tolerance": _shown(answer.tolerance) if answer.tolerance else "",
            f"{name}-unit": answer.unit,
        }
        values |= {f"{name}-share": _shown(100 * answer.fraction), **_both(f"{name}-why", answer.feedback)}
        ticked[f"{name}-case"] = answer.match_case
    for row, (left, right) in enumerate(body.pairs):
        values |= _both(f"pair-{row}-left", left) | _both(f"pair-{row}-right", right)
    for row, words in enumerate(body.distractors):
        values |= _both(f"distractor-{row}", words)
    for row, spot in enumerate(body.spots):
        numbers = ", ".join(_shown(100 * number) for number in spot.numbers)
        values |= {
            f"spot-{row}-shape": spot.shape,
            f"spot-{row}-numbers": numbers,
            **_both(f"spot-{row}-label", spot.label),
        }
        ticked[f"spot-{row}-right"] = spot.right
    return values | {name: "1" for name, is_ticked in ticked.items() if is_ticked}


def _both(name: str, words: Any) -> dict[str, str]:
    return {f"{name}-zh": words.zh, f"{name}-en": words.en}


def _shown(number: float) -> str:
    return f"{number:.10g}"
