"""The workbook of a return: inputs on one sheet, and every other figure a live formula on them, with its value written too."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import pgettext

from lms.evaluation.case_evidence import Link, noted
from lms.evaluation.returns_labels import (
    CATEGORY_NAMES,
    ISOLATION_NAMES,
    LEVEL_LABELS,
    METHOD_NAMES,
    PRINCIPLES,
    STATUS_NAMES,
)
from lms.evaluation.returns_told import check_sentence
from lms.evaluation.returns_wording import bar_name, line_rows, method_text
from lms.evaluation.rules.returns.inputs import Input, Term
from lms.evaluation.rules.returns.principles import check_principles
from lms.evaluation.rules.returns.results import Line, Returns
from lms.evaluation.rules.returns.sensitivity import break_even, tornado

INPUTS, BENEFITS, COSTS, RESULT, HINGES = "Inputs", "Benefits", "Costs", "Result", "Sensitivity"
EVIDENCE, CHECKS = "Evidence", "Principles"


@dataclass
class Book:
    """The workbook under way: its formats, and where each input stands."""

    book: Any
    cells: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        add = self.book.add_format
        self.head = add({"bold": True, "bg_color": "#E4F1F3", "bottom": 1, "text_wrap": True, "valign": "top"})
        self.title = add({"bold": True, "font_size": 15, "font_color": "#084C5B"})
        self.typed = add({"num_format": "#,##0.####", "font_color": "#1F4FA8", "bg_color": "#FFFBE6"})
        self.sum = add({"num_format": "#,##0.00"})
        self.total = add({"num_format": "#,##0.00", "bold": True, "top": 1})
        self.wrap = add({"text_wrap": True, "valign": "top"})
        self.bold = add({"bold": True})

    def sheet(self, name: str, title: str, heads: list[str], widths: list[int]) -> Any:
        """A sheet with its title in the first row and its heads in the third."""
        sheet = self.book.add_worksheet(name)
        sheet.write_string(0, 0, title, self.title)
        for place, (head, width) in enumerate(zip(heads, widths, strict=True)):
            sheet.write_string(2, place, head, self.head)
            sheet.set_column(place, place, width)
        sheet.freeze_panes(3, 0)
        sheet.fit_to_pages(1, 0)
        sheet.set_landscape()
        return sheet

    def cell(self, one: Input, column: str = "B") -> str:
        """The address of an input's value (B), lower (C) or upper limit (D)."""
        return f"{INPUTS}!${column}${self.cells[one.key]}"

    def product(self, term: Term, swap: tuple[str, str] | None = None) -> str:
        """An amount as the product of its inputs; `swap` takes another column for one of them."""
        return "*".join(self.cell(one, swap[1] if swap and one.key == swap[0] else "B") for one in term.factors)


def write_workbook(returns: Returns, title: str, links: Sequence[Link] = ()) -> bytes:
    """The XLSX in the reader's language. Sheet names are English, since formulas name them."""
    import xlsxwriter

    buffer = io.BytesIO()
    book = Book(
        xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    )
    result = book.sheet(RESULT, title, [_("Reckoning"), _("Benefits"), _("Costs"), _("Net"), _("Benefit–cost ratio"), _("ROI, per cent"), _("Payback in months")], [24, 18, 18, 18, 18, 14, 18])  # fmt: skip
    _inputs(book, returns)
    benefits, costs = _benefits(book, returns), _costs(book, returns)
    _result(book, result, returns, benefits, costs)
    _hinges(book, returns)
    _evidence(book, links or noted(returns.case.evidence))
    _checks(book, returns)
    book.book.close()
    return buffer.getvalue()


def _inputs(book: Book, returns: Returns) -> None:
    heads = [
        _("Key figure"),
        _("Value"),
        _("Lower limit"),
        _("Upper limit"),
        pgettext("measure", "Unit"),
        _("What it is"),
        _("Line in the file"),
    ]
    sheet = book.sheet(
        INPUTS, _("Inputs: change a yellow cell and everything follows"), heads, [44, 16, 16, 16, 18, 44, 12]
    )
    row = 3
    for term in [*(one.benefit.term for one in returns.chosen), *(line.term for line in returns.case.costs)]:
        for one in term.factors:
            if one.key in book.cells:
                continue
            book.cells[one.key] = row + 1
            sheet.write_string(row, 0, one.key)
            for column, value in enumerate((one.value, *one.limits), start=1):
                sheet.write_number(row, column, float(value), book.typed)
            sheet.write_string(row, 4, one.unit)
            sheet.write_string(row, 5, term.name or _category(term.key))
            if one.line is not None:
                sheet.write_number(row, 6, one.line)
            row += 1
    book.cells["months"] = row + 1
    sheet.write_string(row, 0, "months")
    for column in (1, 2, 3):
        sheet.write_number(row, column, float(returns.central.months), book.typed)
    sheet.write_string(row, 5, _("Months in which the benefits come"))


