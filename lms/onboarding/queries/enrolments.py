"""Rows behind a journey: enrolments with what they are for, the stages of versions, what was passed and extended."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, bindparam, or_, select
from sqlalchemy.orm import aliased

from lms.core.access import Permission
from lms.core.among import among
from lms.core.bilingual import Bilingual
from lms.core.db import db, read
from lms.core.errors import NotFound
from lms.core.unchanging import kept
from lms.onboarding.models import (
    Cohort,
    Enrolment,
    Outcome,
    Programme,
    ProgrammeVersion,
    Stage,
    StageContent,
)
from lms.onboarding.rules.conditions import ALL, Gate
from lms.onboarding.rules.gate import Content
from lms.onboarding.rules.result import exact
from lms.people.models import Person, Post, Unit
from lms.people.queries.scope import visible, within_reach
from lms.people.session import User


@dataclass(frozen=True)
class StageRow:
    """A stage with its contents, as its version has it."""

    id: int
    position: int
    code: str
    title: Bilingual
    purpose: Bilingual
    days: int
    contents: tuple[Content, ...]
    gate: Gate = ALL


IntakeUnit = aliased(Unit)
_COLUMNS = (
    Enrolment.id, Enrolment.person_id, Enrolment.version_id, Enrolment.starts_on, Enrolment.counts_from,
    Cohort.title.label("cohort_title"), Cohort.opened_at, Cohort.starts_on.label("cohort_starts_on"),
    Programme.title.label("programme_title"), ProgrammeVersion.weights, ProgrammeVersion.minimums,
    ProgrammeVersion.pass_mark, ProgrammeVersion.published_at, ProgrammeVersion.policy,
    IntakeUnit.path.label("intake_path"),
    Outcome.id.label("outcome_id"), Outcome.kind.label("outcome_kind"), Outcome.decided_at,
    Outcome.reason.label("outcome_reason"), Outcome.result.label("outcome_result"),
)  # fmt: skip
"""What a journey is made of."""
_FOR_OTHERS = (
    Enrolment.cohort_id, Enrolment.enrolled_at, Programme.code.label("programme_code"), ProgrammeVersion.number.label("version_number"),
    ProgrammeVersion.extension_days, Person.name_zh, Person.name_latin, Person.employee_no, Person.unit_id,
    Unit.name.label("unit_name"), Unit.path.label("unit_path"), Post.name.label("post_name"), Outcome.decided_by,
)  # fmt: skip
"""What others than the learner see of it besides: whose it is, where that person works, what it was decided by."""


def _plain(*columns: Any) -> Select[Any]:
    return (
        select(*_COLUMNS, *columns)
        .join(Cohort, Cohort.id == Enrolment.cohort_id)
        .join(IntakeUnit, IntakeUnit.id == Cohort.unit_id)
        .join(ProgrammeVersion, ProgrammeVersion.id == Enrolment.version_id)
        .join(Programme, Programme.id == ProgrammeVersion.programme_id)
        .outerjoin(Outcome, Outcome.enrolment_id == Enrolment.id)
    )


def _select() -> Select[Any]:
    return (
        _plain(*_FOR_OTHERS)
        .join(Person, Person.id == Enrolment.person_id)
        .join(Unit, Unit.id == Person.unit_id)
        .join(Post, Post.id == Person.post_id)
    )


_LATEST = (
    _plain()
    .where(Enrolment.person_id == bindparam("person_id"))
    .order_by(Outcome.id.is_not(None), Enrolment.id.desc())
    .limit(1)
)
_RUNNING = (
    _plain()
    .where(Enrolment.person_id == bindparam("person_id"), Outcome.id.is_(None))
    .order_by(Enrolment.id.desc())
    .limit(1)
)
_STAGES = (
    select(
        Stage.version_id, Stage.id, Stage.position, Stage.code, Stage.title, Stage.purpose, Stage.days,
        Stage.need, Stage.groups,
        StageContent.kind, StageContent.ref, StageContent.minimum, StageContent.part, StageContent.group_code,
    )
    .outerjoin(StageContent, StageContent.stage_id == Stage.id)
    .where(among(Stage.version_id, "versions"))
    .order_by(Stage.version_id, Stage.position, StageContent.position)
)  # fmt: skip


def in_scope(user: User) -> ColumnElement[bool]:
    """The condition on Person for whose journeys a reader may see: one's own, one's units', one's mentees'."""
    return or_(visible(user, Permission.SEE_ARCHIVE), visible(user, Permission.MENTOR))


