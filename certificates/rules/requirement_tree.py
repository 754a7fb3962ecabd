"""Requirements with their groups as a tree that is edited place by place: "2" is the second, "2.1" the first within it.

Every function leaves what it is given as it was and answers with a changed copy. A place that is not there raises KeyError.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from typing import Any

from certificates.rules.requirement_kinds import GROUPS

Requirements = list[dict[str, Any]]


def get(requirements: Sequence[Mapping[str, Any]], place: str) -> dict[str, Any]:
    """The requirement at a place."""
    siblings, index = _find(list(requirements), place)
    return dict(siblings[index])


def add(requirements: Sequence[Mapping[str, Any]], group: str, new: Mapping[str, Any]) -> tuple[Requirements, str]:
    """With a further requirement at the end of a group, or of all where `group` is ""; and its place."""
    changed = _copy(requirements)
    into = changed
    if group:
        siblings, index = _find(changed, group)
        if siblings[index].get("kind") not in GROUPS:
            raise KeyError(group)
        into = siblings[index].setdefault("of", [])
    into.append({**new, "of": list(new.get("of") or ())} if new.get("kind") in GROUPS else dict(new))
    return changed, f"{group}.{len(into)}" if group else str(len(into))


def replaced(requirements: Sequence[Mapping[str, Any]], place: str, new: Mapping[str, Any]) -> Requirements:
    """With another requirement in a place; what stands in a group stays in it."""
    changed = _copy(requirements)
    siblings, index = _find(changed, place)
    parts = siblings[index].get("of")
    siblings[index] = dict(new)
    if siblings[index].get("kind") in GROUPS:
        siblings[index]["of"] = parts or []
    return changed


def removed(requirements: Sequence[Mapping[str, Any]], place: str) -> Requirements:
    """Without the requirement at a place and what stands in it."""
    changed = _copy(requirements)
    siblings, index = _find(changed, place)
    del siblings[index]
    return changed


def moved(requirements: Sequence[Mapping[str, Any]], place: str, by: int) -> Requirements:
    """With the requirement so many places further down (or up) among its own; at an end it stays."""
    changed = _copy(requirements)
    siblings, index = _find(changed, place)
    siblings.insert(max(index + by, 0), siblings.pop(index))
    return changed


def into_group(requirements: Sequence[Mapping[str, Any]], place: str) -> Requirements:
    """With the requirement at the end of the group right before it; where there is none it stays."""
    changed = _copy(requirements)
    siblings, index = _find(changed, place)
    if index and siblings[index - 1].get("kind") in GROUPS:
        siblings[index - 1].setdefault("of", []).append(siblings.pop(index))
    return changed


def out_of_group(requirements: Sequence[Mapping[str, Any]], place: str) -> Requirements:
    """With the requirement right after the group in which it stands; one in no group stays."""
    changed = _copy(requirements)
    parent, _dot, _last = place.rpartition(".")
    siblings, index = _find(changed, place)
    if parent:
        outer, at = _find(changed, parent)
        outer.insert(at + 1, siblings.pop(index))
    return changed


def places(requirements: Sequence[Mapping[str, Any]], before: str = "") -> list[tuple[str, Mapping[str, Any]]]:
    """Every requirement with its place, groups before what stands in them."""
    found: list[tuple[str, Mapping[str, Any]]] = []
    for number, one in enumerate(requirements, 1):
        found.append((f"{before}{number}", one))
        if one.get("kind") in GROUPS:
            found += places(one.get("of") or (), f"{before}{number}.")
    return found


def _copy(requirements: Sequence[Mapping[str, Any]]) -> Requirements:
    return copy.deepcopy([dict(one) for one in requirements])


def _find(requirements: Any, place: str) -> tuple[Any, int]:
    """The list in which a place lies, and where in it."""
    siblings, index = requirements, -1
    for depth, part in enumerate(place.split(".")):
        if depth:
            siblings = siblings[index].get("of") or []
        if not (part.isascii() and part.isdecimal()) or not 1 <= int(part) <= len(siblings):
            raise KeyError(place)
        index = int(part) - 1
    return siblings, index
