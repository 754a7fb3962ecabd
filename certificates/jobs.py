"""Long work on certificates."""

from __future__ import annotations

from typing import Any

from flask import current_app
from flask_babel import force_locale

from certificates.actions.papers import Wish
from certificates.export import write_export
from certificates.printing.pool import Press
from certificates.queries.register import ids_within_reach
from lms.core import clock, files
from lms.core.access import Permission
from lms.core.db import rollback, transaction
from lms.core.i18n import LOCALES
from lms.core.jobs import JobRefused, Progress, job
from lms.core.notices import notify
from lms.core.paths import path_to
from lms.people.notices import recipient_of
from lms.people.queries.people import find_account, get_person
from lms.people.session import User, load_user


@job("certificates.export")
def export(progress: Progress, *, ids: list[int], language: str, wish: dict[str, Any] | None = None) -> dict[str, Any]:
    """The certificates of some ids as one ZIP for whoever asked, as far as they may still see them; the register in the
    language in which they asked. The ZIP goes from disk to the file store piece by piece."""
    asked_by = _reader(progress.asked_by)
    allowed = ids_within_reach(asked_by, ids)
    rollback()
    if not allowed:
        raise JobRefused("export_not_yours")
    at, today = clock.now(), clock.today()
    with Press() as press, force_locale(LOCALES[language]):
        path = press.folder / "export.zip"
        made = write_export(allowed, path, at=at, day=today, progress=progress, wish=Wish.of(wish or {}), press=press)
        with path.open("rb") as archive:
            content = files.put_stream(archive)
        with transaction():
            name = f"certificates-{today.isoformat()}-{len(allowed)}.zip"
            row = files.add(content, name=name, content_type="application/zip", actor=asked_by, at=at)
            file_id = row.id
            notify(
                recipient_of(get_person(asked_by.id)),
                "certificate.export_ready",
                link=path_to("core.job", job_id=progress.job_id),
                at=at,
                count=made.papers,
            )
    return {"file_id": file_id, "count": made.papers, "problems": list(made.problems)}


def _reader(person_id: int | None) -> User:
    """Whoever asked, with the roles they hold today. Refused when they have left or lost the right to export."""
    account = find_account(person_id=person_id)
    demo_mode = current_app.extensions["settings"].demo_mode
    user = load_user(account.id, account.epoch, today=clock.today(), demo_mode=demo_mode) if account else None
    if user is None or Permission.EXPORT_CERTIFICATES not in user.permissions:
        raise JobRefused("export_not_yours")
    return user
