"""Several returns on paper and as a workbook: the answer and one chart on the first page, then case by case."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

from flask import current_app, render_template
from flask_babel import force_locale
from flask_babel import gettext as _

from lms.core import charts
from lms.core.bilingual import Bilingual
from lms.core.charts import Style
from lms.core.i18n import HTML_LANG, LOCALES
from lms.core.pdf.extract import Extract, clean_name
from lms.evaluation import portfolio_wording as wording
from lms.evaluation import returns_labels as labels
from lms.evaluation import returns_wording as words
from lms.evaluation.portfolios import Gathered
from lms.evaluation.returns_charts import balances
from lms.evaluation.returns_paper import DESIGN, printed

MOST_ROWS = 10


def draw(gathered: Gathered, style: Style) -> str | None:
    """Benefits and costs of each case that counts, the largest first; None where none counts."""
    rows = [
        {
            "name": str(gathered.cases[one.key].title), "low": float(one.returns.conservative.benefits),
            "value": float(one.returns.central.benefits), "high": float(one.returns.optimistic.benefits),
            "cost": float(one.returns.central.costs),
            "label": _("ROI %(roi)s %%", roi=words.figure(one.returns.conservative.roi_percent, 0)),
        }
        for one in gathered.portfolio.counted[:MOST_ROWS]
    ]  # fmt: skip
    return charts.draw(balances, style, rows=rows, benefit=_("Benefits"), cost=_("Costs")) if rows else None


def lay_out(gathered: Gathered, *, made_by: Bilingual, language: str, at: datetime) -> Extract:
    """The report in "zh" or "en"."""
    settings = current_app.extensions["settings"]
    organisation = Bilingual(settings.organisation_zh, settings.organisation_en).in_language(language)
    with force_locale(LOCALES[language]):
        title = wording.title_of(gathered)
        svg = draw(gathered, Style(language))
        html = render_template(
            "evaluation/pdf/portfolio.html",
            gathered=gathered,
            found=gathered.portfolio,
            answer=wording.answer(gathered),
            wording=wording,
            words=words,
            labels=labels,
            heading=title,
            title=title,
            language=HTML_LANG[language],
            organisation=organisation,
            made_by=made_by.in_language(language),
            made_at=at,
            chart=printed(svg, _("Benefits and costs of each case"), language) if svg else None,
        )
    return Extract(title, clean_name(title) + ".pdf", html, language, organisation, at, DESIGN)


def write_workbook(gathered: Gathered) -> bytes:
    """Each case with its three lines as inputs, and the sums as live formulas on them."""
    import xlsxwriter

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    head = book.add_format({"bold": True, "bg_color": "#E4F1F3", "bottom": 1, "text_wrap": True, "valign": "top"})
    title = book.add_format({"bold": True, "font_size": 15, "font_color": "#084C5B"})
    typed = book.add_format({"num_format": "#,##0.00", "font_color": "#1F4FA8", "bg_color": "#FFFBE6"})
    total = book.add_format({"num_format": "#,##0.00", "bold": True, "top": 1})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    sheet = book.add_worksheet("Cases")
    sheet.write_string(0, 0, wording.title_of(gathered), title)
    lines = ("conservative", "central", "optimistic")
    heads = [_("Case"), _("Counts (1 or 0)")]
    heads += [f"{side}, {name}" for name, _sum in wording.lines(gathered) for side in (_("Benefits"), _("Costs"))]
    heads += [_("ROI, per cent"), _("Why")]
    for column, one in enumerate(heads):
        sheet.write_string(2, column, one, head)
        sheet.set_column(column, column, 40 if column in (0, len(heads) - 1) else 16)
    for row, member in enumerate(gathered.portfolio.members, start=3):
        sheet.write_string(row, 0, str(gathered.cases[member.key].title), wrap)
        sheet.write_number(row, 1, int(member.counts), typed)
        for place, name in enumerate(lines):
            line = getattr(member.returns, name)
            sheet.write_number(row, 2 + 2 * place, float(line.benefits), typed)
            sheet.write_number(row, 3 + 2 * place, float(line.costs), typed)
        at, roi = row + 1, member.returns.conservative.roi_percent
        sheet.write_formula(
            row, 8, f'=IF(D{at}>0,100*(C{at}/D{at}-1),"")', total, float(roi) if roi is not None else ""
        )
        sheet.write_string(row, 9, str(wording.LEFT_OUT.get(member.left_out, "")), wrap)
    _sums(sheet, gathered, total)
    sheet.freeze_panes(3, 1)
    book.close()
    return buffer.getvalue()


def _sums(sheet: Any, gathered: Gathered, total: Any) -> None:
    last = 3 + len(gathered.portfolio.members)
    sheet.write_string(last, 0, _("Total"), total)
    if last == 3:
        return
    for place, (_name, found) in enumerate(wording.lines(gathered)):
        for column, value in ((2 + 2 * place, found.benefits), (3 + 2 * place, found.costs)):
            letter = "ABCDEFGH"[column]
            formula = f"=SUMPRODUCT(B4:B{last},{letter}4:{letter}{last})"
            sheet.write_formula(last, column, formula, total, float(value))
    at, roi = last + 1, gathered.portfolio.conservative.roi_percent
    sheet.write_formula(last, 8, f'=IF(D{at}>0,100*(C{at}/D{at}-1),"")', total, float(roi) if roi is not None else "")
