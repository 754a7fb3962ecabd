"""A trainer's statement of a month, on the page, on paper and as a workbook."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from flask import current_app, render_template
from flask_babel import force_locale, format_date, pgettext
from flask_babel import gettext as _

from lms.core.bilingual import Bilingual
from lms.core.i18n import HTML_LANG, LOCALES
from lms.core.i18n import language as reading
from lms.core.pdf.extract import Extract, clean_name
from lms.core.tables.writing import workbook
from lms.people.models import Person
from lms.trainers.fees import labels
from lms.trainers.fees.models import FeeLine, FeeRun
from lms.trainers.fees.queries import APPROVED, lines_of
from lms.trainers.fees.rules import hours

DESIGN = Path(__file__).with_name("statement.css")


@dataclass(frozen=True)
class Statement:
    """What stands on it. `totals` by currency; never added up over currencies."""

    person: Person
    month: date
    run: FeeRun
    lines: list[FeeLine]
    totals: dict[str, Decimal]
    minutes: int
    preparation: Decimal
    unpaid: int

    @property
    def closed(self) -> bool:
        """Was the month approved?"""
        return self.run.decision is not None and self.run.decision.kind == APPROVED


def statement_of(run: FeeRun, person: Person) -> Statement:
    """The statement of one trainer."""
    lines = lines_of(run.id, person.id)
    totals: dict[str, Decimal] = defaultdict(Decimal)
    for line in lines:
        if line.hundredths:
            totals[line.currency] += line.amount
    paid = [line for line in lines if line.kind == "taught" and line.hundredths]
    return Statement(
        person, run.month, run, lines, dict(totals), sum(line.minutes for line in paid),
        sum((line.prepared for line in paid), Decimal(0)), sum(1 for line in lines if line.why),
    )  # fmt: skip


def on_paper(statement: Statement, *, language: str, made_by: Bilingual, at: datetime) -> Extract:
    """The statement as one PDF in "zh" or "en"."""
    settings = current_app.extensions["settings"]
    organisation = Bilingual(settings.organisation_zh, settings.organisation_en).in_language(language)
    with force_locale(LOCALES[language]):
        month = month_words(statement.month)
        title = _("Statement of fees of %(name)s, %(month)s", name=statement.person.name, month=month)
        html = render_template(
            "trainers/pdf/fee_statement.html", s=statement, language=HTML_LANG[language], title=title, month=month,
            organisation=organisation, made_by=made_by.in_language(language), made_at=at, labels=labels, hours=hours,
        )  # fmt: skip
        name = f"{statement.person.employee_no} {statement.person.name} {_('Statement of fees')} {statement.month.isoformat()[:7]}"
    return Extract(title, clean_name(name) + ".pdf", html, language, organisation, at, DESIGN)


def month_words(month: date) -> str:
    """ "March 2026" in the reader's language."""
    return str(format_date(month, "y年M月" if reading() == "zh" else "MMMM y"))


def _paid_hours(line: FeeLine) -> tuple[float, float]:
    """Hours taught and of preparing that are paid, as page and PDF add them up: none where nothing is, or in a correction."""
    if line.kind != "taught" or not line.hundredths:
        return 0.0, 0.0
    return float(hours(line.minutes)), float(hours(line.prepared))


def as_workbook(lines: list[tuple[Person, FeeLine]], month: date) -> bytes:
    """Lines with their trainers as XLSX."""
    header = [
        _("Employee number"), _("Name"), _("Date"), _("Session"), _("Course"), pgettext("fee", "Kind"), _("Role"), _("Paid hours taught"),
        _("Hours of preparing"), _("Hourly rate"), _("Amount"), _("Currency"), _("Why nothing"), _("Made of"),
    ]  # fmt: skip
    rows = [
        (
            person.employee_no, person.name, line.day, line.session_number, str(line.title), str(labels.KIND_NAMES[line.kind]),
            str(labels.ROLE_NAMES.get(line.role, "")), *_paid_hours(line),
            None if line.paid_rate is None else float(line.paid_rate), float(line.amount), line.currency,
            "; ".join(str(labels.WHY_NAMES[code]) for code in line.why), line.reason or labels.made_of(line),
        )
        for person, line in lines
    ]  # fmt: skip
    widths = (14, 16, 12, 14, 30, 20, 16, 12, 12, 10, 12, 10, 34, 40)
    return workbook(_("Fees %(month)s", month=month.isoformat()[:7]), header, rows, widths=widths)
