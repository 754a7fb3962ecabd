"""The sheet of draws: where money or costs are uncertain, each draw works out benefits and costs from the inputs again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import pgettext

from lms.evaluation.returns_wording import bar_name
from lms.evaluation.rules.returns import results
from lms.evaluation.rules.returns.inputs import LEVEL, Input, Term, uncertain
from lms.evaluation.rules.returns.results import Returns
from lms.evaluation.rules.returns.sensitivity import tornado
from lms.evaluation.rules.returns.simulation import draw, uniform_rows
from lms.evaluation.workbook_inputs import FIRST, Book

OWN = 4
"""The column of the first input, counted from 0."""


@dataclass(frozen=True)
class Drawn:
    """Where the draws stand."""

    name: str
    place: str
    rows: int

    def limit(self, column: str, share: float) -> str:
        """The formula of a quantile over one column."""
        return f"PERCENTILE({self.place}${column}${FIRST + 1}:${column}${FIRST + self.rows},{share:g})"


def write_draws(book: Book, returns: Returns) -> Drawn:
    """Chance stands in the grey columns as fixed numbers of the seed; benefits, costs and their ratio are formulas on those and the
    inputs, so that a changed limit changes the result."""
    from xlsxwriter.utility import xl_col_to_name

    gained = [one.benefit.term for one in returns.counted]
    spent = [line.term for line in returns.case.costs]
    inputs = uncertain([*gained, *spent])
    count, seed = results.DRAWS, returns.case.seed
    names = {bar.input.key: bar_name(bar) for bar in tornado(returns)}
    name = pgettext("sheet", "Draws")
    heads = [_("Draw"), _("Benefits"), _("Costs"), _("Benefit–cost ratio"), *(names.get(one.key, one.key) for one in inputs)]  # fmt: skip
    title = _("Draws with seed %(seed)s: the grey columns are chance and stay; benefits and costs follow the inputs", seed=seed)  # fmt: skip
    sheet = book.sheet(name, title, heads, [10, 16, 16, 16, *(18 for _one in inputs)])
    told = draw(gained, spent, seed=seed, count=count)
    rows = uniform_rows(inputs, seed=seed, count=count)
    columns = {one.key: xl_col_to_name(OWN + place) for place, one in enumerate(inputs)}
    benefits, costs = ("+".join(_product(book, term, columns) for term in terms) or "0" for terms in (gained, spent))
    for number, (row, benefit, cost) in enumerate(zip(rows, told.benefits, told.costs, strict=True), start=1):
        place, at = FIRST + number - 1, str(FIRST + number)
        sheet.write_number(place, 0, number)
        sheet.write_formula(place, 1, "=" + benefits.replace("#", at), book.sum, benefit)
        sheet.write_formula(place, 2, "=" + costs.replace("#", at), book.sum, cost)
        sheet.write_formula(place, 3, f"=B{at}/C{at}", book.sum, benefit / cost if cost else 0)
        for column, (one, u) in enumerate(zip(inputs, row, strict=True), start=OWN):
            sheet.write_number(place, column, _chance(one, u), book.fixed)
    return Drawn(name, book.on(name), count)


def _chance(one: Input, u: float) -> float:
    """What does not hang on the limits: the probability of a triangle, or the distance from the middle in half-widths."""
    return u if one.shape == "triangular" else one.standard(u) / one.standard(0.5 + LEVEL / 2)


def _product(book: Book, term: Term, columns: Mapping[str, str]) -> str:
    return "*".join(_at(book, one, columns[one.key]) if one.key in columns else book.cell(one) for one in term.factors)


def _at(book: Book, one: Input, column: str) -> str:
    """The value of an input in the draw of the row (#). Comparisons count as 1 or 0, so no case needs a division."""
    chance = f"${column}#"
    value, low, high = (book.cell(one, letter) for letter in "BCD")
    if one.shape == "triangular":
        left = f"{chance}*({high}-{low})<({value}-{low})"
        rising = f"({low}+SQRT({chance}*({high}-{low})*({value}-{low})))"
        falling = f"({high}-SQRT((1-{chance})*({high}-{low})*({high}-{value})))"
        return f"(({left})*{rising}+(1-({left}))*{falling})"
    return f"({value}+(({chance}<0)*({value}-{low})+({chance}>=0)*({high}-{value}))*{chance})"
