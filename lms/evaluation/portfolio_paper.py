"""Several returns on paper and as a workbook: the answer and one chart on the first page, then case by case."""

from __future__ import annotations

from datetime import datetime

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
