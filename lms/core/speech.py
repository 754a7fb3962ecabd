"""What commands say that need no application: in the language of `--lang`, else that of the terminal."""

from __future__ import annotations

import gettext
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click

from lms.core.terminal import of_terminal

CATALOGUES = Path(__file__).parents[1] / "translations" / "zh_Hans_CN" / "LC_MESSAGES"
LANGUAGES = ("zh", "en")
Say = Callable[..., str]


def marked(message: str) -> str:
    """Marks a sentence for the catalogue, imported as `_`; it is said in the reader's language later."""
    return message


BETWEEN = marked("; ")


def speech(language: str | None, package: str = "core") -> Say:
    """What says a sentence with its values in a language, by the words of a package and of the kernel."""
    known: gettext.NullTranslations = gettext.NullTranslations()
    if (language or of_terminal(os.environ)) == "zh":
        for name in dict.fromkeys((package, "core")):
            if (path := CATALOGUES / f"{name}.mo").exists():
                with path.open("rb") as file:
                    found = gettext.GNUTranslations(file)
                known.add_fallback(found)

    def say(message: str, /, **values: Any) -> str:
        text = known.gettext(message)
        return text % {name: _said(value, say) for name, value in values.items()} if values else text

    return say


@dataclass(frozen=True)
class Sentence:
    """A sentence that is said later: its English, and the values in it, which may be sentences themselves."""

    message: str
    values: dict[str, Any] = field(default_factory=dict)

    def said(self, say: Say) -> str:
        """In the language of `say`."""
        return say(self.message, **self.values)


def _said(value: Any, say: Say) -> Any:
    if isinstance(value, Sentence):
        return value.said(say)
    if isinstance(value, tuple | list):
        return say(BETWEEN).join(str(_said(one, say)) for one in value)
    return value


class ToldFault(ValueError):
    """Something wrong that is told to a person in their language; `str` tells it in English."""

    def __init__(self, message: str, /, **values: Any) -> None:
        self.sentence = Sentence(message, values)
        super().__init__(self.sentence.said(speech("en")))


@contextmanager
def refusing(say: Say) -> Iterator[None]:
    """What is wrong ends the command with 2 and the sentence in the reader's language."""
    try:
        yield
    except ToldFault as fault:
        raise click.UsageError(fault.sentence.said(say)) from fault


language_option = click.option(
    "--lang", type=click.Choice(LANGUAGES), help="Chinese or English; by default that of the terminal."
)
