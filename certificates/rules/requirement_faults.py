"""What is wrong with requirements as somebody wrote them: whatever a file or a form may hold, each fault names its place."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from certificates.rules.requirement_kinds import COUNTS, GROUPS, WITH_CODES, Kind
from lms.core.rules import Refusal
from lms.kpis.rules import criteria

DEEPEST = 3
"""So deep may groups stand in groups: more nobody can read."""
MOST = 60
MOST_CODES = 30
MOST_MONTHS = 600
MOST_TIMES = 500
LONGEST_PLEDGE = 4000
LANGUAGES = ("zh", "en")

_FIELDS: Mapping[str, frozenset[str]] = {
    Kind.EXAM: frozenset({"code", "codes", "min", "months", "title"}),
    Kind.PRACTICAL_EXAM: frozenset({"code", "codes", "min", "months", "title"}),
    Kind.PRACTICALS: frozenset({"code", "codes", "observations", "people", "title"}),
    Kind.COURSE: frozenset({"code", "codes", "version_from", "months", "title"}),
    Kind.PROGRAMME: frozenset({"code", "codes", "title"}),
    Kind.PREVIOUS_TIER: frozenset(),
    Kind.MONTHS_IN_GRADE: frozenset({"min"}),
    Kind.KPI: criteria.FIELDS,
    Kind.CASES: frozenset({"min"}),
    Kind.MENTEES: frozenset({"min"}),
    Kind.PLEDGE: frozenset({"text"}),
    Kind.ALL: frozenset({"of"}),
    Kind.ANY: frozenset({"of"}),
    Kind.AT_LEAST: frozenset({"n", "of"}),
}
"""What each kind may say beside its name; anything else is a slip of the pen that would be passed over in silence."""


def faults(requirements: Any, level: int, *, further: Collection[str] = ()) -> tuple[Refusal, ...]:
    """Everything that is wrong, each with its place: "2" is the second requirement, "2.1" the first within it. `further`:
    kinds that a package above adds; what they say it checks itself."""
    if not isinstance(requirements, list):
        return (Refusal("requirement_list"),)
    found = list(_each(requirements, "", level, frozenset(further), 1))
    if sum(1 for _ in _count(requirements, 1)) > MOST:
        found.append(Refusal("requirement_many", {"most": MOST}))
    return tuple(found)


def _count(requirements: list[Any], depth: int) -> Iterator[None]:
    for one in requirements:
        yield None
        inner = one.get("of") if isinstance(one, Mapping) else None
        if isinstance(inner, list) and depth <= DEEPEST:
            yield from _count(inner, depth + 1)


def _each(requirements: list[Any], before: str, level: int, further: frozenset[str], depth: int) -> Iterator[Refusal]:
    for number, one in enumerate(requirements, 1):
        place = f"{before}{number}"
        kind = one.get("kind") if isinstance(one, Mapping) else None
        if not isinstance(one, Mapping) or not isinstance(kind, str):
            yield Refusal("requirement_shape", {"place": place})
        elif kind in GROUPS:
            yield from _unknown_fields(one, kind, place)
            yield from _group(one, place, level, further, depth)
        elif kind in _FIELDS:
            yield from _unknown_fields(one, kind, place)
            yield from _one(one, kind, place, level)
        elif kind not in further:
            yield Refusal("requirement_kind", {"place": place, "kind": short(kind)})


def short(value: object) -> str:
    """A value as a sentence can quote it."""
    said = str(value)
    return said if len(said) <= 40 else f"{said[:39]}…"


def _unknown_fields(one: Mapping[Any, Any], kind: str, place: str) -> Iterator[Refusal]:
    for name in one:
        if name != "kind" and name not in _FIELDS[kind]:
            yield Refusal("requirement_field", {"place": place, "field": short(name), "kind": kind})


def _group(one: Mapping[Any, Any], place: str, level: int, further: frozenset[str], depth: int) -> Iterator[Refusal]:
    parts = one.get("of")
    if not isinstance(parts, list) or not parts:
        yield Refusal("requirement_group_empty", {"place": place})
        return
    if one["kind"] == Kind.AT_LEAST and not _whole(one.get("n"), 1, len(parts)):
        yield Refusal("requirement_group_need", {"place": place, "most": len(parts)})
    if depth > DEEPEST:
        yield Refusal("requirement_group_deep", {"place": place, "most": DEEPEST})
        return
    yield from _each(parts, f"{place}.", level, further, depth + 1)


def _one(one: Mapping[Any, Any], kind: str, place: str, level: int) -> Iterator[Refusal]:
    if kind in WITH_CODES and not _codes_fit(one):
        yield Refusal("requirement_code", {"place": place})
    if "title" in one and not _text_fits(one["title"], 200):
        yield Refusal("requirement_title", {"place": place})
    if kind in (Kind.PREVIOUS_TIER, Kind.MONTHS_IN_GRADE) and level == 1:
        yield Refusal("requirement_first_tier", {"place": place, "kind": kind})
    if kind == Kind.MONTHS_IN_GRADE and not _whole(one.get("min"), 1, MOST_MONTHS):
        yield Refusal("requirement_months", {"place": place, "most": MOST_MONTHS})
    if kind in (Kind.EXAM, Kind.PRACTICAL_EXAM) and one.get("min") is not None and not _mark(one["min"]):
        yield Refusal("requirement_mark", {"place": place})
    if one.get("months") is not None and not _whole(one["months"], 1, MOST_MONTHS):
        yield Refusal("requirement_age", {"place": place, "most": MOST_MONTHS})
    if one.get("version_from") is not None and not _whole(one["version_from"], 1, 10_000):
        yield Refusal("requirement_version", {"place": place})
    if kind in COUNTS and not _whole(one.get("min"), 1, MOST_TIMES):
        yield Refusal("requirement_count", {"place": place, "most": MOST_TIMES})
    if kind == Kind.PRACTICALS:
        yield from _observations(one, place)
    if kind == Kind.KPI:
        for refusal in criteria.refusals({name: one[name] for name in one if name in criteria.FIELDS}):
            yield Refusal(refusal.code, {**refusal.values, "place": place})
    if kind == Kind.PLEDGE and not _text_fits(one.get("text"), LONGEST_PLEDGE):
        yield Refusal("requirement_pledge", {"place": place, "most": LONGEST_PLEDGE})


def _observations(one: Mapping[Any, Any], place: str) -> Iterator[Refusal]:
    times, people = one.get("observations"), one.get("people")
    if times is not None and not _whole(times, 1, MOST_TIMES):
        yield Refusal("requirement_observations", {"place": place, "most": MOST_TIMES})
    elif people is not None and (times is None or not _whole(people, 1, times)):
        yield Refusal("requirement_observers", {"place": place})


def _codes_fit(one: Mapping[Any, Any]) -> bool:
    codes = one.get("codes", [one["code"]] if "code" in one else [])
    return (
        isinstance(codes, list)
        and 1 <= len(codes) <= MOST_CODES
        and all(isinstance(code, str) and 0 < len(code) <= 100 for code in codes)
    )


def _text_fits(text: Any, most: int) -> bool:
    """Is something a text in both languages?"""
    return isinstance(text, Mapping) and all(
        isinstance(text.get(language), str) and 0 < len(text[language].strip()) <= most for language in LANGUAGES
    )


def _whole(number: Any, least: int, most: int) -> bool:
    return isinstance(number, int) and not isinstance(number, bool) and least <= number <= most


def _mark(mark: Any) -> bool:
    return isinstance(mark, int | float) and not isinstance(mark, bool) and math.isfinite(mark) and 0 < mark <= 100
