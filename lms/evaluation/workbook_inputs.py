"""The sheet of inputs in the workbook of a return: every figure that somebody gave in a cell of its own, and what follows from them
as formulas."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import Any

from flask_babel import gettext as _
from flask_babel import pgettext

from lms.evaluation.returns_labels import CATEGORY_NAMES
from lms.evaluation.returns_words import unit_word
from lms.evaluation.rules.returns.case import Benefit, CostLine
from lms.evaluation.rules.returns.inputs import Input, Term
from lms.evaluation.rules.returns.results import Returns

FIRST = 3
"""The row below the heads, counted from 0."""


@dataclass
class Book:
    """The workbook under way: its formats, and where each input stands. `prefix` tells the sheets of several cases apart."""

    book: Any
    prefix: str = ""
    cells: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        add = self.book.add_format
        self.head = add({"bold": True, "bg_color": "#E4F1F3", "bottom": 1, "text_wrap": True, "valign": "top"})
        self.title = add({"bold": True, "font_size": 15, "font_color": "#084C5B"})
        self.typed = add({"num_format": "#,##0.####", "font_color": "#1F4FA8", "bg_color": "#FFFBE6"})
        self.fixed = add({"num_format": "0.000000", "font_color": "#6B7280"})
        self.sum = add({"num_format": "#,##0.00##"})
        self.total = add({"num_format": "#,##0.00", "bold": True, "top": 1})
        self.wrap = add({"text_wrap": True, "valign": "top"})
        self.bold = add({"bold": True})

    def name(self, name: str) -> str:
        """The name of a sheet."""
        return f"{self.prefix}{name}"

    def on(self, name: str) -> str:
        """A sheet as formulas name it."""
        return f"'{self.name(name)}'!"

    def sheet(self, name: str, title: str, heads: list[str], widths: list[int]) -> Any:
        """A sheet with its title in the first row and its heads in the third."""
        sheet = self.book.add_worksheet(self.name(name), worksheet_class=plain_formulas())
        sheet.write_string(0, 0, title, self.title)
        for place, (head, width) in enumerate(zip(heads, widths, strict=True)):
            sheet.write_string(2, place, head, self.head)
            sheet.set_column(place, place, width)
        sheet.freeze_panes(FIRST, 0)
        sheet.fit_to_pages(1, 0)
        sheet.set_landscape()
        return sheet

    def cell(self, one: Input, column: str = "B") -> str:
        """The address of an input's value (B), lower (C) or upper limit (D)."""
        return f"{self.on(inputs_name())}${column}${self.cells[one.key]}"

    def product(self, term: Term, swap: tuple[str, str] | None = None) -> str:
        """An amount as the product of its inputs; `swap` takes another column for one of them."""
        return "*".join(self.cell(one, swap[1] if swap and one.key == swap[0] else "B") for one in term.factors)


@lru_cache(maxsize=1)
def plain_formulas() -> Any:
    """A sheet whose formulas are written as they are: XlsxWriter looks in each for thirty functions that are newer than those
    used here, which took most of the time of thirty thousand draws."""
    from xlsxwriter.worksheet import Worksheet

    class PlainFormulas(Worksheet):
        def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
            return formula.removeprefix("=")

    return PlainFormulas


def inputs_name() -> str:
    """The sheet of inputs in the reader's language."""
    return pgettext("sheet", "Inputs")


def write_inputs(book: Book, returns: Returns) -> None:
    """One row for each figure."""
    heads = [_("Key figure"), _("Value"), _("Lower limit"), _("Upper limit"), pgettext("measure", "Unit"), _("How it is known"), _("Line in the file")]  # fmt: skip
    sheet = book.sheet(
        inputs_name(), _("Inputs: change a yellow cell and everything follows"), heads, [52, 16, 16, 16, 18, 48, 12]
    )
    rows = _Rows(book, sheet)
    for chosen in returns.chosen:
        benefit = chosen.benefit
        if benefit.estimates:
            _estimates(rows, benefit)
        for one in benefit.term.factors:
            rows.put(one, f"{benefit.name}: {figure_name(one)}")
    for line in returns.case.costs:
        name = cost_name(line)
        if line.used is not None and line.over is not None:
            _spread(rows, line, name)
        for one in line.term.factors:
            rows.put(one, f"{name}: {figure_name(one)}" if len(line.term.factors) > 1 else name)
    months = [book.cells[one.key] for chosen in returns.counted for one in chosen.benefit.term.factors if one.unit == "months"]  # fmt: skip
    formula = f"=MAX(12,{','.join(f'$B${row}' for row in months)})" if months else "=12"
    book.cells["months"] = rows.formula(_("Months in which the benefits come"), formula, returns.central.months)


