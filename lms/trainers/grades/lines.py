"""What a grade asks and how far somebody is, as lines of a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from certificates.queries.requirement_titles import Titles, requirements_in, titles_in
from certificates.queries.requirements import RequirementState
from certificates.requirement_lines import RequirementLine, demand_lines, lines_of
from certificates.rules.requirement_kinds import GROUPS, Kind
from lms.core.i18n import day, number
from lms.trainers.grades.drafts import FURTHER

_OWN = (*FURTHER, Kind.PREVIOUS_TIER, Kind.MONTHS_IN_GRADE)


def grade_lines(states: Sequence[RequirementState], *, is_own: bool) -> tuple[RequirementLine, ...]:
    """Requirements with how far a person is."""
    return tuple(_line(one, is_own) for one in states)


def _line(one: RequirementState, is_own: bool) -> RequirementLine:
    if one.kind in GROUPS:
        line = lines_of([one], is_own=is_own)[0]
        return RequirementLine(line.text, line.note, line.met, parts=grade_lines(one.parts, is_own=is_own))
    if one.kind not in _OWN:
        return lines_of([one], is_own=is_own)[0]
    href = one.state.href if one.kind in ("tier", "works") else None
    return RequirementLine(asked(one.kind, one.data), _found(one), one.met, "" if one.met else _todo(one), href)


def asked_lines(requirements: Sequence[Mapping[str, Any]], titles: Titles | None = None) -> tuple[RequirementLine, ...]:
    """What is asked, without regard to a person. `titles`: of more than these, where they are known already."""
    titles = titles or titles_in(requirements)
    found = []
    for one, plain in zip(requirements, requirements_in(requirements, titles), strict=True):
        if one["kind"] in GROUPS:
            head = demand_lines([plain])[0]
            found.append(RequirementLine(head.text, "", False, parts=asked_lines(one["of"], titles)))
        elif one["kind"] in _OWN:
            found.append(RequirementLine(asked(str(one["kind"]), one), "", False))
        else:
            found += demand_lines([plain])
    return tuple(found)


def asked(kind: str, data: Mapping[str, Any]) -> str:
    """What one of the requirements that only trainers have asks for."""
    least = data.get("min", 1)
    match kind:
        case "years":
            return ngettext("At least %(num)s year of practice", "At least %(num)s years of practice", least)
        case "tier":
            return _("Valid certificate of tier %(level)s or higher", level=least)
        case "works":
            return ngettext(
                "At least %(num)s course or case written", "At least %(num)s courses or cases written", least
            )
        case "hours":
            return ngettext("At least %(num)s hour taught", "At least %(num)s hours taught", least)
        case "rating":
            n = int(data.get("n", 1))
            return ngettext("Learners' rating at least %(mark)s of 5, from %(num)s or more", "Learners' rating at least %(mark)s of 5, from %(num)s or more", n, mark=number(least, 1))  # fmt: skip
        case "speaking":
            n = int(data.get("n", 1))
            return ngettext("Rated at least %(mark)s of 5 as a speaker, by %(num)s person or more", "Rated at least %(mark)s of 5 as a speaker, by %(num)s people or more", n, mark=number(least, 1))  # fmt: skip
        case Kind.PREVIOUS_TIER:
            return _("Holds the grade below, and it is valid")
        case _:
            return ngettext("%(num)s month in the grade below", "%(num)s months in the grade below", least)


def _found(one: RequirementState) -> str:
    have = one.have or 0
    match one.kind:
        case "years":
            return ngettext("%(num)s full year so far", "%(num)s full years so far", int(have))
        case "tier":
            return _("Holds tier %(level)s", level=int(have)) if have else _("No valid certificate")
        case "works":
            said = _("%(done)s of %(total)s so far", done=int(have), total=int(one.wanted or 1))
            return _("%(done)s, the last on %(day)s", done=said, day=day(one.on)) if one.on else said
        case "hours":
            said = _("%(done)s of %(total)s hours", done=int(have), total=int(one.wanted or 1))
            return _("%(done)s, the last on %(day)s", done=said, day=day(one.on)) if one.on else said
        case "rating" | "speaking":
            count = one.total or 0
            if not count:
                return _("Not rated yet")
            return ngettext("%(mark)s of 5, by %(num)s person", "%(mark)s of 5, by %(num)s people", count, mark=number(have, 2))  # fmt: skip
        case Kind.PREVIOUS_TIER:
            if one.met:
                return _("Held since %(day)s", day=day(one.on))
            return _("No longer valid") if one.on else _("Grade not held yet")
    if not one.on:
        return _("Counts from the day of that grade")
    return ngettext("%(num)s month since %(day)s", "%(num)s months since %(day)s", int(have), day=day(one.on))


def _todo(one: RequirementState) -> str:
    match one.kind:
        case "years":
            return _("Only time helps.")
        case "tier":
            return _("Earn the tier, or renew its certificate.")
        case "works":
            return _("Write a course, or put a case forward for the library; it counts once it is published.")
        case "hours":
            return _("Teach or assist in further sessions.")
        case "rating":
            return _("Ask the learners of your sessions for their feedback; talk about what they miss.")
        case "speaking":
            return _("Ask your supervisor or the training manager to rate you as a speaker.")
        case Kind.PREVIOUS_TIER:
            return _("Pass the re-review of the grade below.") if one.on else _("Earn the grade below first.")
    due = one.state.due
    return _("Wait: met on %(day)s.", day=day(due)) if due else _("The time begins with the grade below.")
