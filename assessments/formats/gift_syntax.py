"""GIFT as a grammar: what stands in the file, before it is made an item.

The shape of what comes out is that of the reference grammar of the format, so that its own examples can be compared.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

FORMATS = ("html", "markdown", "plain", "moodle")
_FORMAT = re.compile(r"\s*\[(html|markdown|plain|moodle)\]", re.IGNORECASE)
_WEIGHT = re.compile(r"\s*%(-?\d+(?:\.\d*)?)%")
_NUMBER = r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?"
_NUMERIC = re.compile(rf"\s*(?P<one>{_NUMBER})\s*(?:(?P<mark>:|\.\.)\s*(?P<two>{_NUMBER}))?\s*$")
_TRUTH = re.compile(r"\s*(TRUE|FALSE|T|F)\s*(?=#|$)", re.IGNORECASE)
_ESCAPED = "~=#{}:\\"
_COMMENT_MARKS = re.compile(r"\[(id|tag):((?:[^\]\\]|\\.)+)\]")


class GiftFault(Exception):
    """A block that is no question: where and why."""

    def __init__(self, line: int, code: str, **values: Any) -> None:
        super().__init__(code)
        self.line, self.code, self.values = line, code, values


@dataclass(frozen=True)
class Entry:
    """A question, a description or a category. `data` is as the reference grammar has it; `remarks` are its comments."""

    line: int
    data: dict[str, Any]
    remarks: tuple[str, ...] = ()


def entries(text: str) -> Iterator[Entry | GiftFault]:
    """What a file holds, in order; a block that cannot be understood comes as a fault and the next one is tried."""
    for line, block in _blocks(text):
        try:
            yield from _block(line, block)
        except GiftFault as fault:
            yield fault


def _blocks(text: str) -> Iterator[tuple[int, list[str]]]:
    """Runs of lines between blank ones, with the number of the first."""
    block: list[str] = []
    start = 1
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            start = start if block else number
            block.append(line)
        elif block:
            yield start, block
            block = []
    if block:
        yield start, block


def _block(start: int, lines: list[str]) -> Iterator[Entry]:
    remarks: list[str] = []
    body: list[str] = []
    first = start
    for number, line in enumerate(lines, start=start):
        if line.lstrip().startswith("//"):
            remarks.append(line.strip()[2:].strip())
        elif not body and line.lstrip().upper().startswith("$CATEGORY:"):
            yield Entry(number, {"type": "Category", "title": line.split(":", 1)[1].strip()})
        else:
            first = first if body else number
            body.append(line)
    if body:
        yield Entry(first, _question("\n".join(body), first, remarks), tuple(remarks))


def _question(text: str, line: int, remarks: list[str]) -> dict[str, Any]:
    title, rest = _title(text)
    before, inside, after = _braces(rest, line)
    named = _FORMAT.match(before) or (_FORMAT.match(after) if not before.strip() else None)
    form = named.group(1).lower() if named else "moodle"
    parts = [_clean(part, form) for part in (before, after)]
    marks: dict[str, Any] = {"id": None, "tags": None}
    for remark in remarks:
        for kind, value in _COMMENT_MARKS.findall(remark):
            value = re.sub(r"\\(.)", r"\1", value).strip()
            if kind == "id":
                marks["id"] = value
            else:
                marks["tags"] = [*(marks["tags"] or []), value]
    common: dict[str, Any] = {**marks, "title": title}
    if inside is None:
        return {
            **common,
            "type": "Description",
            "stem": {"format": form, "text": parts[0]},
            "hasEmbeddedAnswers": False,
        }
    embedded = bool(parts[1])
    stem = " ".join(part for part in (parts[0], "_____" if embedded else "", parts[1]) if part)
    shared = {**common, "stem": {"format": form, "text": stem}, "hasEmbeddedAnswers": embedded}
    return {**shared, **_answers(inside, form, line)}


def _title(text: str) -> tuple[str | None, str]:
    if not text.lstrip().startswith("::"):
        return None, text
    rest = text.lstrip()[2:]
    end = _find(rest, "::")
    if end < 0:
        return None, text
    return _clean(rest[:end], "moodle"), rest[end + 2 :]


def _find(text: str, marks: str, start: int = 0) -> int:
    """Where `marks` stand unescaped; -1 where they do not."""
    at = start
    while at < len(text):
        if text[at] == "\\" and at + 1 < len(text):
            at += 2
            continue
        if text.startswith(marks, at):
            return at
        at += 1
    return -1


def _braces(text: str, line: int) -> tuple[str, str | None, str]:
    opened = _find(text, "{")
    stray = _find(text, "}")
    if opened < 0:
        if stray >= 0:
            raise GiftFault(line + text[:stray].count("\n"), "gift_stray_brace")
        return text, None, ""
    here = line + text[:opened].count("\n")
    if 0 <= stray < opened:
        raise GiftFault(line + text[:stray].count("\n"), "gift_stray_brace")
    closed = _find(text, "}", opened)
    if closed < 0:
        raise GiftFault(here, "gift_not_closed")
    inside, after = text[opened + 1 : closed], text[closed + 1 :]
    if _find(inside, "{") >= 0 or _find(after, "{") >= 0 or _find(after, "}") >= 0:
        raise GiftFault(here, "gift_second_brace")
    return text[:opened], inside, after


def _clean(text: str, form: str) -> str:
    """A text without its format, escapes resolved; line breaks of the file are only breaks where the format has some."""
    found = _FORMAT.match(text)
    text = (text[found.end() :] if found else text).strip()
    if form in ("moodle", "plain"):
        text = re.sub(r"\s+", " ", text)
    return re.sub(
        r"\\(.)", lambda m: "\n" if m[1] == "n" else m[1] if m[1] in _ESCAPED else m[0], text, flags=re.DOTALL
    )


def _text(text: str, form: str) -> dict[str, str]:
    found = _FORMAT.match(text)
    own = found.group(1).lower() if found else form
    return {"format": own, "text": _clean(text, own)}


def _optional(text: str | None, form: str) -> dict[str, str] | None:
    made = _text(text, form) if text is not None else None
    return made if made and made["text"] else None


def _answers(inside: str, form: str, line: int) -> dict[str, Any]:
    end = _find(inside, "####")
    general = _optional(inside[end + 4 :], form) if end >= 0 else None
    content = inside[:end] if end >= 0 else inside
    found: dict[str, Any] = {"globalFeedback": general}
    if not content.strip():
        return {"type": "Essay", **found}
    if truth := _TRUTH.match(content):
        said = _split_feedback(content[truth.end() :])
        return {
            "type": "TF", "isTrue": truth.group(1).upper().startswith("T"), **found,
            "trueFeedback": _optional(said[1] if len(said) > 1 else None, form),
            "falseFeedback": _optional(said[2] if len(said) > 2 else None, form),
        }  # fmt: skip
    if content.lstrip().startswith("#"):
        return {"type": "Numerical", **found, "choices": _numbers(content.lstrip()[1:], form, line)}
    if content.lstrip().startswith(">"):
        return {"type": "Ordering", **found, "choices": _ordering(content.lstrip()[1:], form)}
    choices = _choices(content)
    if not choices:
        return {"type": "Short", **found, "choices": [_choice("=", content, form)]}
    if _pairs(choices):
        return {"type": "Matching", **found, "matchPairs": [_pair(body, form) for _sign, body in choices]}
    several = any(sign == "~" for sign, _body in choices)
    return {"type": "MC" if several else "Short", **found, "choices": [_choice(s, body, form) for s, body in choices]}


def _choices(content: str) -> list[tuple[str, str]]:
    """The sign and the text of each answer; what stands before the first sign belongs to none."""
    marks = []
    at = 0
    while at < len(content):
        if content[at] == "\\":
            at += 2
            continue
        if content[at] in "=~":
            marks.append(at)
        at += 1
    return [(content[mark], content[mark + 1 : end]) for mark, end in pairwise([*marks, len(content)])]


def _pairs(choices: list[tuple[str, str]]) -> bool:
    return all(sign == "=" and _find(body, "->") >= 0 for sign, body in choices)


def _pair(body: str, form: str) -> dict[str, Any]:
    arrow = _find(body, "->")
    answer = _split_feedback(body[arrow + 2 :])[0]
    return {"subquestion": _text(body[:arrow], form), "subanswer": _clean(answer, "moodle")}


def _split_feedback(body: str) -> list[str]:
    parts, start = [], 0
    while (mark := _find(body, "#", start)) >= 0:
        parts.append(body[start:mark])
        start = mark + 1
    return [*parts, body[start:]]


def _weight(body: str) -> tuple[float | None, str]:
    found = _WEIGHT.match(body)
    return (float(found.group(1)), body[found.end() :]) if found else (None, body)


def _choice(sign: str, body: str, form: str) -> dict[str, Any]:
    weight, rest = _weight(body)
    text, *feedback = _split_feedback(rest)
    return {
        "isCorrect": sign == "=", "weight": weight, "text": _text(text, form),
        "feedback": _optional("#".join(feedback) if feedback else None, form),
    }  # fmt: skip


def _ordering(content: str, form: str) -> list[dict[str, str]]:
    """Moodle's ordering questions: an optional line of settings, then one thing a line."""
    lines = [line for line in content.splitlines() if line.strip()]
    if lines and re.match(r"\s*\d*\s*(ALL|EXACT|REL|RANDOM|CONTIG|VERT|HORI|NONE|GRAD|$)", lines[0], re.IGNORECASE):
        lines = lines[1:]
    return [_text(line.strip().lstrip("=~"), form) for line in lines]


