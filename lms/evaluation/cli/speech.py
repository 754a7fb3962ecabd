"""The language of commands that need no application: that of `--lang`, else that of the terminal."""

from __future__ import annotations

import gettext
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from lms.core.terminal import of_terminal

CATALOGUE = Path(__file__).parents[2] / "translations" / "zh_Hans_CN" / "LC_MESSAGES" / "evaluation.mo"
LANGUAGES = ("zh", "en")
Say = Callable[..., str]


def speech(language: str | None) -> Say:
    """What says a sentence with its values in a language."""
    known: gettext.NullTranslations = gettext.NullTranslations()
    if (language or of_terminal(os.environ)) == "zh" and CATALOGUE.exists():
        with CATALOGUE.open("rb") as file:
            known = gettext.GNUTranslations(file)

    def say(message: str, /, **values: Any) -> str:
        text = known.gettext(message)
        return text % values if values else text

    return say


language_option = click.option(
    "--lang", type=click.Choice(LANGUAGES), help="Chinese or English; by default that of the terminal."
)