@dataclass
class _Rows:
    """The rows of the sheet as they are written."""

    book: Book
    sheet: Any
    at: int = FIRST

    def put(self, one: Input, name: str) -> None:
        """An input, once."""
        if one.key in self.book.cells:
            return
        self.book.cells[one.key] = self._number(name, one.value, one.limits, _shape(one), one.unit, one.line)

    def value(self, name: str, value: Decimal, unit: str = "", line: int | None = None) -> int:
        """A figure that is known; the number of its row."""
        return self._number(name, value, None, _("known"), unit, line)

    def formula(self, name: str, formula: str, value: Decimal) -> int:
        """A figure that follows from others: in all three columns, since it has no limits of its own."""
        self.sheet.write_string(self.at, 0, name)
        for column in (1, 2, 3):
            self.sheet.write_formula(self.at, column, formula, self.book.sum, float(value))
        self.sheet.write_string(self.at, 5, _("a formula on other cells here"))
        self.at += 1
        return self.at

    def _number(
        self, name: str, value: Decimal, limits: tuple[Decimal, Decimal] | None, how: str, unit: str, line: int | None
    ) -> int:
        self.sheet.write_string(self.at, 0, name)
        self.sheet.write_number(self.at, 1, float(value), self.book.typed)
        for column, limit in enumerate(limits or (), start=2):
            if limits == (value, value):
                self.sheet.write_formula(self.at, column, f"=$B${self.at + 1}", self.book.sum, float(value))
            else:
                self.sheet.write_number(self.at, column, float(limit), self.book.typed)
        self.sheet.write_string(self.at, 4, unit_word(unit))
        self.sheet.write_string(self.at, 5, how)
        if line is not None:
            self.sheet.write_number(self.at, 6, line)
        self.at += 1
        return self.at


def _estimates(rows: _Rows, benefit: Benefit) -> None:
    """What each person said, and the effect a head as a formula on it: whoever said nothing counts as no improvement."""
    products, effect = [], benefit.effect
    for one in benefit.estimates:
        if one.is_known:
            values = {_("improvement"): one.improvement, _("due to the training, %"): one.contribution, _("confidence, %"): one.confidence}  # fmt: skip
            cells = [rows.value(f"{benefit.name}, {one.who}: {name}", value or Decimal(0), line=one.line) for name, value in values.items()]  # fmt: skip
            products.append(f"$B${cells[0]}*$B${cells[1]}*$B${cells[2]}/10000")
    people = next((one for one in benefit.term.factors if one.unit == "people"), None)
    if people is not None:
        rows.put(people, f"{benefit.name}: {figure_name(people)}")
        row = rows.book.cells[people.key]
    else:
        row = rows.value(f"{benefit.name}: {_('people trained')}", benefit.trained or Decimal(1))
    formula = f"=({'+'.join(products) or '0'})/$B${row}"
    rows.book.cells[effect.key] = rows.formula(f"{benefit.name}: {figure_name(effect)}", formula, effect.value)


def _spread(rows: _Rows, line: CostLine, name: str) -> None:
    """The share of a cost that this run bears, as a formula on how much it serves in all and how much here."""
    share = line.term.factors[-1]
    if line.share == 1 or line.used is None or line.over is None:
        return
    here, in_all = _("of them here"), _("serves in all")
    used = rows.value(f"{name}: {here}", line.used, line=share.line)
    over = rows.value(f"{name}: {in_all}", line.over, line=share.line)
    rows.book.cells[share.key] = rows.formula(f"{name}: {figure_name(share)}", f"=$B${used}/$B${over}", share.value)


def _shape(one: Input) -> str:
    if not one.is_uncertain:
        return _("known")
    return {
        "effect": _("estimate with limits of 95 %"), "normal": _("estimate with limits of 95 %"),
        "triangular": _("between the least and the most that it can be"),
    }[one.shape]  # fmt: skip


def cost_name(line: CostLine) -> str:
    """The kind of a cost, and what exactly."""
    return f"{CATEGORY_NAMES[line.category]} ({line.name})" if line.name else str(CATEGORY_NAMES[line.category])


def figure_name(one: Input) -> str:
    """What a figure is, in words."""
    names: dict[str, Any] = dict(_figure_names())
    if " / " in one.key:
        return str(names["share"])
    if one.key.endswith(".confidence") and ".money." not in one.key:
        return str(names["sure"])
    if ".money.value" in one.key or ".money.amount" in one.key:
        return str(names["value"])
    return str(names.get(one.key.rpartition(".")[2].partition("[")[0], names["amount"]))


def _figure_names() -> Iterator[tuple[str, str]]:
    yield "effect", _("effect a person and month")
    yield "estimate", _("effect a person and month, from people's estimates")
    yield "amount", _("amount")
    yield "people", _("people trained")
    yield "months", _("months")
    yield "unit_months", _("person-months")
    yield "per_unit_month", _("units of money in one unit of the effect")
    yield "value", _("money for one unit")
    yield "confidence", _("confidence in the money value (1 = certain)")
    yield "sure", _("confidence in the effect (1 = certain)")
    yield "hours", _("hours")
    yield "rate", _("rate of an hour")
    yield "share", _("share that is borne here")
