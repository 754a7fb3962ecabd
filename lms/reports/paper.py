"""The training archive on paper: a designed A4 extract in one language, of records that were read before."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from flask import current_app, render_template
from flask_babel import force_locale
from flask_babel import gettext as _

from certificates.labels import DECISIONS, STATUSES
from lms.core.bilingual import Bilingual
from lms.core.i18n import HTML_LANG, LOCALES
from lms.core.pdf.extract import Extract, clean_name
from lms.people.labels import PRODUCT_NAMES
from lms.plans.development_labels import PHASE_NAMES
from lms.plans.models import DevelopmentPlan
from lms.reports import wording
from lms.reports.records import Archive

DESIGN = Path(__file__).with_name("archive.css")


def lay_out(
    archive: Archive, *, language: str, made_by: Bilingual, at: datetime, plan: DevelopmentPlan | None = None
) -> Extract:
    """The extract of an archive in "zh" or "en", with who took it and when, and the goals of the plan where there is one."""
    settings = current_app.extensions["settings"]
    person = archive.person
    organisation = Bilingual(settings.organisation_zh, settings.organisation_en).in_language(language)
    with force_locale(LOCALES[language]):
        title = _("Training archive of %(name)s", name=person.name)
        html = render_template(
            "reports/pdf/archive.html",
            archive=archive,
            plan=plan,
            phases=PHASE_NAMES,
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
    return Extract(title, name, html, language, organisation, at, DESIGN)
