"""Archives of many people as one ZIP with a summary, done by the worker."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from typing import Any

from flask import current_app
from flask_babel import force_locale, ngettext
from flask_babel import gettext as _

from lms.core import clock, files
from lms.core.db import rollback, transaction
from lms.core.i18n import LOCALES
from lms.core.jobs import JobRefused, Progress, job
from lms.core.notices import notify
from lms.core.paths import path_to
from lms.core.pdf.extract import Extract, clean_name, fonts_for
from lms.core.pdf.fonts import describe
from lms.core.tables.writing import workbook
from lms.people.notices import recipient_of
from lms.people.queries.people import get_person
from lms.people.session import User, load_user
from lms.plans.queries.development import find_plan
from lms.reports.actions.exports import record_export
from lms.reports.paper import lay_out
from lms.reports.queries.archive import get_archive
from lms.reports.queries.choosing import find_open_account, still_visible
from lms.reports.records import Archive

AT_ONCE = 20
"""How many extracts share their fonts; more would keep more pages in memory."""


@job("reports.archives")
def make_archives(progress: Progress, *, person_ids: list[int], language: str) -> dict[str, Any]:
    """The ZIP: one PDF a person in the language of whoever asked, and a workbook that sums them up.

    Whoever asked must still be allowed to see each of them: that is asked again here, not only when the job was.
    """
    reader = _reader(progress.asked_by)
    allowed = still_visible(reader, person_ids)
    rollback()
    if not allowed:
        raise JobRefused("archives_not_yours")
    problems: list[str] = []
    if len(allowed) < len(person_ids):
        with force_locale(LOCALES[language]):
            problems.append(
                ngettext(
                    "%(num)s person was left out: you may no longer see that archive.",
                    "%(num)s people were left out: you may no longer see their archives.",
                    len(person_ids) - len(allowed),
                )
            )
    buffer, made, settled = io.BytesIO(), [], 0
    progress(0, len(allowed))
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as pack:
        for archive, printed in _printed(allowed, reader, language, problems):
            if printed is not None:
                pack.writestr(*printed)
                made.append((archive, printed[0]))
            settled += 1
            progress(settled, len(allowed))
        if not made:
            raise JobRefused("archives_none_made")
        pack.writestr(*_summary(made, language))
    file_id = _keep(buffer.getvalue(), made, reader, language, progress.job_id)
    return {"file_id": file_id, "count": len(made), "problems": problems}


def _reader(person_id: int | None) -> User:
    """Whoever asked, with the permissions of today."""
    account = find_open_account(person_id) if person_id is not None else None
    settings = current_app.extensions["settings"]
    user = load_user(*account, today=clock.today(), demo_mode=settings.demo_mode) if account else None
    if user is None:
        raise JobRefused("archives_not_yours")
    return user


def _printed(
    person_ids: Sequence[int], reader: User, language: str, problems: list[str]
) -> Iterator[tuple[Archive, tuple[str, bytes] | None]]:
    """Each archive with the name and the content of its file. Those that cannot be printed become problems and have none."""
    today, at = clock.today(), clock.now()
    for start in range(0, len(person_ids), AT_ONCE):
        laid: list[tuple[Archive, Extract]] = []
        unprintable: list[Archive] = []
        for person_id in person_ids[start : start + AT_ONCE]:
            archive = get_archive(person_id, today)
            extract = lay_out(archive, language=language, made_by=reader.name, at=at, plan=find_plan(person_id))
            if missing := extract.unprintable:
                problems.append(_unprintable(archive, missing, language))
                unprintable.append(archive)
            else:
                laid.append((archive, extract))
        rollback()
        yield from ((archive, None) for archive in unprintable)
        if not laid:
            continue
        with fonts_for([extract for _archive, extract in laid]) as fonts:
            for archive, extract in laid:
                yield archive, (extract.file_name, extract.pdf(fonts))


def _unprintable(archive: Archive, missing: Sequence[str], language: str) -> str:
    with force_locale(LOCALES[language]):
        return _(
            "%(number)s %(name)s: no font can show %(characters)s, so this archive was left out.",
            number=archive.person.employee_no,
            name=archive.person.name,
            characters=", ".join(map(describe, missing)),
        )


def _summary(made: Sequence[tuple[Archive, str]], language: str) -> tuple[str, bytes]:
    """A workbook with one line an archive."""
    with force_locale(LOCALES[language]):
        title = _("Summary of training archives")
        header = [
            _("Employee number"), _("Name in Chinese"), _("Name in Latin script"), _("Unit"), _("Post"), _("Date of hire"),
            _("Courses completed"), _("Exams passed"), _("Practicals signed"), _("Certificates valid"), _("File"),
        ]  # fmt: skip
        rows = [
            [
                archive.person.employee_no, archive.person.name_zh, archive.person.name_latin, str(archive.person.unit),
                str(archive.person.post), archive.person.hired_on, archive.courses_completed, archive.exams_passed,
                archive.practicals_signed, len(archive.certificates_valid), name,
            ]
            for archive, name in made
        ]  # fmt: skip
        return clean_name(title) + ".xlsx", workbook(
            title, header, rows, widths=(16, 16, 22, 24, 22, 14, 12, 12, 12, 12, 44)
        )


def _keep(content: bytes, made: Sequence[tuple[Archive, str]], reader: User, language: str, job_id: int) -> int:
    """Store the ZIP, put every export on record, tell whoever asked."""
    at = clock.now()
    with force_locale(LOCALES[language]):
        name = clean_name(_("Training archives %(day)s", day=clock.today().isoformat())) + ".zip"
    with transaction():
        file = files.save(content, name=name, content_type="application/zip", actor=reader, at=at)
        for archive, _name in made:
            record_export(person_id=archive.person.id, language=language, actor=reader, at=at, job_id=job_id)
        link = path_to("core.job", job_id=job_id)
        notify(recipient_of(get_person(reader.id)), "archives.ready", link=link, at=at, count=len(made))
        return file.id
