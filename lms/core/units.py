"""Numbers and their units stay on one line: the space between them becomes one that does not break."""

from __future__ import annotations

import re
from typing import Any, TypeVar

from markupsafe import Markup

Text = TypeVar("Text", bound=str)

_LATIN = (
    "k?Pa|MPa|bar|°C|°F|K|[kcmµ]?m|m[²³]|[kmµ]?g|t|m?l|L|min|[mµ]?s|h|[kmµ]?V|[kmµ]?A|Ah|k?W|kWh|[kM]?Hz|[kMm]?Ω|[µnp]F|N|Nm|N·m"
    "|dB|rpm|r/min|ppm|[KMG]B|CNY|RMB|yuan"
    "|minutes?|hours?|days?|weeks?|months?|years?|seconds?|points?|per cent"
)
_HAN = "分钟|小时|秒|天|周|个|年|月|日|分|元|米|毫米|厘米|度|人|名|次|道|题|课|节|项|条|篇|张|份|台|步"
_PARTED = re.compile(rf"(?<=\d) (?=(?:{_LATIN})(?![A-Za-z])|[%‰℃℉Ω]|{_HAN}|/ \d)|(?<=\d /) (?=\d)")


def keep_units(text: Text) -> Text:
    """The text with no-break spaces between a digit and the unit after it, and within 3 / 5. Markup stays markup."""
    if " " not in text:
        return text
    return type(text)(_PARTED.sub("\N{NO-BREAK SPACE}", text))


def units(value: Any) -> str:
    """What a template prints, its units kept with their numbers (filter `units`)."""
    return keep_units(value if isinstance(value, Markup) else str(value))
