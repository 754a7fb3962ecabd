"""The workbook of several returns: the inputs, benefits and costs of each case on sheets of its own, and the sums as formulas on them."""

from __future__ import annotations

import io
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import pgettext

from lms.evaluation import portfolio_wording as wording
from lms.evaluation.portfolios import Gathered
from lms.evaluation.returns_workbook import benefits_name, costs_name, write_benefits, write_costs
from lms.evaluation.rules.returns.portfolio import Member
from lms.evaluation.rules.returns.results import Line
from lms.evaluation.workbook_inputs import FIRST, Book, write_inputs

LINES = ("conservative", "central", "optimistic")
LETTERS = dict(zip(LINES, "DBE", strict=True))
"""Where the sheet of benefits has the sum of each line."""
SHARES = 10
"""The first column of what was drawn, counted from 0."""


def write_workbook(gathered: Gathered) -> bytes:
    """Each case's three lines as formulas on its own sheets, and the sums as formulas on those."""
    import xlsxwriter

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    front = Book(book)
    named = [f"{side}, {name}" for name, _sum in wording.lines(gathered) for side in (_("Benefits"), _("Costs"))]
    outer = [*named[:2], *named[4:]]
    heads = [_("Case"), _("Counts (1 or 0)"), *named, _("ROI, per cent"), _("Why")]
    heads += [_("%(line)s: drawn, as a multiple of the central figure", line=one) for one in outer]
    widths = [40, 10, *(16 for _one in named), 12, 40, *(20 for _one in outer), 60]
    sheet = front.sheet(pgettext("sheet", "Cases"), wording.title_of(gathered), [*heads, _("Note")], widths)
    for place, member in enumerate(gathered.portfolio.members, start=1):
        _Row(front, sheet, FIRST + place - 1, Book(book, prefix=f"{place} ")).write(gathered, member)
    _sums(sheet, gathered, front)
    book.close()
    return buffer.getvalue()


@dataclass
class _Row:
    """One case on the first sheet, and its own sheets."""

    front: Book
    sheet: Any
    row: int
    own: Book

    def write(self, gathered: Gathered, member: Member) -> None:
        """The name, the three lines, and why it does not count where it does not."""
        write_inputs(self.own, member.returns)
        sums = write_benefits(self.own, member.returns), write_costs(self.own, member.returns)
        self.sheet.write_string(self.row, 0, str(gathered.cases[member.key].title), self.front.wrap)
        self.sheet.write_number(self.row, 1, int(member.counts), self.front.typed)
        for place, name in enumerate(LINES):
            self._line(2 + 2 * place, name, member, sums)
        at, roi = self.row + 1, member.returns.conservative.roi_percent
        formula = f'=IF(D{at}>0,100*(C{at}/D{at}-1),"")'
        self.sheet.write_formula(self.row, 8, formula, self.front.total, float(roi) if roi is not None else "")
        self.sheet.write_string(self.row, 9, str(wording.LEFT_OUT.get(member.left_out, "")), self.front.wrap)
        if member.returns.method == "simulated":
            note = _("The multiples were drawn and are no formulas; the workbook of the case itself draws them again.")
            self.sheet.write_string(self.row, SHARES + 4, note, self.front.wrap)

    def _line(self, column: int, name: str, member: Member, sums: tuple[str, str]) -> None:
        line: Line = getattr(member.returns, name)
        central = member.returns.central
        drawn = member.returns.method == "simulated" and name != "central"
        letter = "B" if drawn else LETTERS[name]
        benefits = f"{self.own.on(benefits_name())}{letter}{sums[0]}"
        costs = f"{self.own.on(costs_name())}C{sums[1]}"
        column_of_share = SHARES + (0 if name == "conservative" else 2)
        self._amount(column, benefits, line.benefits, central.benefits, column_of_share if drawn else None)
        self._amount(column + 1, costs, line.costs, central.costs, column_of_share + 1 if drawn else None)

    def _amount(self, column: int, formula: str, value: Decimal, central: Decimal, share: int | None) -> None:
        if share is not None and not central:
            self.sheet.write_number(self.row, column, float(value), self.front.typed)
            return
        if share is not None:
            self.sheet.write_number(self.row, share, float(value / central), self.front.typed)
            formula += f"*{chr(ord('A') + share)}{self.row + 1}"
        self.sheet.write_formula(self.row, column, f"={formula}", self.front.sum, float(value))


def _sums(sheet: Any, gathered: Gathered, front: Book) -> None:
    last = FIRST + len(gathered.portfolio.members)
    sheet.write_string(last, 0, _("Total"), front.total)
    if last == FIRST:
        return
    for place, (_name, found) in enumerate(wording.lines(gathered)):
        for column, value in ((2 + 2 * place, found.benefits), (3 + 2 * place, found.costs)):
            letter = "ABCDEFGH"[column]
            formula = f"=SUMPRODUCT(B4:B{last},{letter}4:{letter}{last})"
            sheet.write_formula(last, column, formula, front.total, float(value))
    at, roi = last + 1, gathered.portfolio.conservative.roi_percent
    formula = f'=IF(D{at}>0,100*(C{at}/D{at}-1),"")'
    sheet.write_formula(last, 8, formula, front.total, float(roi) if roi is not None else "")
