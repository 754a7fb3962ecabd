"""Tables of the case library: cases from practice, put forward, edited, published, found again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.core.db import Base
from lms.people.models import Person


class LibraryCase(Base):
    """A case that somebody put forward, perhaps out of an entry of the growth log. Where it stands follows from the
    decisions."""

    __tablename__ = "library_case"

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("log_entry.id"), unique=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    family: Mapped[str] = mapped_column(String(20))
    product_line: Mapped[str | None] = mapped_column(String(20))
    put_forward_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    put_forward_at: Mapped[datetime]

    author: Mapped[Person] = relationship(foreign_keys=[author_id])
    editions: Mapped[list[CaseEdition]] = relationship(order_by="CaseEdition.number")
    decisions: Mapped[list[CaseDecision]] = relationship(order_by="CaseDecision.id")


class CaseEdition(Base):
    """The words of a case at one time. Append-only; the last one is read."""

    __tablename__ = "case_edition"
    __table_args__ = (UniqueConstraint("case_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("library_case.id"))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    symptom: Mapped[str] = mapped_column(Text)
    environment: Mapped[str] = mapped_column(Text)
    diagnosis: Mapped[str] = mapped_column(Text)
    solution: Mapped[str] = mapped_column(Text)
    lesson: Mapped[str] = mapped_column(Text)
    edited_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    edited_at: Mapped[datetime]


class CaseDecision(Base):
    """That a case was published, declined or taken back, by whom and why. Append-only; the last one holds."""

    __tablename__ = "case_decision"
    __table_args__ = (CheckConstraint("kind IN ('published', 'declined', 'withdrawn')", name="kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("library_case.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(Text)
    decided_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime]


class CaseThanks(Base):
    """That a case helped somebody; the month's best cases are those that helped most."""

    __tablename__ = "case_thanks"

    case_id: Mapped[int] = mapped_column(ForeignKey("library_case.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    at: Mapped[datetime]
