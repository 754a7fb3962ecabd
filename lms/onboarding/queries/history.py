"""What has happened in an enrolment, with who did it and why: read at once for the pages that tell of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import aliased

from lms.core.bilingual import Bilingual
from lms.core.db import read
from lms.core.together import Together
from lms.mentoring.queries.pairings import MENTORS, MentorOf, mentors_from
from lms.onboarding.change_models import IntakeMove, Pause, StageAgreement, VersionMove
from lms.onboarding.models import Cohort, Enrolment, Outcome, ProgrammeVersion, Stage, StageExtension, StagePassage
from lms.onboarding.rules.decisions import TRANSFERRED
from lms.people.models import Person

_BY = (Person.name_zh, Person.name_latin)
_ID: Any = bindparam("enrolment_id")
_EXTENSIONS = (
    select(
        Stage.code, StageExtension.days, StageExtension.repeats, StageExtension.reason, StageExtension.signed_at, *_BY
    )
    .join(Stage, Stage.id == StageExtension.stage_id)
    .join(Person, Person.id == StageExtension.signed_by)
    .where(StageExtension.enrolment_id == _ID)
    .order_by(StageExtension.signed_at, StageExtension.id)
)
_EARLIER = aliased(Enrolment)
_HISTORY = Together(
    evidence=select(Stage.code, StagePassage.evidence)
    .join(Stage, Stage.id == StagePassage.stage_id)
    .where(StagePassage.enrolment_id == _ID),
    extensions=_EXTENSIONS,
    pauses=select(Pause.id, Pause.first_day, Pause.last_day, Pause.kind, Pause.reason, Pause.entered_at, *_BY)
    .join(Person, Person.id == Pause.entered_by)
    .where(Pause.enrolment_id == _ID)
    .order_by(Pause.first_day, Pause.id),
    intake_moves=select(IntakeMove.from_day, IntakeMove.to_day, IntakeMove.reason, IntakeMove.moved_at, *_BY)
    .join(Person, Person.id == IntakeMove.moved_by)
    .join(Enrolment, Enrolment.cohort_id == IntakeMove.cohort_id)
    .where(Enrolment.id == _ID, IntakeMove.cohort_id == bindparam("cohort_id"))
    .where(IntakeMove.moved_at >= Enrolment.enrolled_at)  # what came before, whoever joins later was no part of
    .order_by(IntakeMove.id),
    version_moves=select(ProgrammeVersion.number, VersionMove.reason, VersionMove.moved_at, *_BY)
    .join(Person, Person.id == VersionMove.moved_by)
    .join(ProgrammeVersion, ProgrammeVersion.id == VersionMove.to_version_id)
    .where(VersionMove.enrolment_id == _ID)
    .order_by(VersionMove.id),
    transfers=select(Cohort.title, Outcome.reason, Outcome.decided_at, *_BY)
    .join_from(Enrolment, _EARLIER, _EARLIER.person_id == Enrolment.person_id)
    .join(Cohort, Cohort.id == _EARLIER.cohort_id)
    .join(Outcome, Outcome.enrolment_id == _EARLIER.id)
    .join(Person, Person.id == Outcome.decided_by)
    .where(Enrolment.id == _ID, Outcome.kind == TRANSFERRED, Outcome.decided_at == Enrolment.enrolled_at),
    words=select(Stage.title, StageAgreement.agrees, StageAgreement.comment, StageAgreement.given_at, *_BY)
    .join(Person, Person.id == StageAgreement.mentor_id)
    .join(Stage, Stage.id == StageAgreement.stage_id)
    .where(StageAgreement.enrolment_id == _ID)
    .order_by(StageAgreement.id),
    decider=select(*_BY).join(Outcome, Outcome.decided_by == Person.id).where(Outcome.enrolment_id == _ID),
    mentors=MENTORS,
)  # fmt: skip


@dataclass(frozen=True)
class Extension:
    """More days for a stage, or (`repeats`) the stage once more: by code of the stage, and who signed it."""

    code: str
    days: int
    repeats: bool
    reason: str
    signed_at: datetime
    signer: Bilingual


@dataclass(frozen=True)
class Happening:
    """Something that was changed by somebody, for the timeline: `what` names it, `values` fill in the words."""

    what: str
    at: datetime
    by: Bilingual
    reason: str
    values: dict[str, Any]


@dataclass(frozen=True)
class History:
    """An enrolment's past: by code of a stage the evidence on which it was passed, as it was kept then; extensions and
    pauses, oldest first; whatever else changed; and the mentors of today."""

    evidence: Mapping[str, list[dict[str, Any]]]
    extensions: Sequence[Extension]
    pauses: Sequence[Any]
    happenings: list[Happening]
    mentors: list[MentorOf]
    decider: Bilingual | None = None
    """Who signed how it ended."""


def read_history(enrolment_id: int, cohort_id: int | None, person_id: int, today: date) -> History:
    """The past of one enrolment; without an intake, what happened to that is left out."""
    found = _HISTORY.read(enrolment_id=enrolment_id, cohort_id=cohort_id, people=[person_id], today=today)
    happenings = [
        Happening(
            "paused", p.entered_at, _name(p), p.reason, {"first": p.first_day, "last": p.last_day, "kind": p.kind}
        )
        for p in found["pauses"]
    ]
    happenings += [
        Happening("intake_moved", m.moved_at, _name(m), m.reason, {"from_day": m.from_day, "to_day": m.to_day})
        for m in found["intake_moves"]
    ]
    happenings += [
        Happening("version_moved", m.moved_at, _name(m), m.reason, {"number": m.number}) for m in found["version_moves"]
    ]
    happenings += [
        Happening("transferred", t.decided_at, _name(t), t.reason, {"intake": t.title}) for t in found["transfers"]
    ]
    happenings += [
        Happening("agreed" if w.agrees else "not_agreed", w.given_at, _name(w), w.comment, {"stage": w.title})
        for w in found["words"]
    ]
    return History(
        {row.code: row.evidence for row in found["evidence"]},
        [_extension(row) for row in found["extensions"]],
        found["pauses"],
        sorted(happenings, key=lambda happening: happening.at),
        mentors_from(found["mentors"]).get(person_id, []),
        next((_name(row) for row in found["decider"]), None),
    )


def list_extensions(enrolment_id: int) -> list[Extension]:
    """Every extension of an enrolment with who signed it, oldest first."""
    return [_extension(row) for row in read(_EXTENSIONS, enrolment_id=enrolment_id)]


def _extension(row: Any) -> Extension:
    return Extension(row.code, row.days, row.repeats, row.reason, row.signed_at, _name(row))


def _name(row: Any) -> Bilingual:
    return Bilingual(row.name_zh or row.name_latin, row.name_latin or row.name_zh)
