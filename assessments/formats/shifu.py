"""Shifu's own YAML: one topic and its items, with the line of each item for what goes wrong."""

from __future__ import annotations

from typing import Any

import yaml

from assessments.formats import Reading, shifu_kinds
from assessments.rules.items import Fault, ItemDraft, Place, Words
from lms.core import plain_yaml

FIELDS = {
    "key", "kind", "difficulty", "tier", "product", "stem", "options", "correct", "keep_order", "feedback", "source",
    "figure", *shifu_kinds.FIELDS,
}  # fmt: skip


def read(content: bytes, name: str) -> Reading:
    """Drafts with their lines; a file that is no YAML, or has no topic and items, is one fault."""
    try:
        document, node = plain_yaml.read_with_nodes(content)
    except yaml.YAMLError as error:
        return Reading.unreadable(name, "broken_yaml", plain_yaml.line_of(error))
    if isinstance(document, list):
        from assessments.formats.licence import read_entries

        return read_entries(document, name)
    if not isinstance(document, dict) or not isinstance(document.get("items"), list):
        return Reading.unreadable(name, "no_items", 1)
    topic = document.get("topic")
    if not isinstance(topic, dict) or not topic.get("code"):
        return Reading.unreadable(name, "no_topic", 1)
    lines = _item_lines(node)
    drafts, faults = [], []
    for line, raw in zip(lines, document["items"], strict=True):
        place = Place(name, line)
        if not isinstance(raw, dict):
            faults.append(Fault(place, "", "not_an_item"))
            continue
        if wrong := _wrong_shapes(raw):
            faults += [Fault(place, field, "wrong_shape") for field in wrong]
            continue
        drafts.append(_draft(raw, place, str(topic["code"]), _words(topic)))
    return Reading(tuple(drafts), tuple(faults))


def _item_lines(node: Any) -> list[int]:
    items = next(value for key, value in node.value if key.value == "items")
    return [item.start_mark.line + 1 for item in items.value]


def _wrong_shapes(raw: dict[Any, Any]) -> list[str]:
    """Fields that are unknown (a misspelling must not pass in silence) or not of the shape they need."""
    wrong = [str(field) for field in raw if field not in FIELDS]
    wrong += [name for name in ("stem", "feedback", "source") if not isinstance(raw.get(name, {}), dict | str | None)]
    wrong += shifu_kinds.wrong_shapes(raw)
    options, correct = raw.get("options", []), raw.get("correct", [])
    if not isinstance(options, list) or not all(isinstance(option, dict | str | int | float) for option in options):
        wrong.append("options")
    if not isinstance(correct, list) or not all(type(index) is int for index in correct):
        wrong.append("correct")
    return wrong


def _words(raw: Any) -> Words:
    if raw is None:
        return Words()
    if not isinstance(raw, dict):
        return Words(str(raw), str(raw))
    return Words(str(raw.get("zh") or "").strip(), str(raw.get("en") or "").strip())


def _draft(raw: dict[str, Any], place: Place, topic: str, topic_title: Words) -> ItemDraft:
    difficulty = raw.get("difficulty", 2)
    return ItemDraft(
        place=place,
        key=str(raw.get("key") or ""),
        topic=topic,
        topic_title=topic_title,
        kind=str(raw.get("kind") or "single"),
        stem=_words(raw.get("stem")),
        options=tuple(_words(option) for option in raw.get("options", ())),
        correct=tuple(sorted(raw.get("correct", ()))),
        difficulty=difficulty if type(difficulty) is int else None,
        tier=str(raw.get("tier") or "junior"),
        product_line=str(raw["product"]) if raw.get("product") else None,
        keep_order=raw.get("keep_order") is True,
        feedback=_words(raw.get("feedback")),
        source=_words(raw.get("source")),
        figure=str(raw.get("figure") or ""),
        **shifu_kinds.details(raw, _words),
    )
