"""What an author fills in: the whole questionnaire on one page, each question with its number before its fields."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from assessments.rules.surveys.items import EACH_AIM, MULTIPLE, NUMBER, SCALE, SINGLE

Form = Mapping[str, str]
_MOST = 60


def read_content(form: Form) -> dict[str, Any]:
    """What the page holds, as the rules take it. Nothing is refused here: a draft may be unfinished."""
    count = min(int(form.get("count", "0")) if form.get("count", "0").isdecimal() else 0, _MOST)
    return {
        "title": _words(form, "title"),
        "intro": _words(form, "intro"),
        "anonymous": form.get("anonymous") == "1",
        "items": [_item(form, f"{number}-") for number in range(1, count + 1)],
    }


def _item(form: Form, lead: str) -> dict[str, Any]:
    kind = _text(form, lead + "kind")
    stem, part = _text(form, lead + "stem"), _text(form, lead + "part")
    item: dict[str, Any] = {
        "key": _text(form, lead + "key"),
        "kind": kind,
        "measure": f"{stem}:{part}" if part else stem,
        "required": form.get(lead + "required") == "1",
        "text": _words(form, lead + "text"),
    }
    note = _words(form, lead + "note")
    if any(note.values()):
        item["note"] = note
    if kind == SCALE:
        item["scale"] = _text(form, lead + "scale")
        if form.get(lead + "each") == "1":
            item["each"] = EACH_AIM
    if kind in (SINGLE, MULTIPLE):
        item["options"] = read_options(form.get(lead + "options", ""))
    if kind == NUMBER:
        for end in ("low", "high"):
            if (number := _number(_text(form, lead + end))) is not None:
                item[end] = number
    return item


def read_options(text: str) -> list[dict[str, str]]:
    """Choices from lines of `code | Chinese | English`; a line of two parts gets a code of its own."""
    found = []
    for number, line in enumerate(filter(str.strip, text.splitlines()), 1):
        parts = [part.strip() for part in re.split(r"[|｜]", line)]
        if len(parts) < 3:
            parts = [f"o{number}", *parts]
        code, zh, en = [*parts, ""][:3]
        found.append({"key": code, "zh": zh, "en": en})
    return found


def written_options(item: Mapping[str, Any]) -> str:
    """The same lines, for the page."""
    return "\n".join(f"{o.get('key')} | {o.get('zh')} | {o.get('en')}" for o in item.get("options") or ())


def rearranged(content: dict[str, Any], do: str) -> tuple[dict[str, Any], int]:
    """The content after a button of the page (`up-2`, `down-2`, `remove-2`, `add-scale`), and the number of the question to
    look at then (0: none)."""
    items = list(content["items"])
    verb, _dash, what = do.partition("-")
    place = int(what) - 1 if what.isdecimal() and len(what) < 4 else -1
    if verb == "add":
        items.append(_fresh(what, {item.get("key") for item in items}))
        return {**content, "items": items}, len(items)
    if not 0 <= place < len(items):
        return content, 0
    if verb == "remove":
        del items[place]
        return {**content, "items": items}, min(place + 1, len(items))
    other = place + {"up": -1, "down": 1}.get(verb, 0)
    if 0 <= other < len(items):
        items[place], items[other] = items[other], items[place]
        return {**content, "items": items}, other + 1
    return content, place + 1


def _fresh(kind: str, taken: set[Any]) -> dict[str, Any]:
    number = next(n for n in range(1, _MOST + 2) if f"q{n}" not in taken)
    item: dict[str, Any] = {
        "key": f"q{number}", "kind": kind, "measure": "comment" if kind == "text" else "", "required": kind != "text",
        "text": {"zh": "", "en": ""},
    }  # fmt: skip
    return {**item, "scale": "agreement-5"} if kind == SCALE else item


def _words(form: Form, name: str) -> dict[str, str]:
    return {"zh": _text(form, f"{name}_zh"), "en": _text(form, f"{name}_en")}


def _text(form: Form, name: str) -> str:
    return " ".join(form.get(name, "").replace("\x00", "").split())[:3000]


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if abs(number) < 1e9 else None
