"""What the comparison of a year asks of whoever evaluates our own trainings; wired with `events.provide`.

- INTERNAL_YEAR `(year) -> Internal | None`: levels 1 to 3 from 0 to 100 and the cost per head of our own trainings.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from lms.core import events
from lms.trainers.providers.rules import Sample

INTERNAL_YEAR = "internal trainings of a year"


@dataclass(frozen=True)
class Internal:
    """Our own trainings of a year. `costs`: for each currency the sample of the cost per head over trainings."""

    levels: Mapping[int, Sample] = field(default_factory=dict)
    costs: Mapping[str, Sample] = field(default_factory=dict)
    heads: int = 0


def internal_year(year: int) -> Internal:
    """What is known of a year; nothing where nobody answers."""
    found = [answer(year) for answer in events.answers(INTERNAL_YEAR)]
    return next((one for one in found if one is not None), Internal())
