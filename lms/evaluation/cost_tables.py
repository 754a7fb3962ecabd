"""A workbook of costs: its headings in either language, and what each row says or what is wrong with it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _

from lms.core.errors import describe
from lms.core.i18n import LOCALES
from lms.core.tables.reading import Row, Table
from lms.evaluation.actions.costs import Cost, refusals_of
from lms.evaluation.case_content import typed
from lms.evaluation.returns_labels import CATEGORY_NAMES, COLUMNS, STAGE_NAMES
from lms.evaluation.rules.returns.case import CATEGORIES
from lms.evaluation.rules.returns.table import as_number

NEEDED = ("subject", "category", "stage", "amount", "from_day")


@dataclass(frozen=True)
class Line:
    """One row: a cost, or the sentences that say what is wrong."""

    number: int
    cost: Cost | None
    wrong: tuple[str, ...]


def headings(table: Table) -> dict[str, int]:
    """Which column holds what, by the heading's code or its word in either language."""
    names: dict[str, str] = {}
    for locale in LOCALES.values():
        with force_locale(locale):
            names |= {str(word).lower(): code for code, word in COLUMNS.items()}
    names |= {code: code for code in COLUMNS}
    return {names[head.lower()]: place for place, head in enumerate(table.header) if head.lower() in names}


def read_lines(
    table: Table, subjects: Collection[tuple[str, str]], units: Mapping[str, int], whole: bool
) -> list[Line]:
    """Every row. `units` are those for which the reader may write, by code; `whole`: may also leave it empty."""
    places = headings(table)
    words = _words()
    return [_line(row, places, words, subjects, units, whole) for row in table.rows]


def _words() -> dict[str, dict[str, str]]:
    """Codes of kinds of cost and stages by their words in either language."""
    told: dict[str, dict[str, str]] = {"category": {code: code for code in CATEGORIES}, "stage": {code: code for code in STAGE_NAMES}}  # fmt: skip
    for locale in LOCALES.values():
        with force_locale(locale):
            told["category"] |= {str(CATEGORY_NAMES[code]).lower(): code for code in CATEGORIES}
            told["stage"] |= {str(word).lower(): code for code, word in STAGE_NAMES.items()}
    return told


def _line(
    row: Row, places: Mapping[str, int], words: dict[str, dict[str, str]], subjects: Collection[tuple[str, str]],
    units: Mapping[str, int], whole: bool,
) -> Line:  # fmt: skip
    wrong: list[str] = []

    def cell(name: str) -> str:
        return row.cells[places[name]] if name in places else ""

    def told(sentence: str, name: str) -> None:
        wrong.append(_("%(column)s: %(sentence)s", column=str(COLUMNS[name]), sentence=sentence))

    kind, _colon, code = cell("subject").partition(":")
    if (kind, code) not in subjects and not (kind == "plan" and code):
        told(_("write course:CODE, programme:CODE or plan:CODE of one that exists"), "subject")
    category, stage = (words[name].get(cell(name).lower()) for name in ("category", "stage"))
    if category is None:
        told(_("no such kind of cost"), "category")
    if stage is None:
        told(_("write planned or actual"), "stage")
    amount = as_number(typed(cell("amount")) or "")
    if amount is None:
        told(_("no number"), "amount")
    days = {name: _day(cell(name)) for name in ("from_day", "until_day")}
    if days["from_day"] is None:
        told(_("write a day such as 2026-03-31"), "from_day")
    if cell("until_day") and days["until_day"] is None:
        told(_("write a day such as 2026-03-31"), "until_day")
    unit_id = units.get(cell("unit"))
    if (cell("unit") and unit_id is None) or (not cell("unit") and not whole):
        told(_("no unit for which you keep costs"), "unit")
    spread = {name: as_number(cell(name)) for name in ("spread_over", "spread_used")}
    currency = cell("currency") or "CNY"
    if len(currency) != 3 or not (currency.isascii() and currency.isalpha()):
        told(_("three capital letters, such as CNY"), "currency")
    if wrong:
        return Line(row.line, None, tuple(wrong))
    cost = Cost(
        subject_kind=kind, subject_code=code[:60], category=str(category), stage=str(stage), amount=amount or Decimal(0),
        currency=currency.upper(), from_day=days["from_day"] or date.min, until_day=days["until_day"], unit_id=unit_id,
        name=cell("name")[:200], source=cell("source")[:200], document=cell("document")[:200],
        spread_over=_whole(spread["spread_over"]), spread_used=_whole(spread["spread_used"]),
    )  # fmt: skip
    refused = refusals_of(cost)
    return Line(row.line, None if refused else cost, tuple(describe(refused)))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10].replace("/", "-"))
    except ValueError:
        return None


def _whole(value: Any) -> int | None:
    return int(value) if value is not None and -(2**31) < value < 2**31 else None
