"""A list of questions as JSON: [{"id", "question", "answers": […], "correct": index or list, "figure", "refs"}, …].

Licence pools are published so. The topic is the id without its last two digits (T1A07 belongs to T1A), the language is
seen from the text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import PurePath
from typing import Any

from assessments.formats import Reading, decoded, published
from assessments.rules.items import Fault, ItemDraft, Place, Words, points_at_other_options

_HAN = re.compile("[\u3400-\u9fff]")


def read(content: bytes, name: str) -> Reading:
    """Drafts numbered as in the list, from 1."""
    try:
        entries = json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return Reading.unreadable(name, "not_utf8")
    except (ValueError, RecursionError) as error:
        return Reading.unreadable(name, "broken_json", getattr(error, "lineno", 1))
    if published.is_paper(entries):
        return published.read_paper(entries, name)
    if published.is_quiz(entries):
        return published.read_quiz(entries, name)
    return read_entries(entries, name)


def read_entries(entries: Any, name: str) -> Reading:
    """The list itself, whatever kind of file it came in."""
    if not isinstance(entries, list) or not entries:
        return Reading.unreadable(name, "no_items", 1)
    drafts, faults = [], []
    for number, entry in enumerate(entries, start=1):
        place = Place(name, number=number)
        if wrong := _wrong_fields(entry):
            faults += [Fault(place, field, "wrong_shape" if field else "not_an_item") for field in wrong]
        else:
            drafts.append(_draft(entry, place))
    return Reading(tuple(drafts), tuple(faults), PurePath(name).stem[:60])


TABLE = frozenset({"id", "question", "correct", "a", "b"})
"""The columns by which such a list is known as a table."""
_HEAD = re.compile(r"([A-Z]\w{2,9}) \(([A-J])\)\s*(.*)")
_OPTION = re.compile(r"([A-J])\. (.*)")
LOOKS_SO = re.compile(rb"^[A-Z]\w{2,9} \([A-J]\)[^\r\n]*\r?\n[^\r\n]+\r?\nA\. ", re.MULTILINE)


def read_rows(header: Sequence[str], rows: Sequence[Sequence[str]], name: str) -> Reading:
    """The same list as a table: id, question, correct (counted from 0), a, b, c, d, refs, figure."""
    entries: list[Any] = []
    for row in rows:
        cells = dict(zip(header, row, strict=False))
        answers = [cells[letter] for letter in "abcdefgh" if cells.get(letter)]
        correct = cells.get("correct", "")
        entries.append({**cells, "answers": answers, "correct": int(correct) if re.fullmatch(r"\d", correct) else None})
    return read_entries(entries, name)


def read_text(content: bytes, name: str) -> Reading:
    """The same list as text: a line "T1A07 (C) [97.1]", the question, the options."""
    text = decoded(content)
    if text is None:
        return Reading.unreadable(name, "not_utf8")
    entries: list[dict[str, Any]] = []
    for line in text.splitlines():
        if head := _HEAD.fullmatch(line.strip()):
            entries.append(
                {"id": head[1], "correct": ord(head[2]) - ord("A"), "refs": head[3], "question": "", "answers": []}
            )
        elif entries and (option := _OPTION.match(line)):
            entries[-1]["answers"].append(option[2])
        elif entries and line.strip():
            entries[-1]["question"] = f"{entries[-1]['question']}\n{line.strip()}".strip()
    for entry in entries:
        named = re.search(r"[Ff]igure ([A-Z]\d?-\d)", entry["question"])
        entry["figure"] = f"{named[1].lower()}.png" if named else ""
    return read_entries(entries, name)


def _wrong_fields(entry: Any) -> list[str]:
    if not isinstance(entry, dict):
        return [""]
    answers, correct = entry.get("answers"), entry.get("correct")
    keys = correct if isinstance(correct, list) else [correct]
    checks = {
        "id": isinstance(entry.get("id"), str | int) and str(entry["id"]).strip() != "",
        "question": isinstance(entry.get("question"), str),
        "answers": isinstance(answers, list) and all(isinstance(a, str | int | float) for a in answers),
        "correct": all(type(key) is int for key in keys),
        "figure": isinstance(entry.get("figure") or "", str),
        "refs": isinstance(entry.get("refs") or "", str),
    }
    return [field for field, sound in checks.items() if not sound]


def _draft(entry: dict[str, Any], place: Place) -> ItemDraft:
    key = str(entry["id"]).strip()
    topic = re.sub(r"\d\d$", "", key) or key
    several = isinstance(entry["correct"], list)
    answers = [str(answer).strip() for answer in entry["answers"]]
    chinese = bool(_HAN.search(entry["question"]))
    return ItemDraft(
        place=place,
        key=key,
        topic=topic,
        topic_title=Words(topic, topic),
        kind="multiple" if several else "single",
        stem=_words(entry["question"], chinese),
        options=tuple(_words(answer, chinese) for answer in answers),
        correct=tuple(sorted(entry["correct"])) if several else (entry["correct"],),
        keep_order=any(points_at_other_options(answer) for answer in answers),
        source=_words(entry.get("refs") or "", chinese),
        figure=(entry.get("figure") or "").strip(),
    )


def _words(text: str, chinese: bool) -> Words:
    return Words(zh=text.strip()) if chinese else Words(en=text.strip())
