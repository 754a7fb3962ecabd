"""Periods as files write them: whole numbers (years, weeks that somebody counted), months, or dates, read as their month."""

from __future__ import annotations

import re
from collections.abc import Iterable

from lms.core.speech import Sentence
from lms.core.speech import marked as _
from lms.evaluation.rules.effects.panel import Calendar, month_number

_NUMBER = re.compile(r"[+-]?\d{1,9}(?:\.0+)?")
_MONTH = re.compile(r"(\d{4})[-/.年](\d{1,2})月?")
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T ].*)?")
NUMBERS, MONTHS = Calendar("number"), Calendar("month")


def calendar_of(values: Iterable[str]) -> Calendar:
    """How a column counts, by its first value; six digits throughout that read as year and month are months."""
    cells = list(values)
    if cells and all(re.fullmatch(r"(19|20)\d{2}(0[1-9]|1[0-2])", one) for one in cells):
        return MONTHS
    return NUMBERS if not cells or _NUMBER.fullmatch(cells[0]) else MONTHS


def period_number(value: str, calendar: Calendar) -> int | None:
    """The number of a period; None where it is not written as the calendar has it."""
    if calendar == NUMBERS:
        return int(float(value)) if _NUMBER.fullmatch(value) else None
    if re.fullmatch(r"\d{6}", value):
        year, month = int(value[:4]), int(value[4:])
    elif found := _MONTH.fullmatch(value) or _DATE.fullmatch(value):
        year, month = int(found.group(1)), int(found.group(2))
    else:
        return None
    return month_number(year, month) if 1 <= month <= 12 else None


def expected(calendar: Calendar) -> Sentence:
    """What would have been right, for a sentence."""
    return Sentence(_("a whole number") if calendar == NUMBERS else _("a month such as 2026-03, or a date"))
