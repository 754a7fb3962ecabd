"""The workbook of a return: inputs on one sheet, and every other figure a live formula on them, with its value written too. Where
figures were drawn, the draws have a sheet of their own, on which the limits are formulas as well."""

from __future__ import annotations

import io
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import pgettext

from lms.evaluation.case_chain import Link, noted
from lms.evaluation.returns_labels import (
    CATEGORY_NAMES,
    ISOLATION_NAMES,
    LEVEL_LABELS,
    METHOD_NAMES,
    PRINCIPLES,
    STATUS_NAMES,
    VERDICT_NAMES,
)
from lms.evaluation.returns_told import check_sentence
from lms.evaluation.returns_wording import answer, bar_name, caveats, line_rows, method_text
from lms.evaluation.returns_words import unit_word
from lms.evaluation.rules.returns.principles import check_principles
from lms.evaluation.rules.returns.results import LOWER, UPPER, Line, Returns
from lms.evaluation.rules.returns.sensitivity import break_even, tornado
from lms.evaluation.workbook_draws import Drawn, write_draws
from lms.evaluation.workbook_inputs import Book, inputs_name, write_inputs


def write_workbook(returns: Returns, title: str, links: Sequence[Link] = (), ledger: Decimal | None = None) -> bytes:
    """The XLSX in the reader's language."""
    import xlsxwriter

    buffer = io.BytesIO()
    book = Book(
        xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    )
    result = book.sheet(pgettext("sheet", "Result"), title, [_("Reckoning"), _("Benefits"), _("Costs"), _("Net"), _("Benefit–cost ratio"), _("ROI, per cent"), _("Payback in months")], [24, 18, 18, 18, 18, 14, 18])  # fmt: skip
    write_inputs(book, returns)
    benefits, costs = write_benefits(book, returns), write_costs(book, returns)
    drawn = write_draws(book, returns) if returns.method == "simulated" else None
    _result(book, result, returns, (benefits, costs), drawn)
    _said(book, result, returns, title, ledger)
    _hinges(book, returns)
    _evidence(book, links or noted(returns.case.evidence))
    _checks(book, returns, ledger)
    book.book.close()
    return buffer.getvalue()


def write_benefits(book: Book, returns: Returns) -> str:
    heads = [_("Benefit"), _("Amount"), _("Counts (1 or 0)"), _("At the lower limit of the effect"), _("At its upper limit"), _("Why"), _("Told apart by"), _("Money by"), _("Source of the effect"), _("Source of the money value")]  # fmt: skip
    sheet = book.sheet(benefits_name(), _("Benefits"), heads, [34, 18, 10, 20, 18, 40, 32, 32, 40, 40])
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
        sheet.write_string(row, 9, benefit.conversion.source if benefit.conversion else "", book.wrap)
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


