"""The phrases of templates: what `_()` and `{% trans %}` say there, looked up once for each language and kept.

A page says some seventy phrases, and Flask-Babel goes through the request's context several times for each: that was a
quarter of a page's time. As there, a phrase is markup and always a format, so that a per cent sign is written `%%`.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from flask import Flask
from flask_babel import Domain, get_babel, get_translations
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


class KeptPhrases(Domain):
    """Lets Flask-Babel's `gettext` say the kept phrases."""

    def gettext(self, message: str, /, **values: Any) -> str:
        return say(message, **values)


def install(app: Flask) -> None:
    """Put the kept phrases in the place of Flask-Babel's look-ups."""
    app.jinja_env.globals.update(_=phrase, gettext=phrase)
    babel = get_babel(app)
    babel.instance.domain_instance = KeptPhrases(domain=babel.default_domain)
