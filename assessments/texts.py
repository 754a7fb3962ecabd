"""Texts of items as pages show them: pictures and formulas in their place, everything else as it was typed."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from markupsafe import Markup, escape

from assessments.rules.items import PICTURE
from lms.core.formulas import mathml

_FORMULA = re.compile(r"\\\((.{1,2000}?)\\\)", re.DOTALL)
_PIECE = re.compile(rf"(?P<formula>{_FORMULA.pattern})|(?P<picture>{PICTURE.pattern})", re.DOTALL)


def rich(text: Any, address: Callable[[str], str | None] | None = None) -> Markup:
    """A text with its formulas and pictures; `address` gives a picture's address by its name, or None.

    A picture without an address is named by its words alone.
    """
    said, shown, end = str(text), [], 0
    for found in _PIECE.finditer(said):
        shown.append(escape(said[end : found.start()]))
        end = found.end()
        if found["formula"]:
            shown.append(_formula(found["formula"][2:-2]))
        else:
            shown.append(_picture(found["picture"], address))
    return Markup("").join([*shown, escape(said[end:])])


def _formula(latex: str) -> Markup:
    return mathml(latex) or Markup("<code>{}</code>").format(latex.strip())


def _picture(source: str, address: Callable[[str], str | None] | None) -> Markup:
    words, _, name = source[2:-1].partition("](")
    href = address(name.strip()) if address else None
    if href is None:
        return Markup("[{}]").format(words or name)
    return Markup('<img class="sf-inline-figure" src="{}" alt="{}">').format(href, words)
