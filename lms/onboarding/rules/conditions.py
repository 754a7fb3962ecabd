"""When a gate opens: all of a stage's conditions, any of them, or at least n. A condition is one content, or a group of
contents of which again all, any or at least n must be met."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lms.core.rules import needed, reached
from lms.onboarding.rules.gate import Check


@dataclass(frozen=True)
class Group:
    """Several contents that make one condition; `need` None: all of them."""

    code: str
    need: int | None = None


@dataclass(frozen=True)
class Gate:
    """How many conditions must hold; `need` None: all of them."""

    need: int | None = None
    groups: tuple[Group, ...] = ()

    @staticmethod
    def of(need: int | None, groups: Sequence[Mapping[str, Any]]) -> Gate:
        """From what a version keeps."""
        return Gate(need, tuple(Group(group["code"], group.get("need")) for group in groups))


ALL = Gate()


@dataclass(frozen=True)
class Condition:
    """One condition as it stands: its contents, how many of them are met and how many must be."""

    group: str | None
    checks: tuple[Check, ...]
    need: int

    @property
    def have(self) -> int:
        """How many contents are met."""
        return sum(check.met for check in self.checks)

    @property
    def met(self) -> bool:
        """Does it hold?"""
        return self.have >= self.need


def conditions(gate: Gate, checks: Sequence[Check]) -> tuple[Condition, ...]:
    """The conditions of a gate, in the order of their first content."""
    needs = {group.code: group.need for group in gate.groups}
    found: list[Condition] = []
    seen: set[str] = set()
    for check in checks:
        code = check.content.group
        if code is None or code not in needs:
            found.append(Condition(None, (check,), 1))
        elif code not in seen:
            seen.add(code)
            own = tuple(c for c in checks if c.content.group == code)
            found.append(Condition(code, own, needed(needs[code], len(own))))
    return tuple(found)


def progress(gate: Gate, checks: Sequence[Check]) -> tuple[int, int]:
    """How many conditions hold of how many that must."""
    some = conditions(gate, checks)
    return reached(gate.need, len(some), sum(condition.met for condition in some))


def is_open(gate: Gate, checks: Sequence[Check]) -> bool:
    """Is enough met to leave the stage?"""
    done, total = progress(gate, checks)
    return done >= total


def missing(gate: Gate, checks: Sequence[Check]) -> tuple[Check, ...]:
    """What is not met and still counts: nothing where the gate is open, nothing of a group that holds already."""
    if is_open(gate, checks):
        return ()
    wanted = {id(check) for condition in conditions(gate, checks) if not condition.met for check in condition.checks}
    return tuple(check for check in checks if not check.met and id(check) in wanted)
