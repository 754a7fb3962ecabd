"""A KPI card on paper: one A4 page in the reader's language, with the sum that anyone can redo."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from flask import current_app, render_template
from flask_babel import force_locale
from flask_babel import gettext as _

from lms.core.bilingual import Bilingual
from lms.core.i18n import HTML_LANG, LOCALES
from lms.core.pdf.batch import FontBatch
from lms.core.pdf.document import text_of
from lms.core.pdf.fonts import missing_characters
from lms.core.pdf.report import render_report
from lms.performance import wording
from lms.performance.queries.cards import Card
from lms.performance.rules.score import LEAST_COVERAGE, MOST

STYLES = (("serif", 700), ("sans", 400), ("sans", 700))


@lru_cache(maxsize=1)
def _css() -> str:
    return Path(__file__).with_name("card.css").read_text("utf-8")


@dataclass(frozen=True)
class Extract:
    """A card laid out in one language, ready to be printed."""

    title: str
    file_name: str
    html: str
    language: str
    organisation: str
    made_at: datetime

    @property
    def unprintable(self) -> tuple[str, ...]:
        """The characters that no font has: while there are any, nothing is printed."""
        return missing_characters(text_of(self.html) + self.title)

    def pdf(self) -> bytes:
        """The file."""
        with FontBatch([text_of(self.html), self.title], styles=STYLES) as fonts:
            return render_report(
                self.html, title=self.title, language=HTML_LANG[self.language], created=self.made_at,
                author=self.organisation, batch=fonts, css=[_css()],
            )  # fmt: skip


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
    return Extract(title, _clean(name) + ".pdf", html, language, organisation, at)


def _clean(name: str) -> str:
    """A name that every file system takes."""
    return "".join("-" if c in '\\/:*?"<>|' or ord(c) < 32 else c for c in name).strip(" .")[:150]
