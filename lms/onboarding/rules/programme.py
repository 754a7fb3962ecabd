"""Whether the data of a programme make sense, before a version is published. Each fault names its place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from lms.core.rules import Refusal
from lms.onboarding.rules.gate import COUNTED, KINDS, MARKED, OWN_REF
from lms.onboarding.rules.policy import leads_nowhere, policy_faults
from lms.onboarding.rules.result import PARTS, exact

CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,38}")
LONGEST_STAGE = 400
FIELDS = ("code", "title", "family", "weights", "pass_mark", "extension_days", "stages")


def faults(data: Mapping[str, Any]) -> tuple[Refusal, ...]:
    """Everything that is wrong with a programme as a file holds it, each naming its place; () when it can be published."""
    return tuple(_faults(data))


def _faults(data: Mapping[str, Any]) -> Iterator[Refusal]:
    missing = [
        name for name in FIELDS if not data.get(name) and data.get(name) != 0
    ]  # 0 is said below to be too little
    for name in missing:
        yield Refusal("template_missing", {"field": name})
    if missing:
        return
    if not CODE.fullmatch(str(data["code"])):
        yield Refusal("template_code", {"code": str(data["code"])})
    if half := _half_named(data["title"]):
        yield Refusal("template_title", {"language": half})
    weights, minimums = data["weights"], data.get("minimums") or {}
    numbers = (*weights.values(), *minimums.values(), data["pass_mark"], data["extension_days"])
    if not all(_is_number(number) for number in numbers):
        yield Refusal("template_numbers")
        return
    if sum(exact(w) for w in weights.values()) != 100:
        yield Refusal("template_weights", {"sum": str(sum(exact(w) for w in weights.values()))})
    if unknown := sorted({*weights, *minimums} - set(PARTS)):
        yield Refusal("template_part_unknown", {"parts": ", ".join(unknown)})
    elif idle := sorted(set(minimums) - set(weights)):
        yield Refusal("template_part_unknown", {"parts": ", ".join(idle)})
    if not 0 < exact(data["pass_mark"]) <= 100:
        yield Refusal("template_pass_mark")
    if any(not 0 <= exact(m) <= 100 for m in minimums.values()):
        yield Refusal("template_minimums")
    if exact(data["extension_days"]) < 1:
        yield Refusal("template_extension_days")
    for field, code in policy_faults(data.get("policy")):
        yield Refusal("template_policy", {"field": field, "code": code})
    if leads_nowhere(data.get("policy")):
        yield Refusal("template_no_way_out")
    codes = [stage.get("code") for stage in data["stages"]]
    for code in sorted({str(code) for code in codes if codes.count(code) > 1}):
        yield Refusal("template_stage_twice", {"stage": code})
    for number, stage in enumerate(data["stages"], 1):
        yield from _stage_faults(stage, number, is_last=number == len(data["stages"]), weights=weights)


def place_of(stage: Mapping[str, Any], number: int) -> dict[str, Any]:
    """How a fault names a stage: its number and title in both languages, the code where there is none."""
    zh, en = _both(stage.get("title"))
    code = str(stage.get("code") or number)
    return {"number": number, "stage": {"zh": zh or en or code, "en": en or zh or code}}


def _both(title: Any) -> tuple[str, str]:
    """A title in Chinese and in English, "" where it is missing; one plain text stands for both."""
    if not isinstance(title, Mapping):
        said = str(title or "").strip()
        return said, said
    return str(title.get("zh") or "").strip(), str(title.get("en") or "").strip()


def _stage_faults(stage: Mapping[str, Any], number: int, *, is_last: bool, weights: Mapping[str, Any]) -> Iterator[Refusal]:  # fmt: skip
    place = place_of(stage, number)
    if not CODE.fullmatch(str(stage.get("code") or "")):
        yield Refusal("template_stage_code", place)
    if half := _half_named(stage.get("title") or ""):
        yield Refusal("template_stage_title", {**place, "language": half})
    days = stage.get("days")
    if not isinstance(days, int) or not 1 <= days <= LONGEST_STAGE:
        yield Refusal("template_stage_days", {**place, "longest": LONGEST_STAGE})
    contents = stage.get("contents") or []
    if not contents:
        yield Refusal("template_stage_empty", place)
        return
    groups = {group.get("code"): group for group in stage.get("groups") or []}
    seen: set[tuple[str, str]] = set()
    for line, content in enumerate(contents, 1):
        here = {**place, "line": line}
        yield from _content_faults(content, here, days, groups)
        key = (str(content.get("kind")), str(content.get("ref", "")))
        if key in seen:
            yield Refusal("template_content_twice", {**here, "ref": key[1]})
        seen.add(key)
        part = content.get("part")
        if part is not None and (part not in weights or content.get("kind") not in MARKED or not is_last):
            yield Refusal("template_part_place", here)
        if part is not None and content.get("group"):
            yield Refusal("template_part_grouped", here)
    yield from _gate_faults(stage, place, contents, groups)
    if is_last:
        for part in sorted(set(weights) - {c.get("part") for c in contents}):
            yield Refusal("template_part_empty", {**place, "part": part})
        if stage.get("need") is not None and weights:
            yield Refusal("template_last_needs_all", place)


def _content_faults(
    content: Mapping[str, Any], here: dict[str, Any], days: Any, groups: Mapping[Any, Any]
) -> Iterator[Refusal]:
    kind, minimum = content.get("kind"), content.get("minimum")
    if kind not in KINDS:
        yield Refusal("template_kind", {**here, "kind": str(kind)})
        return
    if not str(content.get("ref", "")).strip() and kind not in OWN_REF:
        yield Refusal("template_ref_missing", here)
    if (
        kind in COUNTED
        and minimum is not None
        and (not _is_number(minimum) or not 1 <= exact(minimum) <= LONGEST_STAGE)
    ):
        yield Refusal("template_count", here)
    elif kind == "days" and isinstance(days, int) and exact(minimum or 1) > days:
        yield Refusal("template_days_beyond", here)
    if kind in MARKED and minimum is not None and (not _is_number(minimum) or not 0 <= exact(minimum) <= 100):
        yield Refusal("template_mark", here)
    if minimum is not None and kind not in COUNTED | MARKED:
        yield Refusal("template_no_minimum", here)
    if content.get("group") and content["group"] not in groups:
        yield Refusal("template_group_unknown", {**here, "group": content["group"]})


def _gate_faults(
    stage: Mapping[str, Any], place: dict[str, Any], contents: list[Any], groups: Mapping[Any, Any]
) -> Iterator[Refusal]:
    for code, group in groups.items():
        size = sum(content.get("group") == code for content in contents) if code else 0
        if size < 2:
            yield Refusal("template_group_small", {**place, "group": str(code)})
        need = group.get("need")
        if need is not None and not (isinstance(need, int) and 1 <= need <= size):
            yield Refusal("template_group_need", {**place, "group": str(code), "size": size})
    used = {content.get("group") for content in contents if content.get("group") in groups}
    count = len(used) + sum(content.get("group") not in groups for content in contents)
    need = stage.get("need")
    if need is not None and not (isinstance(need, int) and 1 <= need <= count):
        yield Refusal("template_gate_need", {**place, "count": count})


def _half_named(title: Any) -> str:
    """The language in which a title is missing, or both; "" where both are there."""
    zh, en = _both(title)
    return "both" if not (zh or en) else "zh" if not zh else "en" if not en else ""


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def scheme_for(pattern: str, product_line: str | None) -> str:
    """The scheme whose tier a programme awards: "agent" is meant as it stands, "field-*" for the person's product line."""
    return pattern.replace("*", product_line or "")
