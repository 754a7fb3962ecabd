"""One thing that somebody did at a moment, before it is written into the record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

LESSON, EXAM, SIGN_OFF, ENTRY, REPLY, RATING, PRACTICAL_EXAM = (
    "lesson", "exam", "sign_off", "entry", "reply", "rating", "practical_exam",
)  # fmt: skip
VISIT = "visit"
EXTEND, OTHER_POST, LEAVE = "extend", "other_post", "leave"
COUNTS_FOR_GATE = frozenset({LESSON, EXAM, SIGN_OFF, ENTRY, RATING, PRACTICAL_EXAM})


@dataclass(frozen=True)
class Deed:
    """Something done for a learner at a moment; `values` are those of the fact that it leaves behind."""

    at: datetime
    kind: str
    learner: int
    values: dict[str, Any] = field(hash=False)


@dataclass(frozen=True)
class Round:
    """What a learner does for one stage until its gate is looked at. `closes`: everything is there then, so that the gate
    passes or, in the last stage, fails; `after` is the decision that follows."""

    stage: int
    deeds: tuple[Deed, ...]
    closes: bool
    passes: bool = True
    after: Deed | None = None

    @property
    def done_at(self) -> datetime:
        """When the last thing that counts was done."""
        return max(deed.at for deed in self.deeds if deed.kind in COUNTS_FOR_GATE)


def before(deeds: Sequence[Deed], moment: datetime) -> list[Deed]:
    """The deeds that lie before a moment."""
    return [deed for deed in deeds if deed.at < moment]