def _category(key: str) -> str:
    name = key.split("costs.")[-1].split(".")[0].split("[")[0]
    return str(CATEGORY_NAMES.get(name, name))


def _benefits(book: Book, returns: Returns) -> str:
    heads = [_("Benefit"), _("Amount"), _("Counts (1 or 0)"), _("At the lower limit of the effect"), _("At its upper limit"), _("Why"), _("Told apart by"), _("Money by"), _("Source")]  # fmt: skip
    sheet = book.sheet(BENEFITS, _("Benefits"), heads, [34, 18, 10, 20, 18, 40, 32, 32, 40])
    row = 3
    for row, one in enumerate(returns.chosen, start=3):
        benefit, term = one.benefit, one.benefit.term
        sheet.write_string(row, 0, benefit.name)
        sheet.write_formula(row, 1, f"={book.product(term)}", book.sum, float(term.amount))
        sheet.write_number(row, 2, int(one.counts), book.typed)
        for column, letter, end in ((3, "C", term.factors[0].limits[0]), (4, "D", term.factors[0].limits[1])):
            formula = f"={book.product(term, (term.factors[0].key, letter))}"
            sheet.write_formula(row, column, formula, book.sum, float(end * term.per_effect))
        sheet.write_string(row, 5, str(STATUS_NAMES[one.status]), book.wrap)
        sheet.write_string(row, 6, str(ISOLATION_NAMES[benefit.isolation]))
        sheet.write_string(row, 7, str(METHOD_NAMES[benefit.conversion.method]) if benefit.conversion else "")
        sheet.write_string(row, 8, benefit.source, book.wrap)
    last = row + 1
    sheet.write_string(last, 0, _("Total"), book.bold)
    counted = [one.benefit.term for one in returns.counted]
    ends = [
        returns.central.benefits,
        sum((t.factors[0].limits[0] * t.per_effect for t in counted), Decimal(0)),
        sum((t.factors[0].limits[1] * t.per_effect for t in counted), Decimal(0)),
    ]
    for column, letter, value in zip((1, 3, 4), "BDE", ends, strict=True):
        formula = f"=SUMPRODUCT({letter}4:{letter}{last},C4:C{last})"
        sheet.write_formula(last, column, formula, book.total, float(value))
    return str(last + 1)


def _costs(book: Book, returns: Returns) -> str:
    sheet = book.sheet(
        COSTS, _("Costs"), [_("Kind of cost"), _("What exactly"), _("Amount"), _("Source")], [34, 34, 18, 44]
    )
    row = 3
    for row, line in enumerate(returns.case.costs, start=3):
        sheet.write_string(row, 0, str(CATEGORY_NAMES[line.category]))
        sheet.write_string(row, 1, line.name)
        sheet.write_formula(row, 2, f"={book.product(line.term)}", book.sum, float(line.term.amount))
        sheet.write_string(row, 3, line.source, book.wrap)
    last = row + 1
    sheet.write_string(last, 0, _("Total"), book.bold)
    sheet.write_formula(last, 2, f"=SUM(C4:C{last})", book.total, float(returns.central.costs))
    return str(last + 1)


def _result(book: Book, sheet: Any, returns: Returns, benefits: str, costs: str) -> None:
    """Where only effects are uncertain, the limits are formulas too; drawn limits are values, and named so."""
    letters = {id(returns.conservative): "D", id(returns.central): "B", id(returns.optimistic): "E"}
    for row, (name, line) in enumerate(line_rows(returns), start=3):
        sheet.write_string(row, 0, name, book.bold)
        if line is returns.central or returns.method == "closed":
            letter = letters[id(line)]
            sheet.write_formula(row, 1, f"={BENEFITS}!{letter}{benefits}", book.sum, float(line.benefits))
            sheet.write_formula(row, 2, f"={COSTS}!C{costs}", book.sum, float(line.costs))
        else:
            sheet.write_number(row, 1, float(line.benefits), book.typed)
            sheet.write_number(row, 2, float(line.costs), book.typed)
        _ratios(book, sheet, row, line)
    row = 4 + len(line_rows(returns))
    sheet.write_string(
        row, 0, _("In %(currency)s. ROI %% = 100 × (benefit–cost ratio − 1).", currency=returns.case.currency)
    )
    sheet.write_string(row + 1, 0, method_text(returns))
    if returns.method == "simulated":
        sheet.write_string(row + 2, 0, _("The yellow figures above were drawn; all others on this sheet are formulas."))
    for place, one in enumerate(break_even(returns), start=row + 4):
        counted = next(item.benefit for item in returns.counted if item.benefit.code == one.code)
        at = returns.chosen.index(next(item for item in returns.chosen if item.benefit is counted)) + 4
        effect = book.cell(counted.effect)
        sheet.write_string(place, 0, _("Break-even: %(name)s", name=one.name))
        formula = f"=({COSTS}!C{costs}-({BENEFITS}!B{benefits}-{BENEFITS}!B{at}))*{effect}/{BENEFITS}!B{at}"
        if counted.term.amount:
            sheet.write_formula(place, 1, formula, book.sum, float(one.needed))


