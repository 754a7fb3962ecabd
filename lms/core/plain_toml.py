"""Where a TOML file that people send stops being TOML. What its reader says is English, so it goes to the log, and people are told
the place."""

from __future__ import annotations

import logging
import re
import tomllib

log = logging.getLogger(__name__)
DIGITS = 4_300
"""Python reads no whole number that is longer."""


def place_of(text: str, wrong: Exception) -> tuple[int, int]:
    """Line and column, counted from 1, of what `tomllib.loads` raised on a text: of a number without end, too."""
    log.info("not TOML: %s", wrong)
    if not isinstance(wrong, tomllib.TOMLDecodeError):
        return _at(text, found.start() if (found := re.search(rf"[0-9_]{{{DIGITS},}}|[\[{{]{{40}}", text)) else 0)
    found = re.search(r"\(at line (\d+), column (\d+)\)", str(wrong))
    return (int(found[1]), int(found[2])) if found else _at(text, len(text))


def _at(text: str, place: int) -> tuple[int, int]:
    before = text[:place]
    return before.count("\n") + 1, place - before.rfind("\n")
