"""The language of the evaluation commands."""

from __future__ import annotations

from lms.core.speech import Say
from lms.core.speech import speech as spoken


def speech(language: str | None) -> Say:
    """What says a sentence of this package in a language."""
    return spoken(language, "evaluation")


def p_value(p: float) -> str:
    """Three places, or the size of one so small that they would be zeroes."""
    return f"{p:.3f}" if p >= 0.0005 else f"{p:.0e}"
