"""What evaluation asks of whoever keeps the sessions of trainings. Wired with `events.provide`; while nobody answers, answers are
not parted by session and the pages do not offer it.

- SESSIONS `(subjects) -> Sessions`: the sessions of some trainings; None for all of them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from lms.core import events

SESSIONS = "training sessions"
SubjectKey = tuple[str, str]


@dataclass(frozen=True)
class Sessions:
    """Names of sessions by their codes, and who attended which: by training and person. Of anonymous answers no person is known:
    `pools` tells the session of waves that were asked apart, by what the wave calls them (`EvaluationWave.intake`). `trainers` says who
    led each session."""

    names: Mapping[str, Any] = field(default_factory=dict)
    attended: Mapping[tuple[SubjectKey, int], str] = field(default_factory=dict)
    pools: Mapping[str, str] = field(default_factory=dict)
    trainers: Mapping[str, int] = field(default_factory=dict)


def are_kept() -> bool:
    """Does anybody keep sessions?"""
    return bool(events.answers(SESSIONS))


def sessions_of(subjects: Collection[SubjectKey] | None) -> Sessions:
    """All that is known of the sessions of some trainings."""
    found = [answer(subjects) for answer in events.answers(SESSIONS)]
    if len(found) == 1:
        return found[0]
    return Sessions(
        {code: name for one in found for code, name in one.names.items()},
        {key: code for one in found for key, code in one.attended.items()},
        {pool: code for one in found for pool, code in one.pools.items()},
        {code: trainer for one in found for code, trainer in one.trainers.items()},
    )
