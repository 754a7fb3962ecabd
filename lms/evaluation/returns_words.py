"""Codes in a case that people read as words: units."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

UNIT_WORDS: dict[str, Any] = {
    "percentage_points": _l("percentage points"),
    "people": _l("people"),
    "months": _l("months"),
    "hours": _l("hours"),
    "unit-months": _l("person-months"),
}


def unit_word(code: str) -> str:
    """A unit in words; what somebody typed as it is."""
    return str(UNIT_WORDS.get(code, code))


def with_unit(number: str, code: str) -> str:
    """A figure with its unit, or alone where it has none."""
    word = unit_word(code)
    return _("%(number)s %(unit)s", number=number, unit=word) if word else number
