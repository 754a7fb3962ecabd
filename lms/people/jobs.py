"""Long work on people and on the audit trail."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _

from lms.core import clock, files
from lms.core.access import Permission
from lms.core.audit import AuditLine
from lms.core.db import db, rollback, transaction
from lms.core.i18n import LOCALES
from lms.core.jobs import JobRefused, Progress, job
from lms.core.notices import notify
from lms.core.paths import path_to
from lms.core.tables.writing import workbook
from lms.people.actions.audit import MOST
from lms.people.audit_lines import facts_in_one, readable
from lms.people.notices import recipient_of
from lms.people.queries.audit import Filter, select_lines
from lms.people.queries.people import find_account, get_person
from lms.people.session import User, load_user

_AT_ONCE = 500
_LONGEST_CELL = 32_000
"""A cell of a workbook holds no more than 32 767 characters."""
_WIDTHS = (8, 27, 20, 12, 30, 28, 24, 24, 50, 40, 18, 20)
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@job("audit.export")
def export(progress: Progress, *, values: dict[str, str], language: str, until_line: int) -> dict[str, Any]:
    """The lines that fit, up to the newest when they were asked for, as a workbook in the language of whoever asked."""
    reader = _reader(progress.asked_by)
    with force_locale(LOCALES[language]):
        query = select_lines(Filter.of(values)).where(AuditLine.seq <= until_line).limit(MOST)
        rows = db.session.execute(query).all()
        header = [
            _("Line"), _("When"), _("Who"), _("Employee number"), _("What"), _("Code of the action"), _("Subject"),
            _("Code of the subject"), _("Details"), _("Details as recorded"), _("From"), _("Seal of the line"),
        ]  # fmt: skip
        content = workbook(_("Audit trail"), header, _cells(rows, reader, progress), widths=_WIDTHS)
    rollback()
    at = clock.now()
    with transaction():
        name = f"audit-{clock.local_date(at).isoformat()}-{len(rows)}.xlsx"
        row = files.save(content, name=name, content_type=_XLSX, actor=reader, at=at)
        file_id = row.id
        link = path_to("core.job", job_id=progress.job_id)
        notify(recipient_of(get_person(reader.id)), "audit.export_ready", link=link, at=at, count=len(rows))
    return {"file_id": file_id, "count": len(rows)}


def _cells(rows: Any, reader: User, progress: Progress) -> Iterator[list[Any]]:
    waiting, done = iter(rows), 0
    progress(0, len(rows))
    while part := list(islice(waiting, _AT_ONCE)):
        for line in readable(part, reader):
            row = line.row
            about = str(line.subject.name) if line.subject else line.about
            yield [
                row.seq, row.at.astimezone(clock.zone()).isoformat(timespec="seconds"), line.who,
                line.actor.employee_no if line.actor else "", line.what, row.action, about, line.record,
                facts_in_one(line)[:_LONGEST_CELL], line.raw[:_LONGEST_CELL], row.origin, row.hash,
            ]  # fmt: skip
        done += len(part)
        progress(done, len(rows))


def _reader(person_id: int | None) -> User:
    """Whoever asked, with the roles they hold today. Refused when they may not read the trail any more."""
    account = find_account(person_id=person_id) if person_id is not None else None
    demo_mode = current_app.extensions["settings"].demo_mode
    user = load_user(account.id, account.epoch, today=clock.today(), demo_mode=demo_mode) if account else None
    if user is None or not user.can(Permission.SEE_AUDIT) or user.reach(Permission.SEE_AUDIT) is not None:
        raise JobRefused("audit_export_not_yours")
    return user
