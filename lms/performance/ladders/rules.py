"""Career ladders: what a ladder must look like, and where somebody stands on one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from certificates.rules.requirement_faults import faults as requirement_faults
from certificates.rules.requirement_kinds import Kind, leaves
from certificates.rules.schemes import FAMILIES
from lms.core.rules import Refusal

PROFESSIONAL, MANAGEMENT = SIDES = ("professional", "management")
OWN = {"years": 40, "tier": 4, "trainer": 3}
"""Kinds that ladders add, with the most that may be asked: years of service, the highest valid tier, the trainer's grade."""
MOST_STEPS = 12
_OF_TIERS = (Kind.PREVIOUS_TIER, Kind.MONTHS_IN_GRADE)


def ladder_faults(data: Mapping[str, Any]) -> tuple[Refusal, ...]:
    """Everything that is wrong with a ladder as somebody wrote it, each with its place."""
    return tuple(_faults(data))


def _faults(data: Mapping[str, Any]) -> Iterator[Refusal]:
    code = data.get("code")
    if not isinstance(code, str) or not 0 < len(code) <= 60:
        yield Refusal("ladder_code")
        return
    if data.get("family") not in FAMILIES:
        yield Refusal("ladder_choice", {"code": code, "field": "family", "known": ", ".join(FAMILIES)})
    if data.get("side") not in SIDES:
        yield Refusal("ladder_choice", {"code": code, "field": "side", "known": ", ".join(SIDES)})
    if not _both(data.get("title")):
        yield Refusal("ladder_text", {"place": code, "field": "title"})
    steps = data.get("steps")
    if not isinstance(steps, list) or not 2 <= len(steps) <= MOST_STEPS:
        yield Refusal("ladder_steps", {"code": code, "most": MOST_STEPS})
        return
    for number, step in enumerate(steps, 1):
        place = f"{code}, {number}"
        if not isinstance(step, Mapping) or not isinstance(step.get("code"), str) or not step["code"]:
            yield Refusal("ladder_step", {"place": place})
            continue
        for field in ("title", "task"):
            if not _both(step.get(field)):
                yield Refusal("ladder_text", {"place": place, "field": field})
        yield from _criteria(step.get("criteria"), place)
    codes = [step.get("code") for step in steps if isinstance(step, Mapping)]
    if len(set(map(str, codes))) < len(codes):
        yield Refusal("ladder_twice", {"code": code})


def _criteria(criteria: Any, place: str) -> Iterator[Refusal]:
    found = requirement_faults(criteria, 2, further=tuple(OWN))
    for one in found:
        where = f"{place}: {one.values['place']}" if "place" in one.values else place
        yield Refusal(one.code, {**one.values, "place": where})
    if found or not isinstance(criteria, list):
        return
    for leaf in leaves(criteria):
        kind, least = leaf["kind"], leaf.get("min")
        if kind in _OF_TIERS:
            yield Refusal("ladder_kind", {"place": place, "kind": kind})
        elif kind == "trainer" and leaf not in criteria:
            yield Refusal("ladder_trainer_in_group", {"place": place})
        elif kind in OWN and (isinstance(least, bool) or not isinstance(least, int) or not 1 <= least <= OWN[kind]):
            yield Refusal("ladder_least", {"place": place, "kind": kind, "most": OWN[kind]})


def _both(text: Any) -> bool:
    return (
        isinstance(text, Mapping)
        and set(text) == {"zh", "en"}
        and all(isinstance(text.get(language), str) and text[language].strip() for language in ("zh", "en"))
    )


@dataclass(frozen=True)
class Place:
    """Where somebody stands: the highest step that they and all below are met, none at all (None), and the next one."""

    reached: int | None
    following: int | None


def place_on(met: Sequence[bool]) -> Place:
    """The place from which steps are met, lowest first: a step that is met above one that is not does not count yet."""
    count = next((number for number, one in enumerate(met) if not one), len(met))
    return Place(count - 1 if count else None, count if count < len(met) else None)