def write_costs(book: Book, returns: Returns) -> str:
    sheet = book.sheet(
        costs_name(), _("Costs"), [_("Kind of cost"), _("What exactly"), _("Amount"), _("Source")], [34, 34, 18, 44]
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


def benefits_name() -> str:
    """The sheet of benefits."""
    return pgettext("sheet", "Benefits")


def costs_name() -> str:
    """The sheet of costs."""
    return pgettext("sheet", "Costs")


def _result(book: Book, sheet: Any, returns: Returns, sums: tuple[str, str], drawn: Drawn | None) -> None:
    """All three lines are formulas: on the limits of the effects, or on the draws. What it says of them stands below."""
    letters = {id(returns.conservative): "D", id(returns.central): "B", id(returns.optimistic): "E"}
    benefits, costs = (f"{book.on(benefits_name())}{{}}{sums[0]}", f"{book.on(costs_name())}C{sums[1]}")
    for row, (name, line) in enumerate(line_rows(returns), start=3):
        sheet.write_string(row, 0, name, book.bold)
        gained, spent = benefits.format(letters[id(line)]), costs
        if drawn is not None and line is not returns.central:
            share = LOWER if line is returns.conservative else UPPER
            gained, spent = drawn.limit("B", share), drawn.limit("C", 1 - share)
        sheet.write_formula(row, 1, f"={gained}", book.sum, float(line.benefits))
        sheet.write_formula(row, 2, f"={spent}", book.sum, float(line.costs))
        if drawn is not None and line is not returns.central:
            sheet.write_string(row, 7, _("read off the draws; see the sheet “%(sheet)s”", sheet=drawn.name))
        _ratios(book, sheet, row, line)
    row = 4 + len(line_rows(returns))
    sheet.write_string(
        row, 0, _("In %(currency)s. ROI %% = 100 × (benefit–cost ratio − 1).", currency=returns.case.currency)
    )
    sheet.write_string(row + 1, 0, method_text(returns))
    if drawn is not None and returns.limits is not None and line_rows(returns):
        roi = returns.limits["roi_percent"]
        sheet.write_string(row + 2, 0, _("Interval of 95 % of the central ROI, from and to"))
        for column, (share, value) in enumerate(((LOWER, roi.low), (UPPER, roi.high)), start=1):
            sheet.write_formula(row + 2, column, f"=100*({drawn.limit('D', share)}-1)", book.sum, float(value or 0))
    own = book.on(benefits_name())
    for place, one in enumerate(break_even(returns), start=row + 4):
        counted = next(item.benefit for item in returns.counted if item.benefit.code == one.code)
        at = returns.chosen.index(next(item for item in returns.chosen if item.benefit is counted)) + 4
        effect = book.cell(counted.effect)
        sheet.write_string(place, 0, _("Break-even: %(name)s", name=one.name))
        formula = f"=({costs}-({benefits.format('B')}-{own}B{at}))*{effect}/{own}B{at}"
        if counted.term.amount:
            sheet.write_formula(place, 1, formula, book.sum, float(one.needed))
            sheet.write_string(place, 2, unit_word(one.unit))


def _said(book: Book, sheet: Any, returns: Returns, title: str, ledger: Decimal | None) -> None:
    """The verdict in words, of the day on which the workbook was written: words do not follow the figures."""
    row = 6 + len(line_rows(returns)) + 2 + len(returns.counted)
    sheet.write_string(row, 0, _("As it was written, before anybody changed an input:"), book.bold)
    checks = check_principles(returns, ledger)
    said = [str(VERDICT_NAMES[returns.verdict]), *answer(returns, title), caveats(returns, checks)]
    for place, sentence in enumerate(said, start=row + 1):
        sheet.write_string(place, 0, sentence)


def _ratios(book: Book, sheet: Any, row: int, line: Line) -> None:
    at = row + 1
    sheet.write_formula(row, 3, f"=B{at}-C{at}", book.sum, float(line.net))
    for column, formula, value in (
        (4, f'=IF(C{at}>0,B{at}/C{at},"")', line.bcr),
        (5, f'=IF(C{at}>0,100*(E{at}-1),"")', line.roi_percent),
        (6, f'=IF(B{at}>0,{book.on(inputs_name())}$B${book.cells["months"]}*C{at}/B{at},"")', line.payback_months),
    ):
        sheet.write_formula(row, column, formula, book.sum, float(value) if value is not None else "")


def _hinges(book: Book, returns: Returns) -> None:
    heads = [_("Key figure"), _("ROI at its lower limit"), _("ROI at its upper limit"), _("Breaks even at")]
    sheet = book.sheet(pgettext("sheet", "Sensitivity"), _("What it hangs on"), heads, [44, 22, 22, 18])
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
    sheet = book.sheet(pgettext("sheet", "Evidence"), _("Chain of evidence"), heads, [24, 70, 44, 14, 50])
    for row, link in enumerate(links, start=3):
        sheet.write_string(row, 0, str(LEVEL_LABELS[link.level]), book.bold)
        gap = "" if link.note else _("No record: a gap")
        sheet.write_string(row, 1, link.record or " ".join(filter(None, (gap, link.missing))), book.wrap)
        sheet.write_string(row, 2, link.source, book.wrap)
        sheet.write_string(row, 3, link.on.isoformat() if link.on else "")
        sheet.write_string(row, 4, link.note, book.wrap)


def _checks(book: Book, returns: Returns, ledger: Decimal | None) -> None:
    sheet = book.sheet(pgettext("sheet", "Principles"), _("Twelve principles"), [pgettext("principle", "No."), _("Principle"), _("Met"), _("How it stands")], [9, 56, 12, 70])  # fmt: skip
    for row, check in enumerate(check_principles(returns, ledger), start=3):
        sheet.write_number(row, 0, check.number)
        sheet.write_string(row, 1, str(PRINCIPLES[check.number]), book.wrap)
        sheet.write_string(row, 2, _("met") if check.met else _("not met"))
        sheet.write_string(row, 3, check_sentence(check), book.wrap)
    row = 17
    for one in returns.case.intangibles:
        sheet.write_string(row, 1, _("Intangible, never added up: %(name)s", name=one.name), book.wrap)
        sheet.write_string(row, 3, one.evidence, book.wrap)
        row += 1
