"""What happened in enrolments: stages passed and extended, pauses, moves, the mentor's word."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, Integer, Select, case, cast, literal, null, select, union_all

from lms.core import clock
from lms.core.among import among
from lms.core.db import read
from lms.onboarding.change_models import Pause, StageAgreement, VersionMove
from lms.onboarding.models import Stage, StageExtension, StagePassage
from lms.onboarding.rules.changes import put_in_front


@dataclass(frozen=True)
class Passed:
    """That a gate was passed, when, and for how many days the version that held then had planned the stage."""

    at: datetime
    planned: int


@dataclass(frozen=True)
class Extended:
    """That a stage was extended."""

    at: datetime
    days: int
    repeats: bool = False


@dataclass(frozen=True)
class Paused:
    """That the programme rests; `last` None while nobody knows how long."""

    first: date
    last: date | None


@dataclass(frozen=True)
class Moved:
    """That the enrolment came onto another version while a stage was under way, by its code."""

    at: datetime
    stage: str


@dataclass(frozen=True)
class Agreed:
    """What the mentor said about going on; `comment` is what a no said."""

    at: datetime
    agrees: bool
    comment: str


Record = Passed | Extended | Paused | Moved | Agreed
WHOLE = ""
"""In place of a stage's code: what concerns the enrolment as a whole."""


_NO_DAY, _NO_TEXT = cast(null(), Date), literal("")


def _records(
    table: Any,
    what: str,
    code: Any,
    at: Any,
    *,
    number: Any = None,
    first: Any = None,
    last: Any = None,
    words: Any = None,
) -> Select[Any]:
    """One kind of record in the shape that all have."""
    return select(
        table.enrolment_id, table.id.label("id"), code.label("code"), at.label("at"), literal(what).label("what"),
        (cast(null(), Integer) if number is None else number).label("number"),
        (_NO_DAY if first is None else first).label("first"), (_NO_DAY if last is None else last).label("last"),
        (_NO_TEXT if words is None else words).label("words"),
    ).where(among(table.enrolment_id, "enrolments"))  # fmt: skip


_RECORDS = union_all(
    _records(StagePassage, "passed", Stage.code, StagePassage.passed_at, number=Stage.days).join(
        Stage, Stage.id == StagePassage.stage_id
    ),
    _records(
        StageExtension, "extended", Stage.code, StageExtension.signed_at,
        number=case((StageExtension.repeats, -StageExtension.days), else_=StageExtension.days),
    ).join(Stage, Stage.id == StageExtension.stage_id),
    _records(Pause, "paused", literal(WHOLE), Pause.entered_at, first=Pause.first_day, last=Pause.last_day),
    _records(VersionMove, "moved", VersionMove.stage_code, VersionMove.moved_at),
    _records(
        StageAgreement, "agreed", Stage.code, StageAgreement.given_at,
        number=case((StageAgreement.agrees, 1), else_=0), words=StageAgreement.comment,
    ).join(Stage, Stage.id == StageAgreement.stage_id),
)  # fmt: skip


def list_records(enrolment_ids: Collection[int]) -> dict[tuple[int, str], list[Record]]:
    """Enrolment and code of a stage to what happened there, in the order in which it did; with the code `WHOLE` what
    concerns all of it. A stage is known by its code, which it keeps from version to version."""
    found: dict[tuple[int, str], list[Record]] = defaultdict(list)
    for row in sorted(read(_RECORDS, enrolments=enrolment_ids), key=lambda row: (row.at, row.id)):
        found[row.enrolment_id, row.code].append(_record(row))
        if row.what == "moved":  # it concerns the stages before it as well
            found[row.enrolment_id, WHOLE].append(_record(row))
    return found


def put_in(stages: Sequence[str], of_all: Collection[Record], passed: Mapping[str, datetime | None]) -> dict[str, date]:
    """From which day on the stages are to be done that moves put in front of what was under way, by their codes."""
    moves = [(record.stage, record.at) for record in of_all if isinstance(record, Moved)]
    return {code: clock.local_date(at) for code, at in put_in_front(stages, passed, moves).items()} if moves else {}


def _record(row: Any) -> Record:
    if row.what == "passed":
        return Passed(row.at, row.number)
    if row.what == "extended":
        return Extended(row.at, abs(row.number), row.number < 0)
    if row.what == "paused":
        return Paused(row.first, row.last)
    if row.what == "moved":
        return Moved(row.at, row.code)
    return Agreed(row.at, bool(row.number), row.words)
