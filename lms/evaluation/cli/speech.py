"""The language of the evaluation commands."""

from __future__ import annotations

from lms.core.speech import Say
from lms.core.speech import speech as spoken


def speech(language: str | None) -> Say:
    """What says a sentence of this package in a language."""
    return spoken(language, "evaluation")