def _ratios(book: Book, sheet: Any, row: int, line: Line) -> None:
    at = row + 1
    sheet.write_formula(row, 3, f"=B{at}-C{at}", book.sum, float(line.net))
    for column, formula, value in (
        (4, f'=IF(C{at}>0,B{at}/C{at},"")', line.bcr),
        (5, f'=IF(C{at}>0,100*(E{at}-1),"")', line.roi_percent),
        (6, f'=IF(B{at}>0,{INPUTS}!$B${book.cells["months"]}*C{at}/B{at},"")', line.payback_months),
    ):
        sheet.write_formula(row, column, formula, book.sum, float(value) if value is not None else "")


def _hinges(book: Book, returns: Returns) -> None:
    heads = [_("Key figure"), _("ROI at its lower limit"), _("ROI at its upper limit"), _("Breaks even at")]
    sheet = book.sheet(HINGES, _("What it hangs on"), heads, [44, 22, 22, 18])
    benefits = "+".join(book.product(one.benefit.term) for one in returns.counted) or "0"
    costs = "+".join(book.product(line.term) for line in returns.case.costs) or "0"
    for row, bar in enumerate(tornado(returns), start=3):
        own, side = book.product(bar.term), benefits if bar.side == "benefit" else costs
        sheet.write_string(row, 0, bar_name(bar))
        for column, letter, value in ((1, "C", bar.roi_low), (2, "D", bar.roi_high)):
            moved = f"({side}-{own}+{book.product(bar.term, (bar.input.key, letter))})"
            ratio = f"{moved}/({costs})" if bar.side == "benefit" else f"({benefits})/{moved}"
            sheet.write_formula(row, column, f"=100*({ratio}-1)", book.sum, float(value))
        other = f"(({costs})-({benefits}-{own}))" if bar.side == "benefit" else f"(({benefits})-({costs}-{own}))"
        if bar.break_even is not None:
            sheet.write_formula(row, 3, f"={book.cell(bar.input)}*{other}/({own})", book.sum, float(bar.break_even))


def _evidence(book: Book, links: Sequence[Link]) -> None:
    heads = [_("Evaluation level"), _("What the records say"), _("Source"), _("On"), _("Note")]
    sheet = book.sheet(EVIDENCE, _("Chain of evidence"), heads, [24, 70, 44, 14, 50])
    for row, link in enumerate(links, start=3):
        sheet.write_string(row, 0, str(LEVEL_LABELS[link.level]), book.bold)
        gap = "" if link.note else _("No record: a gap")
        sheet.write_string(row, 1, link.record or " ".join(filter(None, (gap, link.missing))), book.wrap)
        sheet.write_string(row, 2, link.source, book.wrap)
        sheet.write_string(row, 3, link.on.isoformat() if link.on else "")
        sheet.write_string(row, 4, link.note, book.wrap)


def _checks(book: Book, returns: Returns) -> None:
    sheet = book.sheet(CHECKS, _("Twelve principles"), [pgettext("principle", "No."), _("Principle"), _("Met"), _("How it stands")], [9, 56, 12, 70])  # fmt: skip
    for row, check in enumerate(check_principles(returns), start=3):
        sheet.write_number(row, 0, check.number)
        sheet.write_string(row, 1, str(PRINCIPLES[check.number]), book.wrap)
        sheet.write_string(row, 2, _("met") if check.met else _("not met"))
        sheet.write_string(row, 3, check_sentence(check), book.wrap)
    row = 17
    for one in returns.case.intangibles:
        sheet.write_string(row, 1, _("Intangible, never added up: %(name)s", name=one.name), book.wrap)
        sheet.write_string(row, 3, one.evidence, book.wrap)
        row += 1
