"""Whether the data of a programme make sense, before a version is published."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from lms.onboarding.rules.gate import KINDS, MARKED
from lms.onboarding.rules.result import exact


def faults(data: Mapping[str, Any]) -> tuple[str, ...]:
    """Everything that is wrong with a programme as a file holds it, each naming its place; () when it can be published."""
    return tuple(_faults(data))


def _faults(data: Mapping[str, Any]) -> Iterator[str]:
    missing = [
        name
        for name in ("code", "title", "family", "weights", "pass_mark", "extension_days", "stages")
        if not data.get(name)
    ]
    if missing:
        yield f"missing: {', '.join(missing)}"
        return
    weights, minimums = data["weights"], data.get("minimums") or {}
    if sum(exact(w) for w in weights.values()) != 100:
        yield "weights: they must add up to 100"
    if not 0 < exact(data["pass_mark"]) <= 100:
        yield "pass_mark: between 0 and 100"
    if any(not 0 <= exact(m) <= 100 for m in minimums.values()):
        yield "minimums: between 0 and 100"
    if unknown := sorted(set(minimums) - set(weights)):
        yield f"minimums: no such part: {', '.join(unknown)}"
    if exact(data["extension_days"]) < 1:
        yield "extension_days: at least 1"
    codes = [stage.get("code") for stage in data["stages"]]
    if len(set(codes)) != len(codes):
        yield "stages: two have the same code"
    for stage in data["stages"]:
        yield from _stage_faults(stage, is_last=stage is data["stages"][-1], weights=weights)


def _stage_faults(stage: Mapping[str, Any], *, is_last: bool, weights: Mapping[str, Any]) -> Iterator[str]:
    place = f"stage {stage.get('code')}"
    if not isinstance(stage.get("days"), int) or stage["days"] < 1:
        yield f"{place}: days must be a whole number from 1"
    contents = stage.get("contents") or []
    if not contents:
        yield f"{place}: needs something to do"
    seen: set[tuple[str, str]] = set()
    for content in contents:
        kind, ref, part = content.get("kind"), str(content.get("ref", "")), content.get("part")
        if kind not in KINDS:
            yield f"{place}: no such kind: {kind}"
        if (kind, ref) in seen:
            yield f"{place}: {kind} {ref} stands twice"
        seen.add((str(kind), ref))
        if part is not None and (part not in weights or kind not in MARKED or not is_last):
            yield f"{place}: {kind} {ref}: a part needs a weight, a mark, and the last stage"
    if is_last and (empty := sorted(set(weights) - {c.get("part") for c in contents})):
        yield f"{place}: nothing counts for {', '.join(empty)}"


def scheme_for(pattern: str, product_line: str | None) -> str:
    """The scheme whose tier a programme awards: "agent" is meant as it stands, "field-*" for the person's product line."""
    return pattern.replace("*", product_line or "")
