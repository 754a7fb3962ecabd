"""GIFT, the text format of Moodle: from its grammar to drafts."""

from __future__ import annotations

from typing import Any

from assessments.formats import Reading, decoded
from assessments.formats.drafting import Collector, Sketch, choice
from assessments.formats.gift_syntax import Entry, GiftFault, entries
from assessments.formats.texts import Rich, TextTooLong, rich
from assessments.rules.items import Accepted, Place

OURS = "shifu "
NOTHING = Rich()


def read(content: bytes, name: str) -> Reading:
    """Drafts by the line on which each question begins."""
    text = decoded(content)
    if text is None:
        return Reading.unreadable(name, "not_utf8")
    found = Collector(name)
    for entry in entries(text):
        if isinstance(entry, GiftFault):
            found.fault(entry.line, entry.code, **entry.values)
            continue
        try:
            _take(found, entry, Place(name, entry.line))
        except TextTooLong:
            found.fault(entry.line, "text_too_long")
    return found.reading()


def _take(found: Collector, entry: Entry, place: Place) -> None:
    data = entry.data
    if data["type"] == "Category":
        found.category(data["title"])
        return
    title = data["title"] or ""
    if data["type"] == "Description":
        found.leave(place, data["id"] or title, "description")
        return
    sketch = Sketch(
        place, "", _rich(data["stem"]), key=data["id"] or "", title=title, tags=data["tags"] or (),
        feedback=_rich(data.get("globalFeedback")),
        particulars=next((remark[len(OURS) :] for remark in entry.remarks if remark.startswith(OURS)), ""),
    )  # fmt: skip
    if reason := _READERS[data["type"]](sketch, data):
        found.leave(place, sketch.key or title, reason)
    else:
        found.add(sketch)


def _rich(text: dict[str, str] | None) -> Rich:
    return rich(text["text"], text["format"]) if text else Rich()


def _essay(sketch: Sketch, data: dict[str, Any]) -> str:
    sketch.kind = "essay"
    return ""


def _true_false(sketch: Sketch, data: dict[str, Any]) -> str:
    """The first remark is for those who are wrong, the second for those who are right."""
    sketch.kind, sketch.correct = "true_false", (0,) if data["isTrue"] else (1,)
    wrong, right = _rich(data["trueFeedback"]), _rich(data["falseFeedback"])
    sketch.option_feedback = (right, wrong) if data["isTrue"] else (wrong, right)
    return ""


def _choice(sketch: Sketch, data: dict[str, Any]) -> str:
    choices = data["choices"]
    sketch.options = [_rich(each["text"]) for each in choices]
    sketch.option_feedback = [_rich(each["feedback"]) for each in choices]
    single = any(each["isCorrect"] for each in choices)
    return choice(sketch, [_share(each) for each in choices], single=single)


def _share(each: dict[str, Any]) -> float:
    return float(each["isCorrect"]) if each["weight"] is None else round(each["weight"] / 100, 7)


def _short(sketch: Sketch, data: dict[str, Any]) -> str:
    sketch.kind = "short"
    answers = []
    for each in data["choices"]:
        text = _rich(each["text"]).said
        if text.strip("* "):
            answers.append((Accepted(text, fraction=_share(each)), _rich(each["feedback"])))
        else:
            sketch.lost.add("catch_all")
    sketch.answers = answers
    return ""


def _numeric(sketch: Sketch, data: dict[str, Any]) -> str:
    sketch.kind = "numeric"
    choices = data["choices"]
    if isinstance(choices, dict):
        sketch.answers = [(_accepted(choices, 1.0), Rich())]
        return ""
    answers = []
    for each in choices:
        if "number" in each["text"] or "numberLow" in each["text"]:
            answers.append((_accepted(each["text"], _share(each)), _rich(each["feedback"])))
        else:
            sketch.lost.add("catch_all")
    sketch.answers = answers
    return ""


def _accepted(number: dict[str, Any], fraction: float) -> Accepted:
    if number["type"] == "high-low":
        return between(number["numberLow"], number["numberHigh"], fraction)
    return Accepted(value=number["number"], tolerance=number.get("range", 0.0), fraction=fraction)


def between(low: float, high: float, fraction: float = 1.0) -> Accepted:
    """A range as its middle and half its width, without the dust of halving."""
    return Accepted(
        value=float(f"{(low + high) / 2:.12g}"), tolerance=float(f"{(high - low) / 2:.12g}"), fraction=fraction
    )


def _matching(sketch: Sketch, data: dict[str, Any]) -> str:
    sketch.kind = "matching"
    pairs = [(_rich(pair["subquestion"]), rich(pair["subanswer"], "moodle")) for pair in data["matchPairs"]]
    sketch.pairs = [pair for pair in pairs if pair[0]]
    sketch.distractors = [answer for question, answer in pairs if not question]
    return ""


def _ordering(sketch: Sketch, data: dict[str, Any]) -> str:
    sketch.kind = "ordering"
    sketch.options = [_rich(each) for each in data["choices"]]
    sketch.correct = tuple(range(len(sketch.options)))
    return ""


_READERS = {
    "Essay": _essay, "TF": _true_false, "MC": _choice, "Short": _short, "Numerical": _numeric, "Matching": _matching, "Ordering": _ordering,
}  # fmt: skip
