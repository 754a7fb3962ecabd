"""When a talk can be written, changed and agreed to."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from lms.core.rules import Refusal

PARTS = ("goal", "reality", "options", "will")
MOST_STEPS = 5
LONGEST_STEP = 300
PAST, FUTURE = timedelta(days=366), timedelta(days=731)
"""So old may a talk be when it is written down, and so late after it a step may be due; beyond is a slip of the keys."""


@dataclass(frozen=True)
class Step:
    """A next step as it is written."""

    text: str
    doer: str
    due_on: date | None


def against_talk(
    *, texts: Mapping[str, str], steps: Sequence[Step], held_on: date | None, today: date, agreed: int
) -> tuple[Refusal, ...]:
    """Every reason why a talk cannot be kept as it is written. `agreed`: how many of the two have agreed."""
    found = []
    if agreed >= 2:
        found.append(Refusal("talk_agreed"))
    if held_on is None or not today - PAST <= held_on <= today:
        found.append(Refusal("talk_in_the_future"))
    found += [Refusal("talk_part_missing", {"part": part}) for part in PARTS if not texts.get(part, "").strip()]
    if not steps:
        found.append(Refusal("steps_missing"))
    for number, step in enumerate(steps, 1):
        if not step.text.strip():
            found.append(Refusal("step_text", {"number": number}))
        if step.due_on is None or not (held_on or step.due_on) <= step.due_on <= today + FUTURE:
            found.append(Refusal("step_day", {"number": number}))
        if step.doer not in ("mentee", "mentor"):
            found.append(Refusal("step_doer", {"number": number}))
    return tuple(found)


def is_overdue(due_on: date, done_on: date | None, today: date) -> bool:
    """Was a step to be done by now?"""
    return done_on is None and due_on < today


def agreed_by_both(agreed: Collection[int], mentee_id: int, mentor_id: int) -> bool:
    """Have both agreed?"""
    return {mentee_id, mentor_id} <= set(agreed)
