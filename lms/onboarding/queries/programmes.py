"""Reads of programmes and their versions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from lms.core.db import db
from lms.core.errors import NotFound
from lms.onboarding.change_models import ProgrammeDraft
from lms.onboarding.models import Enrolment, Outcome, Programme, ProgrammeVersion, Stage


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


@dataclass(frozen=True)
class VersionRow:
    """A version in a list: how many people are on it, and how many of them are under way."""

    id: int
    number: int
    published_at: datetime
    people: int
    running: int


def list_versions() -> dict[int, list[VersionRow]]:
    """By programme: its versions, newest first."""
    running = func.count(Enrolment.id).filter(Outcome.id.is_(None))
    query: Any = (
        select(
            ProgrammeVersion.programme_id, ProgrammeVersion.id, ProgrammeVersion.number, ProgrammeVersion.published_at,
            func.count(Enrolment.id), running,
        )
        .outerjoin(Enrolment, Enrolment.version_id == ProgrammeVersion.id)
        .outerjoin(Outcome, Outcome.enrolment_id == Enrolment.id)
        .group_by(ProgrammeVersion.id)
        .order_by(ProgrammeVersion.number.desc())
    )  # fmt: skip
    found: dict[int, list[VersionRow]] = {}
    for programme_id, *row in db.session.execute(query):
        found.setdefault(programme_id, []).append(VersionRow(*row))
    return found


def list_programmes() -> list[Programme]:
    """Every programme, by code."""
    return list(db.session.scalars(select(Programme).order_by(Programme.code)))


def get_programme(code: str) -> Programme:
    """A programme by its code. Raises NotFound."""
    programme = db.session.scalar(select(Programme).where(Programme.code == code))
    if programme is None:
        raise NotFound
    return programme


def get_version_of(programme: Programme, number: int) -> ProgrammeVersion:
    """A version of a programme by its number, with stages and contents. Raises NotFound."""
    query: Any = select(ProgrammeVersion).options(selectinload(ProgrammeVersion.stages).selectinload(Stage.contents))
    query = query.where(ProgrammeVersion.programme_id == programme.id, ProgrammeVersion.number == number)
    version: ProgrammeVersion | None = db.session.scalar(query)
    if version is None:
        raise NotFound
    return version


def list_drafts() -> list[ProgrammeDraft]:
    """Every draft, by code."""
    return list(db.session.scalars(select(ProgrammeDraft).order_by(ProgrammeDraft.code)))


def get_draft(code: str) -> ProgrammeDraft:
    """A draft by its code. Raises NotFound."""
    draft = db.session.scalar(select(ProgrammeDraft).where(ProgrammeDraft.code == code))
    if draft is None:
        raise NotFound
    return draft
