"""Training and certification in the course of a figure: asked of the packages above, which know of them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from lms.core import events

TRAINING_MARKS = "training marks"
"""The question `(unit_paths, person_ids, first, last) -> list[Mark]`: days on which people of these units (None: of all), or
these people where any are named, were trained or certified."""
MOST_SHOWN = 8


@dataclass(frozen=True)
class Mark:
    """A day, what happened on it in the reader's language, and where it is told."""

    day: date
    label: Any
    href: str


def list_marks(unit_paths: Collection[str] | None, person_ids: Collection[int], first: date, last: date) -> list[Mark]:
    """All marks that anybody knows of, the newest few of them, in their order."""
    found = [mark for answer in events.answers(TRAINING_MARKS) for mark in answer(unit_paths, person_ids, first, last)]
    return sorted(found, key=lambda mark: (mark.day, str(mark.label)))[-MOST_SHOWN:]
