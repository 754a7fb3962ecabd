"""What a step asks and how far somebody is, as lines of a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _

from certificates.queries.requirement_titles import Titles
from certificates.queries.requirements import RequirementState
from certificates.requirement_lines import RequirementLine
from lms.trainers.grades.labels import GRADE_NAMES
from lms.trainers.grades.lines import asked_lines, grade_lines


def step_lines(states: Sequence[RequirementState], *, is_own: bool) -> tuple[RequirementLine, ...]:
    """Criteria with how far a person is."""
    found: list[RequirementLine] = []
    for one in states:
        found += [_trainer(one.data, one)] if one.kind == "trainer" else grade_lines([one], is_own=is_own)
    return tuple(found)


def demanded_lines(criteria: Sequence[Mapping[str, Any]], titles: Titles) -> tuple[RequirementLine, ...]:
    """What a step asks, without regard to a person. `titles`: of everything that the steps of a page ask for."""
    found: list[RequirementLine] = []
    for one in criteria:
        found += [_trainer(one, None)] if one["kind"] == "trainer" else asked_lines([one], titles)
    return tuple(found)


def _trainer(data: Mapping[str, Any], one: RequirementState | None) -> RequirementLine:
    text = _("Trainer, grade “%(grade)s” or higher", grade=GRADE_NAMES[int(data.get("min", 1))])
    have = int(one.have or 0) if one else 0
    note = (
        "" if one is None else _("Holds “%(grade)s”", grade=GRADE_NAMES[have]) if have else _("No trainer's grade yet")
    )
    return RequirementLine(text, note, one is not None and one.met)
