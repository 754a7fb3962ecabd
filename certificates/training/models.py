"""Tables of training certificates."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Numeric, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from courses.models import Course
from courses.sessions.models import CourseSession
from lms.core.append_only import append_only
from lms.core.bilingual import Bilingual
from lms.core.db import Base


@append_only
class CourseCertificateTerms(Base):
    """Whether a course gives training certificates: to who completes it, to who attends a session of it, or to nobody. `title`
    stands on the paper; `hours` None: as long as the lessons or the session last. The newest row of a course holds."""

    __tablename__ = "course_certificate_terms"

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), index=True)
    title: Mapped[Bilingual]
    hours: Mapped[Decimal | None] = mapped_column(Numeric(6, 2))
    on_completion: Mapped[bool]
    on_attendance: Mapped[bool]
    set_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    set_at: Mapped[datetime]


class TrainingCertificate(Base):
    """A course completed ("completion") or a session attended ("attendance") by a person. What stands on the paper is kept as it
    was on the day of issue (`face`); it does not run out. `occasion` names for what it was issued, so that nobody gets two.
    """

    __tablename__ = "training_certificate"
    __table_args__ = (
        CheckConstraint("kind IN ('completion', 'attendance')", name="kind"),
        Index(None, "person_id", "issued_on"),
        Index(None, "course_id", "issued_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(40), unique=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    occasion: Mapped[str] = mapped_column(String(60), unique=True)
    kind: Mapped[str] = mapped_column(String(20))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    course_version_id: Mapped[int] = mapped_column(ForeignKey("course_version.id"))
    session_id: Mapped[int | None] = mapped_column(ForeignKey("course_session.id"), index=True)
    terms_id: Mapped[int] = mapped_column(ForeignKey("course_certificate_terms.id"))
    hours: Mapped[Decimal | None] = mapped_column(Numeric(6, 2))
    first_day: Mapped[date]
    last_day: Mapped[date]
    issued_on: Mapped[date] = mapped_column(index=True)
    issued_at: Mapped[datetime]
    issued_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    face: Mapped[dict[str, Any]] = mapped_column(JSON)

    course: Mapped[Course] = relationship()
    session: Mapped[CourseSession | None] = relationship()
    withdrawal: Mapped[TrainingCertificateWithdrawal | None] = relationship(back_populates="certificate")


@append_only
class TrainingCertificateWithdrawal(Base):
    """That a training certificate no longer holds, and why: attendance that was corrected, for instance."""

    __tablename__ = "training_certificate_withdrawal"

    certificate_id: Mapped[int] = mapped_column(ForeignKey("training_certificate.id"), primary_key=True)
    reason: Mapped[str] = mapped_column(Text)
    withdrawn_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    withdrawn_at: Mapped[datetime]

    certificate: Mapped[TrainingCertificate] = relationship(back_populates="withdrawal")


class TrainingPaper(Base):
    """One PDF made of a training certificate, as `CertificatePaper`."""

    __tablename__ = "training_paper"
    __table_args__ = (UniqueConstraint("certificate_id", "recipe"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    certificate_id: Mapped[int] = mapped_column(ForeignKey("training_certificate.id"))
    recipe: Mapped[str] = mapped_column(String(64))
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    made_at: Mapped[datetime]
