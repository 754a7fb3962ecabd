"""Codes in a case that people read as words: units."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from lms.core.i18n import LOCALES
from lms.evaluation.rules.returns.naming import pair, parts

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


def unit_parts(unit: Any) -> tuple[str, str]:
    """A unit in Chinese and in English, for a form."""
    if unit not in UNIT_WORDS:
        return parts(unit)
    return in_both(lambda: str(UNIT_WORDS[unit]))


def in_both(say: Callable[[], str]) -> tuple[str, str]:
    """What is said in Chinese and in English, for the two fields of a form."""
    said = []
    for language in ("zh", "en"):
        with force_locale(LOCALES[language]):
            said.append(say())
    return said[0], said[1]


def unit_code(zh: str | None, en: str | None) -> str | dict[str, str]:
    """What a form says of a unit: its code where there is one."""
    for code in UNIT_WORDS:
        if (zh, en) == unit_parts(code):
            return code
    return pair(zh, en)
