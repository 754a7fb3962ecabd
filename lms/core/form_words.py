"""What forms say of what was entered, in place of WTForms' own words ("Not a valid float value"), which speak to programmers."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

_CHOOSE = _l("Choose one of the list.")
_DATE = _l("Write the day as 2026-03-02.")
_NUMBER = _l("Write a plain number, such as 12.5.")
_WHOLE = _l("Write a whole number, such as 12.")
WORDS: dict[str, Any] = {
    "'%(value)s' is not a valid choice for this field.": _CHOOSE,
    "Field must be between %(min)d and %(max)d characters long.": _l("Write %(min)s to %(max)s characters."),
    "Invalid Choice: could not coerce.": _CHOOSE,
    "Invalid choice(s): one or more data inputs could not be coerced.": _CHOOSE,
    "Not a valid choice.": _CHOOSE,
    "Not a valid date value.": _DATE,
    "Not a valid datetime value.": _l("Write day and time as 2026-03-02 14:30."),
    "Not a valid decimal value.": _NUMBER,
    "Not a valid float value.": _NUMBER,
    "Not a valid integer value.": _WHOLE,
    "Not a valid time value.": _l("Write the time as 14:30."),
    "Number must be at least %(min)s.": _l("Write %(min)s or more."),
    "Number must be at most %(max)s.": _l("Write %(max)s or less."),
    "Number must be between %(min)s and %(max)s.": _l("Write a number from %(min)s to %(max)s."),
    "This field is required.": _l("Please fill this in."),
}
"""Their words, and ours instead."""


class FormWords:
    """What WTForms asks for the words of a message."""

    def gettext(self, string: str) -> str:
        """Ours for one of theirs, and any other as it is."""
        return str(WORDS.get(string, string))

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        """Theirs in the plural are about the length of a text, or about several choices."""
        if singular.startswith("Field cannot be longer"):
            return ngettext("At most %(num)s character.", "At most %(num)s characters.", n)
        if singular.startswith("Field must be exactly"):
            return ngettext("Exactly %(num)s character.", "Exactly %(num)s characters.", n)
        if singular.startswith("Field must be at least"):
            return ngettext("At least %(num)s character.", "At least %(num)s characters.", n)
        return str(WORDS[singular]) if singular in WORDS else singular if n == 1 else plural
