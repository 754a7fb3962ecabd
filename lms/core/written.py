"""What people write, kept whole or refused: never cut without a word."""

from __future__ import annotations

from lms.core.errors import RuleBroken
from lms.core.rules import Refusal

_START = 30
"""So much of a text that is too long names it in the refusal."""


def whole(text: str, most: int) -> str:
    """A text without outer spaces, its line ends counted as browsers count them (one letter each). Raises RuleBroken where it
    is longer than can be kept."""
    text = text.replace("\r\n", "\n").strip()
    if len(text) > most:
        start = " ".join(text[: _START + 1].split())[:_START]
        raise RuleBroken(Refusal("text_longer_than_kept", {"start": start, "given": len(text), "most": most}))
    return text
