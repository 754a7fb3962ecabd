"""The contents of a stage as lines of a form: read from it, and shown in it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from werkzeug.datastructures import MultiDict

from lms.onboarding.rules.gate import OWN_REF
from lms.onboarding.template_forms import StageForm
from lms.onboarding.track_data import plain

GROUPS = ("a", "b", "c")
BLANK_LINES = 3


@dataclass(frozen=True)
class ContentLine:
    """One line: `what` is kind and reference in one ("course:safety-basics"), "" where the line is free."""

    what: str = ""
    minimum: str = ""
    part: str = ""
    group: str = ""


def lines_of(stage: Mapping[str, Any]) -> list[ContentLine]:
    """The lines of a stage, with some free ones."""
    made = [
        ContentLine(
            f"{content.get('kind')}:{'' if content.get('kind') in OWN_REF else content.get('ref', '')}",
            "" if content.get("minimum") is None else str(plain(content["minimum"])),
            content.get("part") or "",
            content.get("group") or "",
        )
        for content in stage.get("contents") or []
    ]
    return [*made, *[ContentLine()] * BLANK_LINES]


def stage_from(form: StageForm, sent: MultiDict[str, str], stage: Mapping[str, Any]) -> dict[str, Any]:
    """A stage with what was entered; lines in the order of their numbers, the free ones left out."""
    lines: list[tuple[float, int, dict[str, Any]]] = []
    for n, what in enumerate(sent.getlist("what")):
        kind, _, ref = what.partition(":")
        if not kind:
            continue
        content: dict[str, Any] = {"kind": kind, "ref": ref or kind}
        minimum = _at(sent, "minimum", n)
        if minimum:
            content["minimum"] = _number(minimum)
        for name in ("part", "group"):
            if said := _at(sent, name, n):
                content[name] = said
        place = _number(_at(sent, "place", n))
        lines.append((place if isinstance(place, int | float) else n + 1, n, content))
    changed: dict[str, Any] = {
        "code": stage.get("code"),
        "title": {"zh": form.title_zh.data or "", "en": form.title_en.data or ""},
        "purpose": {"zh": form.purpose_zh.data or "", "en": form.purpose_en.data or ""},
        "days": form.days.data,
        "need": form.need.data or None,
    }
    contents = [content for *_, content in sorted(lines, key=lambda line: line[:2])]
    used = [code for code in GROUPS if any(content.get("group") == code for content in contents)]
    if used:
        changed["groups"] = [{"code": code, "need": form[f"need_{code}"].data or None} for code in used]
    return {**{name: value for name, value in changed.items() if value is not None}, "contents": contents}


def _at(sent: MultiDict[str, str], name: str, n: int) -> str:
    values = sent.getlist(name)
    return values[n].strip() if n < len(values) else ""


def _number(text: str) -> Any:
    """A number as it was entered, or the text itself, which the check before publishing then names."""
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        return text
    return plain(number) if math.isfinite(number) else text