def find_latest(person_id: int) -> Row[Any] | None:
    """A person's running enrolment, or else the last one that ended, for the person's own pages: without name and unit."""
    return read(_LATEST, person_id=person_id).first()


def find_running_row(person_id: int) -> Row[Any] | None:
    """A person's running enrolment, without name and unit."""
    return read(_RUNNING, person_id=person_id).first()


def get_enrolment_row(enrolment_id: int, user: User) -> Row[Any]:
    """One enrolment that the reader may see. Raises NotFound."""
    row = db.session.execute(_select().where(Enrolment.id == enrolment_id, in_scope(user))).first()
    if row is None:
        raise NotFound
    return row


def get_row_within(enrolment_id: int, user: User, *permissions: Permission) -> Row[Any]:
    """An enrolment of somebody else in the units where the reader has one of the permissions. Raises NotFound."""
    reached = or_(*(within_reach(user, permission) for permission in permissions))
    query = _select().where(Enrolment.id == enrolment_id, Person.id != user.id, reached)
    row = db.session.execute(query).first()
    if row is None:
        raise NotFound
    return row


def get_row(enrolment_id: int) -> Row[Any]:
    """One enrolment, whoever asks: for actions, which have their own guard. Raises NotFound."""
    row = db.session.execute(_select().where(Enrolment.id == enrolment_id)).first()
    if row is None:
        raise NotFound
    return row


def list_rows(*conditions: ColumnElement[bool], limit: int | None = None) -> list[Row[Any]]:
    """Enrolments by any condition on them, their cohort, person or outcome, those who began first foremost."""
    query = _select().where(*conditions).order_by(Enrolment.starts_on, Person.employee_no, Enrolment.id).limit(limit)
    return list(db.session.execute(query))


def find_running(person_id: int) -> int | None:
    """The id of a person's running enrolment."""
    query = (
        select(Enrolment.id)
        .outerjoin(Outcome, Outcome.enrolment_id == Enrolment.id)
        .where(Enrolment.person_id == person_id, Outcome.id.is_(None))
        .order_by(Enrolment.id.desc())
    )
    return db.session.scalar(query.limit(1))


def list_stages(versions: Collection[tuple[int, datetime]]) -> dict[int, list[StageRow]]:
    """The stages of versions, in order, each with its contents. A version is named by its id and the moment it was
    published: it never changes after that, so each process reads it once and keeps it."""
    known: dict[tuple[int, datetime], list[StageRow]] = kept("stages")
    wanted = {version_id: (version_id, published_at) for version_id, published_at in versions}
    unread = [version_id for version_id, key in wanted.items() if key not in known]
    if unread:
        found = _read_stages(unread)
        known.update({wanted[version_id]: found[version_id] for version_id in unread})
    return {version_id: known[key] for version_id, key in wanted.items()}


def _read_stages(version_ids: Collection[int]) -> dict[int, list[StageRow]]:
    stages: dict[int, tuple[Any, list[Content]]] = {}
    for row in read(_STAGES, versions=version_ids):
        contents = stages.setdefault(row.id, (row, []))[1]
        if row.kind is not None:
            minimum = None if row.minimum is None else exact(row.minimum)
            contents.append(Content(row.kind, row.ref, minimum, row.part, row.group_code))
    found: dict[int, list[StageRow]] = defaultdict(list)
    for row, contents in stages.values():
        found[row.version_id].append(
            StageRow(
                row.id, row.position, row.code, row.title, row.purpose, row.days, tuple(contents),
                Gate.of(row.need, row.groups or ()),
            )
        )  # fmt: skip
    return found
