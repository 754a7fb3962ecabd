"""Answers by part: which parts there are, and how small ones are put together so that nobody can be told from a difference."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from assessments.rules.surveys.anonymity import spans, whole_groups


class Part(StrEnum):
    """By what answers can be told apart."""

    TRAINING = "training"
    VERSION = "version"
    INTAKE = "intake"
    SESSION = "session"
    TRAINER = "trainer"
    MONTH = "month"


def shown_groups(part: Part, counts: Mapping[Any, int], floor: int) -> list[tuple[Any, ...]]:
    """The groups that are shown, each of at least `floor` people: months in their order, others the largest first."""
    return spans(counts, floor) if part is Part.MONTH else whole_groups(counts, floor)


def month_number(year: int, month: int) -> int:
    """Months counted through, so that they can be told apart and put in order by one number."""
    return year * 12 + month - 1


def month_of(number: int) -> tuple[int, int]:
    """Year and month of such a number."""
    return number // 12, number % 12 + 1
