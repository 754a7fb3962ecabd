"""Evaluation plans in force, what they are about, and what was decided last."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, or_, select
from sqlalchemy.orm import aliased

from assessments.models import Exam, Rubric
from courses.models import Course, CourseVersion
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.core.errors import NotFound
from lms.evaluation.models import EvaluationPlan, EvaluationVerdict
from lms.evaluation.queries.finishes import COURSE, PROGRAMME, SubjectKey
from lms.evaluation.rules.planning import Round, read_rounds
from lms.onboarding.models import Programme, ProgrammeVersion, Stage, StageContent
from lms.people.models import Person


@dataclass(frozen=True)
class Subject:
    """A course or a programme that is evaluated."""

    kind: str
    code: str
    title: Bilingual
    category: str | None = None
    owner_id: int | None = None
    course_id: int | None = None

    @property
    def key(self) -> SubjectKey:
        """Kind and code."""
        return self.kind, self.code


@dataclass(frozen=True)
class Decided:
    """The newest verdict of a training."""

    verdict: str
    at: datetime
    reason: str
    signed_by: int


@dataclass(frozen=True)
class Planned:
    """A training with its plan in force and the newest verdict."""

    subject: Subject
    plan: EvaluationPlan
    decided: Decided | None

    @property
    def rounds(self) -> tuple[Round, ...]:
        """Who is asked what and when."""
        return read_rounds(self.plan.rounds)


def _newest(model: Any) -> Any:
    return select(func.max(model.id)).group_by(model.subject_kind, model.subject_code)


def list_planned(*, owner_id: int | None = None, subject: SubjectKey | None = None) -> list[Planned]:
    """Every training with a plan, programmes first; those of one owner, or one of them."""
    p, v = EvaluationPlan, aliased(EvaluationVerdict)
    query = (
        select(
            p, Course.id, Course.title, Course.category, Course.owner_id, Programme.title, v.verdict, v.signed_at, v.reason,
            v.signed_by,
        )
        .outerjoin(Course, and_(p.subject_kind == COURSE, Course.code == p.subject_code))
        .outerjoin(Programme, and_(p.subject_kind == PROGRAMME, Programme.code == p.subject_code))
        .outerjoin(v, and_(v.subject_kind == p.subject_kind, v.subject_code == p.subject_code, v.id.in_(_newest(EvaluationVerdict))))
        .where(p.id.in_(_newest(EvaluationPlan)), or_(Programme.id.is_not(None), Course.retired_on.is_(None)))
        .order_by(p.subject_kind.desc(), Course.category, Course.id, Programme.id)
    )  # fmt: skip
    if owner_id is not None:
        query = query.where(Course.owner_id == owner_id)
    if subject is not None:
        query = query.where(p.subject_kind == subject[0], p.subject_code == subject[1])
    found = []
    for plan, course_id, title, category, owner, programme, verdict, at, reason, by in db.session.execute(query):
        one = Subject(plan.subject_kind, plan.subject_code, title or programme, category, owner, course_id)
        found.append(Planned(one, plan, Decided(verdict, at, reason, by) if verdict else None))
    return found


def get_planned(kind: str, code: str, *, owner_id: int | None = None) -> Planned:
    """A training with its plan. Raises NotFound where there is none."""
    found = list_planned(subject=(kind, code), owner_id=owner_id)
    if not found:
        raise NotFound
    return found[0]


def _unplanned(kind: str, code: Any) -> ColumnElement[bool]:
    p = EvaluationPlan
    return ~select(p.id).where(p.subject_kind == kind, p.subject_code == code).exists()


def _unplanned_courses() -> ColumnElement[bool]:
    published = select(CourseVersion.id).where(
        CourseVersion.course_id == Course.id, CourseVersion.published_at.is_not(None)
    )
    return and_(Course.retired_on.is_(None), published.exists(), _unplanned(COURSE, Course.code))


def list_unplanned() -> list[Subject]:
    """Published courses and programmes without a plan."""
    courses = db.session.scalars(select(Course).where(_unplanned_courses()).order_by(Course.id))
    found = [Subject(COURSE, c.code, c.title, c.category, c.owner_id, c.id) for c in courses]
    programmes = select(Programme).where(_unplanned(PROGRAMME, Programme.code)).order_by(Programme.id)
    return found + [Subject(PROGRAMME, p.code, p.title) for p in db.session.scalars(programmes)]


def count_unplanned() -> int:
    """How many there are."""
    courses = select(func.count(Course.id)).where(_unplanned_courses()).scalar_subquery()
    programmes = select(func.count(Programme.id)).where(_unplanned(PROGRAMME, Programme.code)).scalar_subquery()
    return db.session.scalar(select(courses + programmes)) or 0


def list_versions(subject: SubjectKey) -> list[EvaluationPlan]:
    """All versions of a plan, newest first."""
    p = EvaluationPlan
    query = select(p).where(p.subject_kind == subject[0], p.subject_code == subject[1]).order_by(p.number.desc())
    return list(db.session.scalars(query))


def list_verdicts(subject: SubjectKey) -> list[tuple[EvaluationVerdict, Bilingual]]:
    """All verdicts on a training with who signed, newest first."""
    return list_verdicts_on([subject])


def list_verdicts_on(subjects: Sequence[SubjectKey]) -> list[tuple[EvaluationVerdict, Bilingual]]:
    """All verdicts on some trainings with who signed, newest first."""
    v = EvaluationVerdict
    about = or_(false(), *(and_(v.subject_kind == kind, v.subject_code == code) for kind, code in subjects))
    query = select(v, Person).join(Person, Person.id == v.signed_by).where(about).order_by(v.id.desc())
    return [(verdict, person.name) for verdict, person in db.session.execute(query)] if subjects else []


def find_author_note(course_code: str) -> EvaluationVerdict | None:
    """The newest verdict on a course that has a word for the authors, unless a version was published since."""
    v = EvaluationVerdict
    published = (
        select(func.max(CourseVersion.published_at))
        .join(Course, Course.id == CourseVersion.course_id)
        .where(Course.code == course_code)
        .scalar_subquery()
    )
    query = select(v).where(v.subject_kind == COURSE, v.subject_code == course_code, v.note != "")
    return db.session.scalar(query.where(or_(published.is_(None), v.signed_at > published)).order_by(v.id.desc()).limit(1))  # fmt: skip


def list_exams() -> list[tuple[str, Bilingual]]:
    """Exams that can be named in a plan: code and title."""
    query = select(Exam.code, Exam.title).where(Exam.retired_at.is_(None)).order_by(Exam.id)
    return [(code, title) for code, title in db.session.execute(query)]


def list_rubrics() -> list[tuple[str, Bilingual]]:
    """Rubrics that can be named in a plan: code and title of the newest version."""
    newest = select(Rubric.code, func.max(Rubric.number).label("number")).group_by(Rubric.code).subquery()
    query = select(Rubric.code, Rubric.title).join(
        newest, and_(newest.c.code == Rubric.code, newest.c.number == Rubric.number)
    )
    return [(code, title) for code, title in db.session.execute(query.order_by(Rubric.code))]


def exam_codes_known(codes: Iterable[str]) -> set[str]:
    """Which of the codes are exams."""
    return set(db.session.scalars(select(Exam.code).where(Exam.code.in_(list(codes)))))


def find_exam_of(subject: Subject) -> str | None:
    """The exam that tells what people learned: of a programme its last one, of a course the one of the stage that it is taught
    in, where exactly one programme does."""
    kind, ref = StageContent.kind, StageContent.ref
    query = select(StageContent.ref).join(Stage, Stage.id == StageContent.stage_id).where(kind == "exam")
    if subject.kind == PROGRAMME:
        query = (
            query.join(ProgrammeVersion, ProgrammeVersion.id == Stage.version_id)
            .join(Programme, Programme.id == ProgrammeVersion.programme_id)
            .where(Programme.code == subject.code)
            .order_by(ProgrammeVersion.number.desc(), Stage.position.desc(), StageContent.position.desc())
        )
        return db.session.scalar(query.limit(1))
    taught = select(StageContent.stage_id).where(kind == COURSE, ref == subject.code)
    codes = set(db.session.scalars(query.where(StageContent.stage_id.in_(taught))))
    return codes.pop() if len(codes) == 1 else None
