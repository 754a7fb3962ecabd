"""The chain of evidence of a case, level by level, as pages, reports and workbooks show it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from lms.evaluation.figure_words import between
from lms.evaluation.rules.returns.case import LEVELS


@dataclass(frozen=True)
class Link:
    """One level of a chain. `record` is empty where the records hold nothing; `missing` then says why."""

    level: int
    record: str = ""
    source: str = ""
    on: date | None = None
    missing: str = ""
    note: str = ""

    @property
    def told(self) -> str:
        """What counts as evidence: the record, and what somebody wrote beside it."""
        return between().join(filter(None, (self.record, self.note)))


def noted(notes: Mapping[int, str]) -> list[Link]:
    """A chain that somebody wrote, without records."""
    return [Link(level, note=notes.get(level, "")) for level in LEVELS]
