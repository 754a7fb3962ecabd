"""What stands in a person's training archive: plain records, as they were made and signed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from certificates.rules.status import Status
from lms.core.bilingual import Bilingual
from lms.reports.session_records import SessionRecord, TrainingRecord
from lms.reports.signatures import SignOffRecord


@dataclass(frozen=True)
class PersonFacts:
    """Whose archive it is."""

    id: int
    employee_no: str
    name_zh: str
    name_latin: str
    unit: Bilingual
    post: Bilingual
    product_line: str | None
    grade: str | None
    hired_on: date
    left_on: date | None

    @property
    def name(self) -> Bilingual:
        """The name as readers of each language expect it."""
        return Bilingual(self.name_zh or self.name_latin, self.name_latin or self.name_zh)

    @property
    def both_names(self) -> str:
        """The name in both scripts, where there are two."""
        return " ".join(dict.fromkeys(name for name in (self.name_zh, self.name_latin) if name))


@dataclass(frozen=True)
class Passage:
    """A stage whose gate was passed."""

    enrolment_id: int
    stage: Bilingual
    passed_at: datetime


@dataclass(frozen=True)
class Extension:
    """A stage that was extended, or (`repeats`) is done once more, and who signed it."""

    enrolment_id: int
    stage: Bilingual
    days: int
    reason: str
    signed_at: datetime
    repeats: bool
    signer: Bilingual


@dataclass(frozen=True)
class OutcomeRecord:
    """How a programme ended. `result` holds the figure and its parts as they were; empty where there was none."""

    enrolment_id: int
    kind: str
    reason: str
    result: Mapping[str, Any]
    decided_at: datetime
    decider: Bilingual | None

    @property
    def figure(self) -> str | None:
        """The weighted result in per cent, as it was."""
        return self.result.get("figure")

    @property
    def parts(self) -> list[Mapping[str, Any]]:
        """The marks of the parts with their weights."""
        return list(self.result.get("parts", ()))


@dataclass(frozen=True)
class ProgrammeRecord:
    """One enrolment with all that came of it. `stages` is how many stages the version has."""

    enrolment_id: int
    programme: Bilingual
    intake: Bilingual
    version: int
    starts_on: date
    enrolled_at: datetime
    stages: int
    passages: tuple[Passage, ...] = ()
    extensions: tuple[Extension, ...] = ()
    outcome: OutcomeRecord | None = None

    @property
    def steps(self) -> list[Passage | Extension]:
        """Stages passed and extended, in the order in which it happened."""
        return sorted([*self.passages, *self.extensions], key=_moment_of)


@dataclass(frozen=True)
class CourseRecord:
    """A course completed, in the version in which it was."""

    id: int
    code: str
    title: Bilingual
    category: str
    version: int
    completed_at: datetime


@dataclass(frozen=True)
class ExamRecord:
    """A finished attempt at a written exam."""

    id: int
    code: str
    title: Bilingual
    started_at: datetime
    finished_at: datetime
    score: float
    points: int
    pass_mark: float
    passed: bool

    @property
    def percent(self) -> float:
        """The mark in per cent, one decimal."""
        return round(100 * self.score / self.points, 1) if self.points else 0.0


@dataclass(frozen=True)
class PracticalExamRecord:
    """A practical examination, and who assessed it."""

    id: int
    code: str
    title: Bilingual
    held_on: date
    signed_at: datetime
    percent: float
    pass_mark: float
    passed: bool
    assessor: Bilingual
    comment: str


@dataclass(frozen=True)
class RatingRecord:
    """A mentor's rating."""

    id: int
    rated_at: datetime
    percent: float
    ratings: Mapping[str, int]
    comment: str
    mentor: Bilingual


@dataclass(frozen=True)
class PairingRecord:
    """Who accompanied the person, as what and how long."""

    id: int
    kind: str
    mentor: Bilingual
    started_on: date
    ended_on: date | None


@dataclass(frozen=True)
class LogMonth:
    """How many entries of the growth log fall into a month; `last_day` is the last of them. Never their texts."""

    year: int
    month: int
    entries: int
    last_day: date


@dataclass(frozen=True)
class DecisionRecord:
    """What was decided about a certificate after its award."""

    certificate_id: int
    kind: str
    effective_on: date
    decided_at: datetime
    reason: str
    decider: Bilingual


@dataclass(frozen=True)
class CertificateRecord:
    """A certificate with its state on the day of the archive."""

    id: int
    number: str
    code: str
    scheme: Bilingual
    tier: Bilingual
    level: int
    issued_on: date
    expires_on: date
    awarded_at: datetime
    status: Status
    counts: bool
    decisions: tuple[DecisionRecord, ...] = ()


@dataclass(frozen=True)
class Archive:
    """All of a person's training records on a day, each kind with the newest first."""

    person: PersonFacts
    as_of: date
    programmes: tuple[ProgrammeRecord, ...] = ()
    courses: tuple[CourseRecord, ...] = ()
    exams: tuple[ExamRecord, ...] = ()
    sign_offs: tuple[SignOffRecord, ...] = ()
    practical_exams: tuple[PracticalExamRecord, ...] = ()
    ratings: tuple[RatingRecord, ...] = ()
    pairings: tuple[PairingRecord, ...] = ()
    log: tuple[LogMonth, ...] = ()
    certificates: tuple[CertificateRecord, ...] = ()
    sessions: tuple[SessionRecord, ...] = ()
    trainings: tuple[TrainingRecord, ...] = ()

    @property
    def courses_completed(self) -> int:
        """Courses, whatever the number of versions."""
        return _distinct(record.code for record in self.courses)

    @property
    def exams_passed(self) -> int:
        """Written and practical examinations passed at least once."""
        written = _distinct(record.code for record in self.exams if record.passed)
        return written + _distinct(record.code for record in self.practical_exams if record.passed)

    @property
    def examinations(self) -> int:
        """How often an examination was taken."""
        return len(self.exams) + len(self.practical_exams)

    @property
    def practicals_signed(self) -> int:
        """Sign-offs that count: passed and not revoked."""
        return sum(record.counts for record in self.sign_offs)

    @property
    def certificates_valid(self) -> tuple[CertificateRecord, ...]:
        """The certificates on which work may rest on the day."""
        return tuple(record for record in self.certificates if record.counts)

    @property
    def log_entries(self) -> int:
        """Entries of the growth log in all."""
        return sum(month.entries for month in self.log)


def _moment_of(step: Passage | Extension) -> datetime:
    return step.passed_at if isinstance(step, Passage) else step.signed_at


def _distinct(codes: Iterable[str]) -> int:
    return len(set(codes))
