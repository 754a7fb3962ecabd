"""Requirements as lines of a page, for `macros/requirements.html`: of tiers here, of other things in packages above."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from certificates.queries.requirement_titles import Requirement
from certificates.queries.requirements import RequirementState, next_of
from certificates.requirement_words import demand, evidence, todo
from certificates.rules.requirements import Kind

_OWN_ONLY = frozenset({Kind.EXAM, Kind.PLEDGE})
"""Kinds whose page only the person may open."""


@dataclass(frozen=True)
class RequirementLine:
    """One requirement: what is asked for, how far the person is, what to do next. `parts` are the lines of a group. `href`
    leads to the evidence, or to where it can be earned."""

    text: str
    note: str
    met: bool
    todo: str = ""
    href: str | None = None
    parts: tuple[RequirementLine, ...] = ()


def lines_of(
    states: Sequence[RequirementState], *, is_own: bool, with_todo: bool = True
) -> tuple[RequirementLine, ...]:
    """Requirements with how far a person is; `is_own`: the reader is this person. `with_todo`: each says what to do next, but
    for those that `next_lines` holds."""
    near = {id(one) for one in next_of(states)} if with_todo else set()
    return tuple(_line(one, near, is_own, with_todo) for one in states)


def _line(one: RequirementState, near: set[int], is_own: bool, with_todo: bool) -> RequirementLine:
    return RequirementLine(
        demand(one), evidence(one), one.met, todo(one) if with_todo and id(one) not in near else "",
        one.href if is_own or one.kind not in _OWN_ONLY else None,
        tuple(_line(part, near, is_own, with_todo) for part in one.parts),
    )  # fmt: skip


def next_lines(states: Sequence[RequirementState], *, is_own: bool) -> tuple[RequirementLine, ...]:
    """What to do next, the nearest way first where there is a choice."""
    return tuple(_line(one, set(), is_own, True) for one in next_of(states))


def own_lines(states: Sequence[RequirementState]) -> tuple[RequirementLine, ...]:
    """The reader's own, in short."""
    return lines_of(states, is_own=True, with_todo=False)


def demand_lines(requirements: Sequence[Requirement]) -> tuple[RequirementLine, ...]:
    """What is asked for, without regard to a person."""
    return tuple(RequirementLine(demand(one), "", False, parts=demand_lines(one.parts)) for one in requirements)
