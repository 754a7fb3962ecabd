"""A KPI card on paper: one A4 page in the reader's language, with the sum that anyone can redo."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from flask import current_app, render_template
from flask_babel import force_locale
from flask_babel import gettext as _

from lms.core.bilingual import Bilingual
from lms.core.i18n import HTML_LANG, LOCALES
from lms.core.pdf.extract import Extract, clean_name
from lms.performance import wording
from lms.performance.queries.cards import Card
from lms.performance.rules.score import LEAST_COVERAGE, MOST

DESIGN = Path(__file__).with_name("card.css")


def lay_out(card: Card, *, language: str, made_by: Bilingual, at: datetime) -> Extract:
    """The card in "zh" or "en", with who took it out and when."""
    settings = current_app.extensions["settings"]
    organisation = Bilingual(settings.organisation_zh, settings.organisation_en).in_language(language)
    with force_locale(LOCALES[language]):
        period = wording.period_words(card.period)
        title = _("KPI card of %(name)s, %(period)s", name=card.owner.name, period=period)
        html = render_template(
            "performance/pdf/card.html",
            card=card,
            owner=card.owner,
            language=HTML_LANG[language],
            title=title,
            period=period,
            organisation=organisation,
            made_by=made_by.in_language(language),
            made_at=at,
            words=wording,
            most=MOST,
            least_coverage=LEAST_COVERAGE,
        )
        name = f"{card.owner.number} {card.owner.name} {_('KPI card')} {card.period.code}"
    return Extract(title, clean_name(name) + ".pdf", html, language, organisation, at, DESIGN)
