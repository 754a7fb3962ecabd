"""What those who take part may take along: files and links."""

from __future__ import annotations

from datetime import datetime

from courses.sessions.models import SessionMaterial
from lms.core import audit, files
from lms.core.audit import Actor
from lms.core.db import db
from lms.core.errors import NotFound, RuleBroken
from lms.core.rules import Refusal


def add_material(
    *, session_id: int, name: str, url: str = "", content: bytes | None = None, file_name: str = "",
    content_type: str = "", actor: Actor,
    at: datetime,
) -> SessionMaterial:  # fmt: skip
    """Add a file or a link to a session."""
    if not name.strip() or bool(url) == (content is not None):
        raise RuleBroken(Refusal("session_material"))
    if url and not url.startswith(("https://", "http://")):
        raise RuleBroken(Refusal("session_link"))
    stored = None
    if content is not None:
        stored = files.save(content, name=file_name or name, content_type=content_type, actor=actor, at=at)
    row = SessionMaterial(
        session_id=session_id, name=name.strip()[:200], url=url or None, file_id=stored.id if stored else None,
        added_by=actor.id, added_at=at,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    audit.record("session.material_added", "course_session", session_id, actor=actor, at=at, name=row.name)
    return row


def remove_material(*, session_id: int, material_id: int, actor: Actor, at: datetime) -> None:
    """Take a material off the page. The file itself stays stored."""
    row = db.session.get(SessionMaterial, material_id)
    if row is None or row.session_id != session_id or row.removed_at is not None:
        raise NotFound
    row.removed_at = at
    audit.record("session.material_removed", "course_session", session_id, actor=actor, at=at, name=row.name)
    db.session.flush()
