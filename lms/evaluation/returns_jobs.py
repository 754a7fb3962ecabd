"""The ROI report as a PDF, made by the worker."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import current_app
from flask_babel import force_locale

from lms.core import audit, clock, files
from lms.core.access import Permission
from lms.core.bilingual import Bilingual
from lms.core.db import rollback, transaction
from lms.core.errors import NotFound
from lms.core.i18n import LOCALES
from lms.core.jobs import JobRefused, Progress, job
from lms.core.notices import notify
from lms.core.paths import path_to
from lms.core.pdf.extract import Extract
from lms.core.pdf.fonts import describe
from lms.evaluation.case_evidence import evidence_of, links_of
from lms.evaluation.portfolio_paper import lay_out as lay_out_portfolio
from lms.evaluation.portfolios import gather
from lms.evaluation.queries.costs import ledger_of, list_subjects
from lms.evaluation.queries.returns import find_version, get_case, returns_of, shown_version, title_of
from lms.evaluation.returns_paper import Report, lay_out
from lms.people.notices import recipient_of
from lms.people.queries.people import find_account, get_person
from lms.people.session import User, load_user

STEPS = 3


@job("evaluation.roi_report")
def make_roi_report(progress: Progress, *, case_id: int, language: str) -> dict[str, Any]:
    """The PDF. Whoever asked must still be allowed to see the case."""
    progress(0, STEPS)
    at, reader = clock.now(), _reader(progress.asked_by)
    try:
        case = get_case(case_id, reader, Permission.SEE_EVALUATIONS)
    except NotFound as gone:
        raise JobRefused("roi_not_yours") from gone
    version = shown_version(case)
    if version is None:
        raise JobRefused("roi_no_figures")
    subject = title_of(case.subject_kind, case.subject_code, list_subjects())
    forecast = find_version(case, "forecast") if version.stage == "result" else None
    with force_locale(LOCALES[language]):
        links = links_of(case, version.content)
        returns = returns_of(version, evidence_of(links))
        planned = returns_of(forecast) if forecast else None
    report = Report(
        returns=returns,
        title=case.title,
        subject=subject if isinstance(subject, Bilingual) else Bilingual(subject, subject),
        made_by=reader.name,
        forecast=planned,
        links=tuple(links),
        ledger=ledger_of(
            case.subject_kind,
            case.subject_code,
            version.stage,
            reader,
            unit_id=case.unit_id,
            currency=returns.case.currency,
        ),
    )
    title, number = case.title, version.number
    rollback()
    extract = lay_out(report, language=language, at=at)
    content = _printed(progress, extract)
    with transaction():
        file = files.save(content, name=extract.file_name, content_type="application/pdf", actor=reader, at=at)
        audit.record("roi.exported", "roi_case", case_id, actor=reader, at=at, version=number, language=language)
        return _ready(progress, file, reader, at, title)


@job("evaluation.portfolio_report")
def make_portfolio_report(progress: Progress, *, year: int | None, chosen: list[int], language: str) -> dict[str, Any]:
    """The PDF of several cases, as far as whoever asked may see them today."""
    progress(0, STEPS)
    at, reader = clock.now(), _reader(progress.asked_by)
    gathered = gather(reader, year=year, chosen=chosen)
    if not gathered.cases:
        raise JobRefused("roi_no_figures")
    made_by = reader.name
    extract = lay_out_portfolio(gathered, made_by=made_by, language=language, at=at)
    cases = sorted(gathered.cases)
    rollback()
    content = _printed(progress, extract)
    with transaction():
        file = files.save(content, name=extract.file_name, content_type="application/pdf", actor=reader, at=at)
        audit.record("roi.portfolio_exported", "portfolio", file.id, actor=reader, at=at, year=year, cases=cases, language=language)  # fmt: skip
        return _ready(progress, file, reader, at, extract.title)


def _printed(progress: Progress, extract: Extract) -> bytes:
    """The file, if there is a shape for each of its characters."""
    progress(1, STEPS)
    if missing := extract.unprintable:
        raise JobRefused("roi_character", characters="、".join(map(describe, missing)))
    content = extract.pdf()
    progress(2, STEPS)
    return content


def _ready(
    progress: Progress, file: files.StoredFile, reader: User, at: datetime, title: Bilingual | str
) -> dict[str, Any]:
    """Tell whoever asked, and hand over the file."""
    link = path_to("core.job", job_id=progress.job_id)
    notify(recipient_of(get_person(reader.id)), "roi.ready", link=link, at=at, title=title)
    return {"file_id": file.id}


def _reader(person_id: int | None) -> User:
    """Whoever asked, with the permissions of today."""
    account = find_account(person_id=person_id) if person_id is not None else None
    settings = current_app.extensions["settings"]
    user = None
    if account is not None and account.closed_at is None:
        user = load_user(account.id, account.epoch, today=clock.today(), demo_mode=settings.demo_mode)
    if user is None:
        raise JobRefused("roi_not_yours")
    return user
