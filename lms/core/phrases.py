"""The phrases of templates: what `_()` and `{% trans %}` say there, looked up once for each language and kept.

A page says some seventy phrases, and Flask-Babel goes through the request's context several times for each: that was a
quarter of a page's time. As there, a phrase is markup and always a format, so that a per cent sign is written `%%`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from flask import Flask
from flask_babel import Domain, get_babel, get_translations, ngettext
from markupsafe import Markup

from lms.core.i18n import language


@lru_cache(maxsize=10_000)
def _format(language: str, message: str) -> Markup:
    return Markup(get_translations().ugettext(message))


@lru_cache(maxsize=10_000)
def _said_alone(language: str, message: str) -> Markup:
    return _format(language, message) % {}


def phrase(message: str, **values: Any) -> Markup:
    """A phrase in the reader's language with its values, which are escaped. For templates, all of which are HTML."""
    if values:
        return _format(language(), message) % values
    return _said_alone(language(), message)


@lru_cache(maxsize=10_000)
def _plain(language: str, message: str) -> str:
    return str(_format(language, message))


def say(message: str, /, **values: Any) -> str:
    """The same for `_()` in Python, where a phrase is plain text, and a format only with values. To be imported as `_` where
    a page is made that is asked for all day; elsewhere Flask-Babel's `gettext` comes here in the end."""
    text = _plain(language(), message)
    return text % values if values else text


class Counted:
    """A sentence of two forms, by one of its values: which of them is known only when it is said with its values."""

    def __init__(self, one: str, many: str, by: str) -> None:
        self._one, self._many, self._by = one, many, by

    def __mod__(self, values: Mapping[str, Any]) -> str:
        """With its values, as a lazy text is said with them. A number that was written as text counts as that number."""
        return str(ngettext(self._one, self._many, 1 if str(values[self._by]) == "1" else 2, **values))

    def __str__(self) -> str:
        """Without its values: the form of many."""
        return str(get_translations().ungettext(self._one, self._many, 2))


def counted(one: str, many: str, by: str) -> Any:
    """A refusal or a notice that counts, imported as `_n`: `one` is said where its value `by` is 1. A lazy text has one form only."""
    return Counted(one, many, by)


class KeptPhrases(Domain):
    """Lets Flask-Babel's `gettext` say the kept phrases."""

    def gettext(self, message: str, /, **values: Any) -> str:
        return say(message, **values)


def install(app: Flask) -> None:
    """Put the kept phrases in the place of Flask-Babel's look-ups."""
    app.jinja_env.globals.update(_=phrase, gettext=phrase)
    babel = get_babel(app)
    babel.instance.domain_instance = KeptPhrases(domain=babel.default_domain)
