"""Tables of appeals and complaints about certification, and their answers."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.core.append_only import append_only
from lms.core.db import Base


@append_only
class CertificateAppeal(Base):
    """An "appeal" against a decision about a certificate (`decision_id`) or an application (`refusal_id`), or a "complaint"
    about how certification went. `person_id` is whom it concerns; it is answered by `answer_by`. Append-only."""

    __tablename__ = "certificate_appeal"
    __table_args__ = (
        CheckConstraint(
            "kind <> 'appeal' OR (decision_id IS NULL) <> (refusal_id IS NULL)", name="against_one_decision"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    certificate_id: Mapped[int | None] = mapped_column(ForeignKey("certificate.id"), index=True)
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("certificate_decision.id"))
    refusal_id: Mapped[int | None] = mapped_column(ForeignKey("application_decision.id"))
    text: Mapped[str] = mapped_column(Text)
    lodged_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    lodged_at: Mapped[datetime]
    answer_by: Mapped[date]

    answer: Mapped[AppealAnswer | None] = relationship()


@append_only
class AppealAnswer(Base):
    """The answer to an appeal or a complaint, given by somebody else than whoever decided first. Append-only."""

    __tablename__ = "certificate_appeal_answer"

    id: Mapped[int] = mapped_column(primary_key=True)
    appeal_id: Mapped[int] = mapped_column(ForeignKey("certificate_appeal.id"), unique=True)
    upheld: Mapped[bool]
    reason: Mapped[str] = mapped_column(Text)
    impartial: Mapped[bool]
    answered_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[datetime]
