"""Reads of programmes and their versions."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from lms.core.db import db
from lms.core.errors import NotFound
from lms.onboarding.models import ProgrammeVersion, Stage


def find_latest_version(programme_id: int) -> ProgrammeVersion | None:
    """The version of a programme that new intakes start on."""
    query = select(ProgrammeVersion).where(ProgrammeVersion.programme_id == programme_id)
    query = query.options(selectinload(ProgrammeVersion.stages).selectinload(Stage.contents))
    return db.session.scalar(query.order_by(ProgrammeVersion.number.desc()).limit(1))


def list_latest_versions() -> list[ProgrammeVersion]:
    """The latest version of every programme, with its stages."""
    newest = (
        select(ProgrammeVersion.programme_id, func.max(ProgrammeVersion.number).label("number"))
        .group_by(ProgrammeVersion.programme_id)
        .subquery()
    )
    query = (
        select(ProgrammeVersion)
        .join(
            newest,
            (newest.c.programme_id == ProgrammeVersion.programme_id) & (newest.c.number == ProgrammeVersion.number),
        )
        .options(joinedload(ProgrammeVersion.programme), selectinload(ProgrammeVersion.stages))
        .order_by(ProgrammeVersion.programme_id)
    )
    return list(db.session.scalars(query))


def get_version(version_id: int) -> ProgrammeVersion:
    """A version by id. Raises NotFound."""
    version = db.session.get(ProgrammeVersion, version_id)
    if version is None:
        raise NotFound
    return version
