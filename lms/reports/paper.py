"""The training archive on paper: a designed A4 extract in one language, of records that were read before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from flask import current_app, render_template
from flask_babel import force_locale
from flask_babel import gettext as _

from certificates.labels import DECISIONS, STATUSES
from lms.core.bilingual import Bilingual
from lms.core.i18n import HTML_LANG, LOCALES
from lms.core.pdf.batch import FontBatch
from lms.core.pdf.document import text_of
from lms.core.pdf.fonts import missing_characters
from lms.core.pdf.report import render_report
from lms.people.labels import PRODUCT_NAMES
from lms.reports import wording
from lms.reports.records import Archive

STYLES = (("serif", 700), ("sans", 400), ("sans", 700))
"""What the design uses; each style less makes a single extract quicker."""


@lru_cache(maxsize=1)
def _css() -> str:
    return Path(__file__).with_name("archive.css").read_text("utf-8")


@dataclass(frozen=True)
class Extract:
    """An archive laid out in one language, ready to be printed."""

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

    def pdf(self, batch: FontBatch | None = None) -> bytes:
        """The file. Raises MissingGlyph where a character cannot be printed."""
        if batch is None:
            with fonts_for([self]) as own:
                return self.pdf(own)
        return render_report(
            self.html,
            title=self.title,
            language=HTML_LANG[self.language],
            created=self.made_at,
            author=self.organisation,
            batch=batch,
            css=[_css()],
        )


def lay_out(archive: Archive, *, language: str, made_by: Bilingual, at: datetime) -> Extract:
    """The extract of an archive in "zh" or "en", with who took it and when."""
    settings = current_app.extensions["settings"]
    person = archive.person
    organisation = Bilingual(settings.organisation_zh, settings.organisation_en).in_language(language)
    with force_locale(LOCALES[language]):
        title = _("Training archive of %(name)s", name=person.name)
        html = render_template(
            "reports/pdf/archive.html",
            archive=archive,
            person=person,
            language=HTML_LANG[language],
            title=title,
            organisation=organisation,
            made_by=made_by.in_language(language),
            made_at=at,
            verify_at=f"{settings.public_url}/verify",
            words=wording,
            products=PRODUCT_NAMES,
            statuses=STATUSES,
            decisions=DECISIONS,
        )
        name = clean_name(f"{person.employee_no} {person.name} {_('Training archive')}") + ".pdf"
    return Extract(title, name, html, language, organisation, at)


def clean_name(name: str) -> str:
    """A name that every file system takes."""
    return "".join("-" if c in '\\/:*?"<>|' or ord(c) < 32 else c for c in name).strip(" .")[:150]


def fonts_for(extracts: Iterable[Extract]) -> FontBatch:
    """Fonts shared by several extracts, to be used as a context manager."""
    return FontBatch([text for extract in extracts for text in (text_of(extract.html), extract.title)], styles=STYLES)
