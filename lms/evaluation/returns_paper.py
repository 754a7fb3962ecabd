"""The ROI report on paper: the answer on the first page, then everything it rests on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from flask import current_app, render_template
from flask_babel import force_locale
from flask_babel import gettext as _
from markupsafe import Markup

from lms.core.bilingual import Bilingual
from lms.core.charts import Style
from lms.core.i18n import HTML_LANG, LOCALES
from lms.core.pdf.extract import Extract, clean_name
from lms.core.pdf.fonts import is_han_text
from lms.evaluation import returns_labels as labels
from lms.evaluation import returns_wording as wording
from lms.evaluation.case_chain import Link, noted
from lms.evaluation.returns_charts import draw_balance, draw_hinges
from lms.evaluation.returns_told import check_sentence
from lms.evaluation.rules.returns.principles import check_principles
from lms.evaluation.rules.returns.results import Returns
from lms.evaluation.rules.returns.sensitivity import break_even, share_needed, tornado

DESIGN = Path(__file__).with_name("roi.css")
_FONT = re.compile(r'font-family="[^"]*"')
_TEXT = re.compile(r"<text\b.*?</text>", re.DOTALL)
_HEADER = re.compile(r"^.*?(?=<svg)", re.DOTALL)


@dataclass(frozen=True)
class Report:
    """What a report is made of. `forecast` is compared where there is one."""

    returns: Returns
    title: Bilingual
    subject: Bilingual
    made_by: Bilingual
    forecast: Returns | None = None
    ledger: Decimal | None = None
    """What the ledger of the training holds."""
    links: tuple[Link, ...] = ()
    """The chain of evidence; without one, what is typed into the case."""


def lay_out(report: Report, *, language: str, at: datetime) -> Extract:
    """The report in "zh" or "en"."""
    settings = current_app.extensions["settings"]
    organisation = Bilingual(settings.organisation_zh, settings.organisation_en).in_language(language)
    returns, style = report.returns, Style(language)
    with force_locale(LOCALES[language]):
        name = report.title.in_language(language)
        title = _("Return of “%(title)s”", title=name)
        hinges = draw_hinges(returns, style)
        checks = check_principles(returns, report.ledger)
        html = render_template(
            "evaluation/pdf/roi.html",
            returns=returns,
            case=returns.case,
            links=report.links or noted(returns.case.evidence),
            answer=wording.answer(returns, name),
            forecast=report.forecast,
            heading=name,
            subject=report.subject.in_language(language),
            language=HTML_LANG[language],
            title=title,
            organisation=organisation,
            made_by=report.made_by.in_language(language),
            made_at=at,
            balance=printed(draw_balance(returns, style), _("Benefits and costs with their limits"), language),
            hinges=printed(hinges, _("How far each uncertain figure moves the ROI"), language) if hinges else None,
            checks=checks,
            caveats=wording.caveats(returns, checks),
            check_sentence=check_sentence,
            bars=tornado(returns),
            needed=break_even(returns),
            share=share_needed(returns),
            hundred=Decimal(100),
            next_steps=wording.actions_next(returns),
            labels=labels,
            words=wording,
        )
        file_name = clean_name(title) + ".pdf"
    return Extract(title, file_name, html, language, organisation, at, DESIGN)


def printed(svg: str, alternative: str, language: str) -> Markup:
    """A drawing as part of the page: in the page's own fonts, with words for those who hear it."""
    body = _TEXT.sub(lambda found: _set(found.group(), language), _HEADER.sub("", svg))
    return Markup(body.replace("<svg", f'<svg role="img" aria-label="{alternative}"', 1))


def _set(drawn: str, language: str) -> str:
    """One line of words in a drawing: text in drawings takes one font only, so Chinese words in an English one bring their own."""
    family = "Shifu Sans" if language == "zh" or any(map(is_han_text, drawn)) else "Shifu Sans Latin"
    return _FONT.sub(f"font-family=\"'{family}'\"", drawn)
