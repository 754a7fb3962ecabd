"""Training certificates to take away: one ZIP with a PDF each and a register as a workbook."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any

from flask_babel import force_locale, pgettext
from flask_babel import gettext as _

from certificates.erasing import is_erased
from certificates.faces import verify_url
from certificates.jobs import _reader as reader_of
from certificates.rules.numbers import paper_name
from certificates.training.labels import KIND_NAMES
from certificates.training.papers import papers_of, unprintable
from certificates.training.queries import Entry, ids_within_reach, list_by_ids, list_certificates
from lms.core import audit, clock, files, jobs
from lms.core.audit import Actor
from lms.core.db import rollback, transaction
from lms.core.i18n import LOCALES, text
from lms.core.jobs import Job, JobRefused, Progress, job
from lms.core.notices import notify
from lms.core.paths import path_to
from lms.core.pdf.fonts import describe
from lms.core.tables.writing import workbook
from lms.people.notices import recipient_of
from lms.people.queries.people import get_person

MOST = 5000
BATCH = 40
_WIDTHS = (20, 14, 24, 14, 22, 32, 18, 10, 12, 12, 12, 12, 48, 40)


def ask_for_export(*, ids: Sequence[int], language: str, actor: Actor, at: datetime) -> Job:
    """Ask for the ZIP of these. Which they are is fixed now."""
    arguments = {"ids": list(ids), "language": language}
    row = jobs.enqueue("certificates.export_training", arguments, actor=actor, at=at, total=len(ids))
    audit.record("training_certificate.export_asked", "job", row.id, actor=actor, at=at, count=len(ids))
    return row


@job("certificates.export_training")
def export(progress: Progress, *, ids: list[int], language: str) -> dict[str, Any]:
    """The ZIP, as far as whoever asked may still see them; the register in their language. What was rendered is kept, so that a
    job that was killed goes on from there."""
    asked_by = reader_of(progress.asked_by)
    allowed = ids_within_reach(asked_by, ids)
    rollback()
    if not allowed:
        raise JobRefused("export_not_yours")
    at, today = clock.now(), clock.today()
    with tempfile.TemporaryDirectory(prefix="training-") as folder, force_locale(LOCALES[language]):
        path = Path(folder, "export.zip")
        problems = _write(allowed, path, at, progress)
        made = len(allowed) - len(problems)
        with transaction():
            row = files.save(
                path.read_bytes(), name=f"training-certificates-{today.isoformat()}-{len(allowed)}.zip",
                content_type="application/zip", actor=asked_by, at=at,
            )  # fmt: skip
            file_id = row.id
            notify(
                recipient_of(get_person(asked_by.id)), "training_certificate.export_ready",
                link=path_to("core.job", job_id=progress.job_id), at=at, count=made,
            )  # fmt: skip
    return {"file_id": file_id, "count": made, "problems": problems}


def _write(ids: Sequence[int], path: Path, at: datetime, progress: Callable[[int, int], None]) -> list[str]:
    entries = list_by_ids(ids)
    rollback()
    progress(0, len(entries))
    reasons: dict[int, str] = {}
    steps, folder = count(1), _("training-certificates")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for start in range(0, len(entries), BATCH):
            batch = {entry.id: entry for entry in entries[start : start + BATCH]}
            rows = list_certificates(list(batch))
            papers = papers_of(rows, at=at, after_each=lambda: progress(next(steps), len(entries)))
            reasons |= {one.id: _reason(one) for one in rows if one.id not in papers}
            rollback()
            for number, content in sorted(papers.items()):
                entry = batch[number]
                name = paper_name(entry.number, entry.face["name_zh"] or entry.face["name_latin"])
                _add(archive, f"{folder}/{name}", content, at)
            progress(start + len(batch), len(entries))
        _add(archive, "register.xlsx", _register(entries, reasons), at)
    return [f"{one.number} {one.holder}: {reasons[one.id]}" for one in entries if one.id in reasons]


def _reason(certificate: Any) -> str:
    if is_erased(certificate.face):
        return _("the holder's data were erased; no paper can be made")
    missing = ", ".join(map(describe, unprintable(certificate)))
    if missing:
        return _("no font can show %(characters)s", characters=missing)
    return _("the PDF could not be made; the log says why")


def _add(archive: zipfile.ZipFile, name: str, content: bytes, at: datetime) -> None:
    entry = zipfile.ZipInfo(name, (at.year, at.month, at.day, at.hour, at.minute, at.second))
    entry.external_attr = 0o644 << 16
    archive.writestr(entry, content)


def _register(entries: Sequence[Entry], reasons: dict[int, str]) -> bytes:
    header = [
        _("Certificate number"), _("Name in Chinese"), _("Name in Latin script"), _("Employee number"), _("Unit"), _("Course"),
        pgettext("certificate", "Kind"), _("Hours"), _("First day"), _("Last day"), _("Issued on"), _("Session"), _("Verification address"), _("Remark"),
    ]  # fmt: skip
    lines = (
        [
            one.number, one.face["name_zh"], one.face["name_latin"], one.employee_no, str(one.unit), text(one.title),
            str(KIND_NAMES[one.kind]), float(one.hours) if one.hours is not None else None, one.first_day, one.last_day,
            one.issued_on, one.session_number or "", verify_url(one.code), reasons.get(one.id, ""),
        ]
        for one in entries
    )  # fmt: skip
    return workbook(_("Training certificates"), header, lines, widths=_WIDTHS)
