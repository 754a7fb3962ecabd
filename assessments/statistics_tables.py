"""An exam's items with all their figures, to take away."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from flask_babel import gettext as _

from assessments.labels import KIND_NAMES
from assessments.quality_labels import FLAG_NAMES
from lms.core.tables.writing import comma_separated, workbook

FIGURES = (
    "facility", "sd", "guess", "weight", "effective_weight", "discrimination", "discrimination_se", "efficiency",
    "point_biserial",
)  # fmt: skip


def header() -> list[str]:
    """The headings, in the reader's language."""
    return [
        _("Item"), _("Version"), _("Kind"), _("Topic"), _("Question"), "n", _("Left out"), _("Facility"), _("Standard deviation"),
        _("Blind guessing"), _("Intended weight"), _("Effective weight"), _("Discrimination"), _("Standard error"),
        _("Discriminative efficiency"), _("Point-biserial"), _("What to look at"), _("Share of each option"),
    ]  # fmt: skip


def rows(items: Sequence[Any]) -> Iterator[list[Any]]:
    """One an item; under 30 people only how many there were."""
    for one in items:
        told = one.figures
        few = "too_few" in told["flags"]
        yield [
            one.key, one.number, str(KIND_NAMES[one.kind]), str(one.topic), str(one.stem), one.n, told["omitted"],
            *([None] * len(FIGURES) if few else [told[name] for name in FIGURES]),
            ", ".join(str(FLAG_NAMES[flag]) for flag in told["flags"]),
            "" if few else "; ".join(_option(option) for option in told["options"]),
        ]  # fmt: skip


def _option(option: dict[str, Any]) -> str:
    letter = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[int(option["key"]) % 26]
    return f"{letter}{'*' if option['right'] else ''} {100 * option['share']:.0f}%"


def as_xlsx(title: str, items: Sequence[Any]) -> bytes:
    """A workbook."""
    return workbook(title, header(), rows(items), widths=(14, 8, 16, 24, 50))


def as_csv(items: Sequence[Any]) -> bytes:
    """The same as text."""
    return comma_separated([header(), *rows(items)])