def _number(text: str, line: int) -> dict[str, Any]:
    found = _NUMERIC.match(re.sub(r"\\([:=~#{}])", r"\1", text))
    if not found:
        raise GiftFault(line, "gift_not_a_number", value=text.strip()[:40])
    one, mark = float(found["one"]), found["mark"]
    if not mark:
        return {"type": "simple", "number": one}
    two = float(found["two"])
    if mark == ":":
        return {"type": "range", "number": one, "range": two}
    if two < one:
        raise GiftFault(line, "gift_range_reversed", value=text.strip()[:40])
    return {"type": "high-low", "numberHigh": two, "numberLow": one}


def _numbers(content: str, form: str, line: int) -> Any:
    choices = _choices(content)
    if not choices:
        text, *feedback = _split_feedback(content)
        if not feedback:
            return _number(text, line)
        said = _optional("#".join(feedback), form)
        return [{"isCorrect": True, "weight": None, "text": _number(text, line), "feedback": said}]
    found = []
    for sign, body in choices:
        weight, rest = _weight(body)
        text, *feedback = _split_feedback(rest)
        anything = text.strip() in ("", "*")
        number = {"format": form, "text": "*"} if anything else _number(text, line)
        said = _optional("#".join(feedback) if feedback else None, form)
        found.append({"isCorrect": sign == "=", "weight": weight, "text": number, "feedback": said})
    return found
