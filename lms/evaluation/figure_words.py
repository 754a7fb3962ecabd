"""Figures of levels in the reader's way of writing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import format_decimal
from flask_babel import gettext as _

from lms.core.i18n import language

NONE = "–"


@dataclass(frozen=True)
class Told:
    """A finding in words: the figure by itself (or a dash), what stands behind it, and what must stand beside the figure where
    there is room for a line only."""

    figure: str
    why: str
    brief: str = ""


def between() -> str:
    """What stands between two sentences: nothing in Chinese."""
    return "" if language() == "zh" else " "


def number(value: float | None, digits: int = 1) -> str:
    """A figure in the reader's way of writing."""
    if value is None:
        return NONE
    told = format_decimal(round(value, digits) + 0.0, format="#,##0." + "0" * digits if digits else "#,##0")
    return str(told).replace("-", "−")


def signed(value: float | None, digits: int = 1) -> str:
    """A difference with its sign."""
    if value is None:
        return NONE
    return ("+" if round(value, digits) > 0 else "") + number(value, digits).replace("-", "−")


def interval(values: Mapping[str, Any], digits: int = 1) -> str:
    """The limits of a figure."""
    return _("95 %% %(low)s to %(high)s", low=number(values["low"], digits), high=number(values["high"], digits))
