"""What the library of the command line says by itself, in the terminal's language: it asks Python's own gettext, by the
environment. Here its sentences stand for the catalogue, and the catalogue is put where it looks."""

from __future__ import annotations

import gettext
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from inspect import cleandoc
from typing import Any

import click

from lms.core.speech import CATALOGUES, Say, marked, speech
from lms.core.terminal import of_terminal

_ = marked
LANGUAGE = CATALOGUES.parent.name


def ngettext(one: str, many: str) -> tuple[str, str]:
    """Marks a sentence of two forms."""
    return one, many


SENTENCES = (
    _("Usage:"), _("Options"), _("Commands"), _("Positional arguments"), _("Error: {message}"), _("Aborted!"),
    _("Try '{command} {option}' for help."), _("Show this message and exit."), _("Show the version and exit."),
    _("%(prog)s, version %(version)s"), _("default: {default}"), _("env var: {var}"), _("required"), _("(dynamic)"), _("deprecated"),
    _("Missing command."), _("Missing argument"), _("Missing option"), _("Missing parameter"),
    _("Missing parameter: {param_name}"), _("Missing {param_type}"), _("Choose from:\n\t{choices}"),
    _("No such option {name!r}."), _("No such command {name!r}."),
    ngettext("Did you mean {possibility}?", "(Did you mean one of: {possibilities}?)"),
    _("Invalid value: {message}"), _("Invalid value for {param_hint}: {message}"),
    _("Option {name!r} does not take a value."), _("Argument {name!r} takes {nargs} values."),
    ngettext("Option {name!r} requires an argument.", "Option {name!r} requires {nargs} arguments."),
    ngettext("Got unexpected extra argument ({args})", "Got unexpected extra arguments ({args})"),
    ngettext("{value!r} is not {choice}.", "{value!r} is not one of {choices}."),
    _("{value} is not in the range {range}."), _("{value!r} is not a valid {number_type}."),
    _("{value!r} is not a valid boolean. Recognized values: {states}"),
    ngettext("{value!r} does not match the format {format}.", "{value!r} does not match the formats {formats}."),
    _("Could not open file {filename!r}: {message}"), _("unknown error"), _("file"), _("directory"), _("path"),
    _("{name} {filename!r} does not exist."), _("{name} {filename!r} is a file."),
    _("{name} {filename!r} is a directory."), _("{name} {filename!r} is not readable."),
    _("{name} {filename!r} is not writable."), _("Do you want to continue?"), _("Repeat for confirmation"),
    _("Error: The two entered values do not match."), _("Error: invalid input"),
)  # fmt: skip


@contextmanager
def in_words_of_terminal() -> Iterator[None]:
    """While it lasts the library speaks Chinese where the terminal does."""
    if of_terminal(os.environ) != "zh":
        yield
        return
    domain, language = gettext.textdomain(), os.environ.get("LANGUAGE")
    gettext.bindtextdomain("core", str(CATALOGUES.parents[1]))
    gettext.textdomain("core")
    os.environ["LANGUAGE"] = LANGUAGE
    try:
        yield
    finally:
        gettext.textdomain(domain)
        if language is None:
            os.environ.pop("LANGUAGE", None)
        else:
            os.environ["LANGUAGE"] = language


def package_of(command: click.Command) -> str:
    """The package in whose catalogue a command's help stands: that of the module in which it is written."""
    first, *rest = getattr(command.callback, "__module__", "lms").split(".")
    if first != "lms":
        return str(first)
    return rest[0] if len(rest) > 1 else "core"


def help_of(command: click.Command) -> Iterator[tuple[Any, str]]:
    """Whatever of a command has help (itself, its options and arguments), with the English of it."""
    for bearer in (command, *command.params):
        english = bearer.__dict__.setdefault("english_help", cleandoc(getattr(bearer, "help", None) or ""))
        if english:
            yield bearer, english


def worded(command: click.Command) -> click.Command:
    """The command with its help in the terminal's language."""
    say = _say(of_terminal(os.environ), package_of(command))
    for bearer, english in help_of(command):
        bearer.help = say(english)
    return command


@cache
def _say(language: str, package: str) -> Say:
    return speech(language, package)
