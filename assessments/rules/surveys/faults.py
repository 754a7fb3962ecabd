"""What stands against publishing a questionnaire, with the place of each fault."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from assessments.rules.surveys.items import (
    AIM,
    EACH_AIM,
    KINDS,
    MULTIPLE,
    NUMBER,
    SCALE,
    SINGLE,
    is_code,
    is_measure,
)  # fmt: skip

MOST_ITEMS = 40
LONGEST = 500
TONGUES = ("zh", "en")


_FRESH: Any = field(default_factory=dict)


@dataclass(frozen=True)
class Fault:
    """One fault: in which question (from 1; 0 is the questionnaire itself), in which field, what, with values for its words."""

    item: int
    field: str
    code: str
    values: Mapping[str, Any] = _FRESH


def faults_of(content: Mapping[str, Any], scales: Mapping[str, Any]) -> list[Fault]:
    """All faults of what an author wrote: title, intro, anonymous, items."""
    found = [Fault(0, f"title_{t}", "survey_text_missing") for t in _lacking(content.get("title"))]
    found += _too_long(0, "title", content.get("title"), 200)
    found += _too_long(0, "intro", content.get("intro"), 2000)
    intro = content.get("intro") or {}
    if any(intro.get(t) for t in TONGUES):
        found += [Fault(0, f"intro_{t}", "survey_text_missing") for t in _lacking(intro)]
    items = content.get("items") or []
    if not items:
        found.append(Fault(0, "items", "survey_no_items"))
    if len(items) > MOST_ITEMS:
        found.append(Fault(0, "items", "survey_too_many_items", {"most": MOST_ITEMS}))
    keys = [item.get("key") for item in items]
    for number, item in enumerate(items, 1):
        found += _item_faults(number, item, scales)
        if item.get("key") and item["key"] in keys[: number - 1]:
            found.append(Fault(number, "key", "survey_key_twice", {"key": item["key"]}))
    return found


def _item_faults(number: int, item: Mapping[str, Any], scales: Mapping[str, Any]) -> list[Fault]:
    found = []
    if not is_code(str(item.get("key") or "")):
        found.append(Fault(number, "key", "survey_bad_code"))
    kind = item.get("kind")
    if kind not in KINDS:
        return [*found, Fault(number, "kind", "survey_unknown_kind", {"value": kind or ""})]
    if not item.get("measure"):
        found.append(Fault(number, "measure", "survey_no_measure"))
    elif not is_measure(str(item["measure"])):
        found.append(Fault(number, "measure", "survey_unknown_measure", {"value": item["measure"]}))
    found += [Fault(number, f"text_{t}", "survey_text_missing") for t in _lacking(item.get("text"))]
    found += _too_long(number, "text", item.get("text"), LONGEST) + _too_long(number, "note", item.get("note"), LONGEST)
    note = item.get("note") or {}
    if any(note.get(t) for t in TONGUES):
        found += [Fault(number, f"note_{t}", "survey_text_missing") for t in _lacking(note)]
    if kind == SCALE and item.get("scale") not in scales:
        found.append(Fault(number, "scale", "survey_unknown_scale", {"value": item.get("scale") or ""}))
    if kind in (SINGLE, MULTIPLE):
        found += _option_faults(number, item.get("options") or [])
    if kind == NUMBER:
        low, high = item.get("low"), item.get("high")
        if low is not None and high is not None and low >= high:
            found.append(Fault(number, "high", "survey_limits_crossed"))
    found += _each_faults(number, item)
    return found


def _each_faults(number: int, item: Mapping[str, Any]) -> list[Fault]:
    each, text = item.get("each") or "", item.get("text") or {}
    if each not in ("", EACH_AIM):
        return [Fault(number, "each", "survey_unknown_each", {"value": each})]
    if each and not all(AIM in (text.get(t) or "") for t in TONGUES):
        return [Fault(number, "text_zh", "survey_aim_not_in_text", {"aim": "%(aim)s"})]
    if not each and any(AIM in (text.get(t) or "") for t in TONGUES):
        return [Fault(number, "each", "survey_aim_without_each", {"aim": "%(aim)s"})]
    return []


def _option_faults(number: int, options: Sequence[Mapping[str, Any]]) -> list[Fault]:
    found = []
    if len(options) < 2:
        found.append(Fault(number, "options", "survey_too_few_options"))
    keys = [option.get("key") for option in options]
    if not all(is_code(str(key or "")) for key in keys):
        found.append(Fault(number, "options", "survey_bad_code"))
    if len(set(keys)) < len(keys):
        found.append(Fault(number, "options", "survey_same_option"))
    elif any(_twice(str(option.get(tongue) or "").strip() for option in options) for tongue in TONGUES):
        found.append(Fault(number, "options", "survey_alike_options"))
    if any(_lacking(option) for option in options):
        found.append(Fault(number, "options", "survey_text_missing"))
    return found


def _twice(texts: Iterable[str]) -> bool:
    written = [text for text in texts if text]
    return len(set(written)) < len(written)


def _lacking(text: Any) -> list[str]:
    text = text or {}
    return [tongue for tongue in TONGUES if not str(text.get(tongue) or "").strip()]


def _too_long(number: int, name: str, text: Any, most: int) -> list[Fault]:
    text = text or {}
    return [
        Fault(number, f"{name}_{t}", "survey_too_long", {"most": most})
        for t in TONGUES
        if len(str(text.get(t) or "")) > most
    ]
