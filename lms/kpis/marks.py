"""Training and certification in the course of a figure: asked of the packages above, which know of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from lms.core import events

TRAINING_MARKS = "training marks"
"""The question `(unit_paths, person_ids, first, last) -> list[Mark]`: days from `first` to before `last` on which people of
these units (None: of all), or these people where any are named, were trained or certified; the heaviest few of them. What
is told of a named person is what the reader who is signed in may know of them."""
FIGURE_LINKS = "links of a figure"
"""The question `(kpi_code, address) -> list[Link]`: what else is known of a KPI of a unit or of all, for the reader who is
signed in; `address` says whose figures they are."""
MOST_SHOWN = 8
MOST_OF_A_KIND = 6
"""So many marks of one kind an answer gives at most."""


@dataclass(frozen=True)
class Mark:
    """A day, what happened on it in the reader's language, and where it is told ("": nowhere that the reader may open).

    `people` says how many it happened to; of marks that are too many, those of most people stay. `whole_month`: it
    happened on several days of the month, and `day` lies in the midst of them. `kind` names what sort of thing it is.
    """

    day: date
    label: Any
    href: str
    people: int = 1
    whole_month: bool = False
    kind: str = ""


def list_marks(unit_paths: Collection[str] | None, person_ids: Collection[int], first: date, last: date) -> list[Mark]:
    """The marks that weigh most of all that anybody knows of, in their order of time."""
    answers = events.answers(TRAINING_MARKS)
    return chosen([mark for answer in answers for mark in answer(unit_paths, person_ids, first, last)])


def chosen(marks: Sequence[Mark], most: int = MOST_SHOWN) -> list[Mark]:
    """Some marks of every kind, so that none hides the others: in turn the heaviest of each, and of equal ones the
    newest."""
    heaps: dict[str, list[Mark]] = {}
    for mark in sorted(marks, key=lambda mark: (mark.people, mark.day), reverse=True):
        heaps.setdefault(mark.kind, []).append(mark)
    kinds = [heaps[kind] for kind in sorted(heaps)]
    deepest = max(map(len, kinds), default=0)
    taken = [heap[place] for place in range(deepest) for heap in kinds if place < len(heap)]
    return sorted(taken[:most], key=lambda mark: (mark.day, str(mark.label)))
