"""What a version of a programme rules besides its stages: how days are counted, what may be decided and by whom."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

WORKING, CALENDAR = "working", "calendar"
BY_RULE, BY_SIGNATURE = "rule", "signature"
SUPERVISOR, MANAGER = "supervisor", "manager"
SIGNERS = (SUPERVISOR, MANAGER)
LIMITS = (
    ("most_extensions", 0, 20), ("look_back_days", 0, 3650), ("escalate_after", 0, 90), ("mentors_stay_days", 0, 365),
)  # fmt: skip
_UNLIMITED = frozenset({"most_extensions", "mentors_stay_days"})
"""Left empty, these say that there is no limit."""


@dataclass(frozen=True)
class Policy:
    """`days`: what the days of stages are; `most_extensions` of one stage (None: no limit); whether a stage may be repeated
    as a whole, another post be proposed, the probation be ended; `signers`: whose signature holds; `on_duty`: whether a
    pass puts somebody on duty by itself or when it is signed; `look_back_days`: how old before the start what counts may
    be; `escalate_after`: after how many days a reminder goes one level up; `mentors_stay_days`: so many days after the end
    of the programme the mentors are released (None: not before somebody does it by hand)."""

    days: str = CALENDAR
    most_extensions: int | None = None
    may_repeat: bool = False
    may_propose: bool = True
    may_end: bool = False
    signers: tuple[str, ...] = SIGNERS
    on_duty: str = BY_RULE
    look_back_days: int = 0
    escalate_after: int = 3
    mentors_stay_days: int | None = 7

    @staticmethod
    def of(data: Mapping[str, Any] | None) -> Policy:
        """From what a version or a file holds; what it does not say is as above."""
        known = {field.name for field in fields(Policy)}
        said = {
            name: value
            for name, value in (data or {}).items()
            if name in known and (value is not None or name in _UNLIMITED)
        }
        if "signers" in said:
            said["signers"] = tuple(said["signers"])
        return Policy(**said)

    def as_dict(self) -> dict[str, Any]:
        """As a version keeps it."""
        return {**asdict(self), "signers": list(self.signers)}


def policy_faults(data: Any) -> Iterator[tuple[str, str]]:
    """Field and code of everything that is wrong with the policy of a file."""
    if data is None:
        return
    if not isinstance(data, Mapping):
        yield "policy", "not_a_mapping"
        return
    known = {field.name for field in fields(Policy)}
    for name in sorted(set(data) - known):
        yield name, "unknown_field"
    if data.get("days", WORKING) not in (WORKING, CALENDAR):
        yield "days", "choose"
    if data.get("on_duty", BY_RULE) not in (BY_RULE, BY_SIGNATURE):
        yield "on_duty", "choose"
    signers = data.get("signers", SIGNERS)
    if not isinstance(signers, list | tuple) or not signers or set(signers) - set(SIGNERS):
        yield "signers", "choose"
    for name, least, most in LIMITS:
        value = data.get(name)
        if value is not None and not (isinstance(value, int) and least <= value <= most):
            yield name, "whole_number"
    for name in ("may_repeat", "may_propose", "may_end"):
        if not isinstance(data.get(name, False), bool):
            yield name, "yes_or_no"


def leads_nowhere(data: Any) -> bool:
    """Could somebody fail for good, with nothing left that may be decided about them?"""
    said = data if isinstance(data, Mapping) else {}
    return said.get("most_extensions") is not None and not (said.get("may_propose", True) or said.get("may_end"))
