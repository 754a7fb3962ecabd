"""What a case needs before it is put forward or published, and where it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum

from lms.core.rules import Refusal

TEXTS = ("title", "symptom", "environment", "diagnosis", "solution", "lesson")
NEEDED = {"forward": ("title", "symptom"), "publish": ("title", "symptom", "diagnosis", "solution", "lesson")}
MOST = {"title": 200}
LONGEST = 4000


class State(StrEnum):
    """Where a case stands."""

    PROPOSED = "proposed"
    PUBLISHED = "published"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


def state_of(decisions: Sequence[str]) -> State:
    """The last decision holds."""
    return State(decisions[-1]) if decisions else State.PROPOSED


def against(texts: Mapping[str, str], step: str) -> tuple[Refusal, ...]:
    """What is missing for a step."""
    missing = [name for name in NEEDED[step] if not texts.get(name, "").strip()]
    long = [name for name in TEXTS if len(texts.get(name, "")) > MOST.get(name, LONGEST)]
    return (
        *(Refusal("case_text_missing", {"text": name}) for name in missing),
        *(Refusal("case_text_long", {"text": name}) for name in long),
    )
