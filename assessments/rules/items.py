"""What a sound item looks like."""

from __future__ import annotations

import dataclasses
import re
from dataclasses import dataclass
from typing import Any

KINDS = ("single", "multiple", "true_false")
DIFFICULTIES = (1, 2, 3)
TIERS = ("junior", "intermediate", "senior", "expert")
PRODUCT_LINES = ("home", "commercial", "industrial")
MOST_OPTIONS = 10
LONGEST_KEY = 60
_POINTS_AT_OTHERS = re.compile(
    r"\b(all|none|both|any|neither) (of )?(the(se)?|those) ?(above|choices|options|answers|others?)?\b"
    r"|\b(all|none|both) (the|these) (choices|answers|options)\b|\b(choices|answers|options) [A-D]\b"
    r"|以上|上述|[A-D]\s*[和与、]\s*[A-D]",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Place:
    """Where in which file something stands: a line, or (where a format has none that people see) a number in the list."""

    file: str
    line: int = 0
    number: int = 0


@dataclass(frozen=True)
class Fault:
    """What is wrong with one item of a file: `field` is the column or key."""

    place: Place
    field: str
    code: str
    values: dict[str, Any] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True)
class Words:
    """A text in both languages, as files hold it; either may be missing."""

    zh: str = ""
    en: str = ""

    def __bool__(self) -> bool:
        return bool(self.zh or self.en)

    def as_dict(self) -> dict[str, str]:
        """As JSON columns hold it."""
        return {"zh": self.zh, "en": self.en}


@dataclass(frozen=True)
class ItemDraft:
    """An item as a file brings it, before anything is checked against the bank."""

    place: Place
    key: str
    topic: str
    topic_title: Words
    kind: str
    stem: Words
    options: tuple[Words, ...]
    correct: tuple[int, ...]
    difficulty: int | None = 2
    tier: str = "junior"
    product_line: str | None = None
    keep_order: bool = False
    feedback: Words = Words()
    source: Words = Words()
    figure: str = ""


def points_at_other_options(text: str) -> bool:
    """Does an option speak of the others ("all of the above"), so that their order must be kept?"""
    return bool(_POINTS_AT_OTHERS.search(text))


def item_faults(draft: ItemDraft) -> list[Fault]:
    """Everything that is wrong with an item by itself."""

    def fault(field_name: str, code: str, **values: Any) -> Fault:
        return Fault(draft.place, field_name, code, values)

    found = []
    if not draft.key:
        found.append(fault("key", "missing"))
    elif len(draft.key) > LONGEST_KEY:
        found.append(fault("key", "too_long", most=LONGEST_KEY))
    if not draft.topic:
        found.append(fault("topic", "missing"))
    elif len(draft.topic) > LONGEST_KEY:
        found.append(fault("topic", "too_long", most=LONGEST_KEY))
    if not draft.stem:
        found.append(fault("stem", "missing"))
    if draft.kind not in KINDS:
        found.append(fault("kind", "unknown_kind", value=draft.kind))
    if draft.difficulty not in DIFFICULTIES:
        found.append(fault("difficulty", "unknown_difficulty"))
    if draft.tier not in TIERS:
        found.append(fault("tier", "unknown_tier", value=draft.tier))
    if draft.product_line is not None and draft.product_line not in PRODUCT_LINES:
        found.append(fault("product", "unknown_product", value=draft.product_line))
    return found + [fault("options", code, **values) for code, values in _option_faults(draft)] + [
        fault("correct", code, **values) for code, values in _key_faults(draft)
    ]  # fmt: skip


def _option_faults(draft: ItemDraft) -> list[tuple[str, dict[str, Any]]]:
    count = len(draft.options)
    if count < 2:
        return [("too_few_options", {})]
    if count > MOST_OPTIONS:
        return [("too_many_options", {"most": MOST_OPTIONS})]
    if draft.kind == "true_false" and count != 2:
        return [("true_false_needs_two", {})]
    if not all(draft.options):
        return [("empty_option", {})]
    for language in ("zh", "en"):
        texts = [text for text in (getattr(option, language) for option in draft.options) if text]
        if len(set(texts)) < len(texts):
            return [("same_option_twice", {})]
        if texts and len(texts) < count:
            return [("option_lacks_language", {"language": language})]
    return []


def _key_faults(draft: ItemDraft) -> list[tuple[str, dict[str, Any]]]:
    if not draft.correct:
        return [("missing", {})]
    if len(set(draft.correct)) < len(draft.correct):
        return [("key_twice", {})]
    if any(index < 0 or index >= len(draft.options) for index in draft.correct):
        return [("key_outside", {"options": len(draft.options)})]
    if draft.kind in ("single", "true_false") and len(draft.correct) != 1:
        return [("one_key_only", {})]
    return []
